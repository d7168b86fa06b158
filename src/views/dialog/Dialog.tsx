import { useEffect, useId, useRef, type ReactNode } from 'react'
import { t } from '../../base/say'
import './dialog.css'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  readonly className?: string
}

/**
 * Stands before the page until it is closed: by its button, Esc, or a click beside it. The focus goes to what has `data-autofocus`, and
 * back to where it was.
 */
export function Dialog({ title, onClose, children, className }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const isDone = useRef(false)
  const titleId = useId()
  // The browser tells of a closed dialog a moment later; a key that is pressed meanwhile is meant for the page already.
  const finish = (): void => {
    if (isDone.current) return
    isDone.current = true
    element.current?.close()
    onClose()
  }
  useEffect(() => {
    const dialog = element.current
    if (!dialog || dialog.open) return
    dialog.showModal()
    // React does not write the attribute autofocus, which is what showModal looks for.
    dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus()
  }, [])
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Esc does the same
    <dialog
      ref={element}
      className={className === undefined ? 'dialog' : `dialog ${className}`}
      aria-labelledby={titleId}
      onCancel={(event) => event.target === element.current && finish()}
      onClose={(event) => event.target === element.current && finish()}
      onClick={(event) => event.target === element.current && finish()}
    >
      <div className="dialog-body">
        <header className="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="dialog-close" aria-label={t('Close')} onClick={finish}>
            ×
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
