import { useEffect, useState } from 'react'
import { t } from '../../base/say'

/** Copies an id; the sign in the button says that it is done. */
export function CopyId({ text, what, active }: { readonly text: string; readonly what: string; readonly active: boolean }) {
  const [done, setDone] = useState<{ readonly text: string; readonly how: 'copied' | 'refused' } | undefined>(undefined)
  useEffect(() => {
    if (!done) return
    const timer = setTimeout(() => setDone(undefined), 1_500)
    return () => clearTimeout(timer)
  }, [done])
  // The row may show another task by then.
  const result = done?.text === text ? done.how : 'idle'
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setDone({ text, how: 'copied' }),
      () => setDone({ text, how: 'refused' }),
    )
  }
  const says =
    result === 'copied' ? t('Copied') : result === 'refused' ? t('The browser refused to copy') : t('Copy the {what}', { what })
  return (
    <button type="button" className="tasks-copy" tabIndex={active ? 0 : -1} aria-label={says} title={says} onClick={copy}>
      {result === 'copied' ? (
        '✓'
      ) : (
        <svg width="11" height="11" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          <path d="M5.5 5.5V2.5h8v8h-3M2.5 5.5h8v8h-8z" fill="none" stroke="currentColor" strokeWidth="1.4" />
        </svg>
      )}
    </button>
  )
}
