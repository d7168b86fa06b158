import { useState, type FormEvent } from 'react'
import { formatDateTime } from '../../base/formatTime'
import { t } from '../../base/say'
import type { UnixMs } from '../../base/units'
import type { MarkFrame } from '../../profile/frame'
import { LONGEST_NOTE, writeNote } from '../../store/notes'
import { Dialog } from '../dialog/Dialog'
import { useViewer, useZone } from '../viewerContext'
import './notes.css'

interface NoteDialogProps {
  readonly at: UnixMs
  /** The one that is there already. */
  readonly note: MarkFrame | undefined
  readonly onClose: () => void
}

/** Writes, changes or takes away the note of a moment. */
export function NoteDialog({ at, note, onClose }: NoteDialogProps) {
  const viewer = useViewer()
  const zone = useZone()
  const [text, setText] = useState(note?.text ?? '')
  const write = (wanted: string): void => {
    writeNote(viewer, at, wanted, note)
    onClose()
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    write(text)
  }
  return (
    <Dialog title={t('Note at {time}', { time: formatDateTime(at, zone) })} onClose={onClose} className="note">
      <form onSubmit={submit} className="note-form">
        <input
          type="text"
          aria-label={t('Text of the note')}
          maxLength={LONGEST_NOTE}
          data-autofocus
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <p className="muted">{t('It stands on the chart and under Events, and is saved with the timeline.')}</p>
        <p className="note-actions">
          <button type="submit" className="primary" disabled={text.trim() === '' && note === undefined}>
            {note ? t('Change the note') : t('Set the note')}
          </button>
          {note && (
            <button type="button" onClick={() => write('')}>
              {t('Remove the note')}
            </button>
          )}
        </p>
      </form>
    </Dialog>
  )
}
