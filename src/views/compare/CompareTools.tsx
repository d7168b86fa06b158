import { t } from '../../base/say'
import { isComparing } from '../../store/viewer'
import { useSelect, useViewer } from '../viewerContext'
import { CompareWith } from './CompareWith'

/** The ways into a comparison, for hands that have no keys. */
export function CompareTools() {
  const { actions } = useViewer()
  const hasA = useSelect((state) => state.view.cursorA !== undefined)
  const hasB = useSelect((state) => state.view.cursorB !== undefined)
  const comparing = useSelect(isComparing)
  return (
    <span role="group" aria-label={t('Compare two moments')} className="chart-group">
      <button
        type="button"
        aria-pressed={hasA}
        title={t('Compare from this moment on: set A at the cursor ( a ). Or draw from A to B with Shift held.')}
        onClick={() => actions.setA()}
      >
        {t('Set A')}
      </button>
      <button
        type="button"
        aria-pressed={hasB && !comparing}
        title={t('Set B, the moment that A is compared with, at the cursor ( b )')}
        onClick={() => actions.setB()}
      >
        {t('Set B')}
      </button>
      <CompareWith />
    </span>
  )
}
