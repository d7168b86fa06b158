import { lazy, Suspense } from 'react'
import { t } from '../base/say'
import { PanelBoundary } from './PanelBoundary'
import { useSelect, useViewer } from './viewerContext'

// Nobody waits for these but who asks for them.
const KeySheet = lazy(async () => ({ default: (await import('./commands/KeySheet')).KeySheet }))
const Palette = lazy(async () => ({ default: (await import('./commands/Palette')).Palette }))
const Settings = lazy(async () => ({ default: (await import('./settings/Settings')).Settings }))
const ShareDialog = lazy(async () => ({ default: (await import('./share/ShareDialog')).ShareDialog }))
const NoteDialog = lazy(async () => ({ default: (await import('./notes/NoteDialog')).NoteDialog }))

/** What stands before the page, one at a time. */
export function PageDialog() {
  const { actions } = useViewer()
  const dialog = useSelect((state) => state.view.dialog)
  if (!dialog) return null
  const close = (): void => actions.setView({ dialog: undefined })
  return (
    <PanelBoundary name={t('The dialog')} key={dialog.kind}>
      <Suspense fallback={null}>
        {dialog.kind === 'keys' && <KeySheet onClose={close} />}
        {dialog.kind === 'palette' && <Palette onClose={close} />}
        {dialog.kind === 'settings' && <Settings onClose={close} />}
        {dialog.kind === 'share' && <ShareDialog onClose={close} />}
        {dialog.kind === 'note' && <NoteDialog at={dialog.at} note={dialog.note} onClose={close} />}
      </Suspense>
    </PanelBoundary>
  )
}
