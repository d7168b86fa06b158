import { useEffect, useState } from 'react'
import { useViewer } from './viewerContext'

/** Opens what is dropped or pasted anywhere on the page. True while something that can be dropped hovers over it. */
export function useFileDrop(): boolean {
  const { services } = useViewer()
  const [dropping, setDropping] = useState(false)
  useEffect(() => {
    let depth = 0
    const hasFiles = (event: DragEvent): boolean =>
      event.dataTransfer?.types.some((type) => type === 'Files' || type === 'text/plain') ?? false
    const enter = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      depth += 1
      setDropping(true)
    }
    const leave = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setDropping(false)
    }
    const over = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault()
    }
    const drop = (event: DragEvent): void => {
      depth = 0
      setDropping(false)
      if (!event.dataTransfer || !hasFiles(event)) return
      event.preventDefault()
      const files = [...event.dataTransfer.files]
      if (files.length > 0) services.openFiles(files)
      else openTextIfAny(event.dataTransfer.getData('text/plain'))
    }
    const paste = (event: ClipboardEvent): void => {
      const target = event.target
      if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return
      const data = event.clipboardData
      if (!data) return
      const files = [...data.files]
      if (files.length > 0) services.openFiles(files)
      // "Copy Page Text" of Doris puts HTML source on the clipboard as plain text; a copy from the page itself carries both.
      else openTextIfAny(data.getData('text/plain') || data.getData('text/html'))
    }
    const openTextIfAny = (text: string): void => {
      if (text.trim() !== '') services.openText(text)
    }
    document.addEventListener('dragenter', enter)
    document.addEventListener('dragleave', leave)
    document.addEventListener('dragover', over)
    document.addEventListener('drop', drop)
    document.addEventListener('paste', paste)
    return () => {
      document.removeEventListener('dragenter', enter)
      document.removeEventListener('dragleave', leave)
      document.removeEventListener('dragover', over)
      document.removeEventListener('drop', drop)
      document.removeEventListener('paste', paste)
    }
  }, [services])
  return dropping
}
