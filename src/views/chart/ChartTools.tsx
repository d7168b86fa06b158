import { phrase, say, t } from '../../base/say'
import { CompareTools } from '../compare/CompareTools'
import { useSelect, useViewer } from '../viewerContext'

interface ChartToolsProps {
  readonly showLimits: boolean
  readonly onShowLimits: (show: boolean) => void
}

const SPANS = [
  { ms: undefined, text: phrase('all') },
  { ms: 3_600_000, text: phrase('1 h') },
  { ms: 900_000, text: phrase('15 m') },
  { ms: 300_000, text: phrase('5 m') },
] as const

/** How the bands are drawn, and how much time is in view. */
export function ChartTools({ showLimits, onShowLimits }: ChartToolsProps) {
  const viewer = useViewer()
  const mode = useSelect((state) => state.view.chartMode)
  const spanMs = useSelect((state) => state.view.spanMs)
  const isTable = useSelect((state) => state.view.chartTable)
  const hasRange = useSelect((state) => state.view.range !== undefined)
  return (
    <div className="chart-tools">
      <CompareTools />
      <span role="group" aria-label={t('How the bands are drawn')} className="chart-group">
        {(['stack', 'lines'] as const).map((choice) => (
          <button
            key={choice}
            type="button"
            aria-pressed={mode === choice}
            onClick={() => viewer.actions.setView({ chartMode: choice })}
          >
            {choice === 'stack' ? t('stack') : t('lines')}
          </button>
        ))}
      </span>
      <span role="group" aria-label={t('Time in view')} className="chart-group">
        {SPANS.map(({ ms, text }) => (
          <button
            key={text.english}
            type="button"
            aria-pressed={!hasRange && spanMs === ms}
            onClick={() => viewer.actions.setSpan(ms)}
          >
            {say(text)}
          </button>
        ))}
      </span>
      <button type="button" aria-pressed={showLimits} onClick={() => onShowLimits(!showLimits)}>
        {t('limits')}
      </button>
      <button
        type="button"
        aria-pressed={isTable}
        title={t('The samples in view as a table ( d )')}
        onClick={() => viewer.actions.setView({ chartTable: !isTable })}
      >
        {t('as table')}
      </button>
    </div>
  )
}
