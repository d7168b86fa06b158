import { useEffect, useState } from 'react'
import { t } from '../base/say'

/** Copies a text and says so. */
export function CopyButton({
  text,
  label,
  title,
}: {
  readonly text: string | (() => string)
  readonly label: string
  readonly title?: string
}) {
  const [result, setResult] = useState<'idle' | 'copied' | 'refused'>('idle')
  useEffect(() => {
    if (result === 'idle') return
    const timer = setTimeout(() => setResult('idle'), 2_000)
    return () => clearTimeout(timer)
  }, [result])
  const copy = (): void => {
    navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(
      () => setResult('copied'),
      () => setResult('refused'),
    )
  }
  return (
    <button type="button" title={title} onClick={copy}>
      <span aria-live="polite">
        {result === 'copied' ? t('Copied') : result === 'refused' ? t('The browser refused to copy') : label}
      </span>
    </button>
  )
}
