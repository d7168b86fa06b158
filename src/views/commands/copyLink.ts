import { t } from '../../base/say'
import { printLink } from '../../store/link'
import { sharedLinkOf } from '../../store/viewLink'
import type { Viewer } from '../../store/viewer'

/** The address of this view, to give away: its time is locked. */
export function viewAddress(viewer: Viewer): string {
  const hash = printLink(sharedLinkOf(viewer.getState()))
  // Where a report lies on somebody's disk is nobody else's business.
  return location.protocol === 'file:' ? hash : location.origin + location.pathname + hash
}

/** Puts the address on the clipboard and says what whoever opens it needs. */
export async function copyLink(viewer: Viewer): Promise<void> {
  const { source } = viewer.getState()
  try {
    await navigator.clipboard.writeText(viewAddress(viewer))
    viewer.setState({
      notice: {
        tone: 'note',
        title: t('The link is copied.'),
        message:
          source.kind === 'file'
            ? t('It holds the view, not the data: who opens it is asked for the file {name}.', { name: source.name })
            : t('It holds the view, not the data: who opens it needs this gateway while it still has this time.'),
        excerpt: undefined,
      },
    })
  } catch {
    viewer.setState({
      notice: {
        title: t('The browser refused to copy the link.'),
        message: t('It stands in the address bar; copy it there.'),
        excerpt: undefined,
      },
    })
  }
}
