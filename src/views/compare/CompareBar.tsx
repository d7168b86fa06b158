import { formatBytesChange, formatShare } from '../../base/formatBytes'
import { formatDateTime, formatDuration, formatOffset, type Zone } from '../../base/formatTime'
import { t } from '../../base/say'
import { visibleText } from '../../base/visibleText'
import type { Comparison } from '../../store/selectDifference'
import type { Status } from '../../store/status'
import { isComparing, type ViewerState } from '../../store/viewer'
import type { Alignment } from '../../timeline/alignMoments'
import type { Change } from '../../timeline/change'
import type { Timeline } from '../../timeline/timeline'
import { CopyButton } from '../CopyButton'
import { describeStatus } from '../header/StatusPill'
import { useStatus } from '../useStatus'
import { useSelect, useViewer, useZone } from '../viewerContext'
import { describeChange, useFormatChange } from './useFormatChange'
import { useComparison } from './useComparison'
import './compare.css'

/** What is compared, and the difference in one line that adds up. Nothing while nothing is compared. */
export function CompareBar() {
  const comparing = useSelect(isComparing)
  const waitsForA = useSelect((state) => state.view.cursorA === undefined && state.view.cursorB !== undefined)
  if (comparing) return <Bar />
  return waitsForA ? <WaitingForA /> : null
}

function WaitingForA() {
  const { actions } = useViewer()
  const zone = useZone()
  const at = useSelect((state) => state.view.cursorB)
  return (
    <section className="compare panel" aria-label={t('Comparison')}>
      <p>
        <strong>⇄ B</strong> {at !== undefined && formatDateTime(at, zone)} {at !== undefined && formatOffset(at, zone)}{' '}
        <span className="muted">{t('Go to the moment to compare it with, and set A there.')}</span>
      </p>
      <span className="compare-keys">
        <button type="button" onClick={() => actions.setA()}>
          {t('Set A here')} <kbd>a</kbd>
        </button>
        <button type="button" onClick={() => actions.clearMoments()}>
          {t('Clear')} <kbd>Esc</kbd>
        </button>
      </span>
    </section>
  )
}

function Bar() {
  const { actions } = useViewer()
  const comparison = useComparison()
  const zone = useZone()
  const status = useStatus()
  const source = useSelect((one) => one.source)
  const isPaused = useSelect((one) => one.view.pausedAt !== undefined)
  const isAtNewest = useSelect((one) => one.view.cursorAt === undefined)
  // A target that is silent is not live, and its newest sample is not now.
  const isNow = isAtNewest && !isPaused && status.kind === 'live'
  const other = useSelect((one) => one.other)
  const format = useFormatChange()
  return (
    <section className="compare panel" aria-label={t('Comparison')}>
      <div className="compare-facts">
        <p className="compare-moments">
          <strong>⇄ {t('DIFF')}</strong>{' '}
          {comparison ? (
            <Moments
              comparison={comparison}
              zone={zone}
              isNow={isNow}
              otherName={other?.name}
              state={stateWord(source, isPaused, status)}
            />
          ) : (
            <WhyNot />
          )}
        </p>
        {comparison && <Sum comparison={comparison} />}
        {comparison?.difference.notes.map((note) => (
          <p key={note.id} className="compare-note">
            {note.text}
          </p>
        ))}
      </div>
      <span className="compare-keys">
        {other && <Align />}
        <button type="button" onClick={() => actions.swapMoments()}>
          {t('Swap')} <kbd>x</kbd>
        </button>
        {comparison && <CopyButton text={printComparison(comparison, zone, format)} label={t('Copy as text')} />}
        <button type="button" onClick={() => actions.clearMoments()}>
          {t('Clear')} <kbd>Esc</kbd>
        </button>
      </span>
    </section>
  )
}

interface MomentsProps {
  readonly comparison: Comparison
  readonly zone: Zone
  readonly isNow: boolean
  readonly otherName: string | undefined
  readonly state: string
}

function Moments({ comparison: { a, b }, zone, isNow, otherName, state }: MomentsProps) {
  return (
    <>
      <Letter name="A" /> {otherName !== undefined && <bdi className="compare-name">{visibleText(otherName)}</bdi>}{' '}
      <time>{formatDateTime(a.at, zone)}</time> → <Letter name="B" /> {otherName !== undefined && <bdi>{nameOf(b.timeline)}</bdi>}{' '}
      <time>
        {sameDay(a.at, b.at, zone) && otherName === undefined ? formatDateTime(b.at, zone).slice(11) : formatDateTime(b.at, zone)}
      </time>
      {isNow && ` (${t('now')})`} {formatOffset(b.at, zone)}{' '}
      <span className="muted">({formatDuration(Math.abs(b.at - a.at))})</span>
      {otherName === undefined && (
        <>
          {' '}
          · <bdi>{nameOf(b.timeline)}</bdi>
        </>
      )}
      {b.snapshot.process.version !== undefined && (
        <>
          {' '}
          · <bdi>{visibleText(b.snapshot.process.version)}</bdi>
        </>
      )}{' '}
      · {state} ·{' '}
      <span className="muted">
        A #{a.timeline.sampleAt(a.index).seq} B #{b.timeline.sampleAt(b.index).seq}
      </span>
    </>
  )
}

function WhyNot() {
  const by = useSelect((state) => state.other?.by)
  const reasons: Readonly<Record<Alignment, string>> = {
    clock: t('The other timeline was not watched at this time. Align by start or by load, or move the cursor.'),
    start: t('The other process was not watched as long after its start as this. Move the cursor, or align by clock or by load.'),
    load: t('One of the two does not say what its tasks hold: align by clock or by start.'),
  }
  return <span>{by === undefined ? t('There is no sample to compare.') : reasons[by]}</span>
}

/** RSS = untracked + tracked, in changes that add up; what rounding took away is said. */
function Sum({ comparison: { difference } }: { readonly comparison: Comparison }) {
  const format = useFormatChange()
  const { rss, figures } = difference
  if (!rss) {
    const alone = figures.get('rss')!
    return (
      <p className="compare-sum">
        RSS <Value change={alone} /> <span className="muted">{t('The parts are not reported at both moments.')}</span>
      </p>
    )
  }
  const [untracked, tracked] = rss.parts
  const share = rss.whole.shown ? Number(untracked?.shown ?? 0) / Number(rss.whole.shown) : undefined
  return (
    <p className="compare-sum" data-testid="compare-sum">
      RSS <Value change={rss.whole} /> = {t('untracked')} <Value change={untracked!} /> + {t('tracked')}{' '}
      <Value change={tracked!} />
      {rss.remainder !== 0 && (
        <>
          {' '}
          + {rss.withinRounding ? t('rounding') : t('not reported')} {format(rss.remainder)}
        </>
      )}
      {share !== undefined && share >= 0.05 && (
        <span className="muted"> {t('untracked is {share} of it', { share: formatShare(share) })}</span>
      )}
    </p>
  )
}

function Value({ change }: { readonly change: Change }) {
  const format = useFormatChange()
  return (
    <b className={classOfChange(change)} title={describeChange(change)}>
      {format(change.shown)}
    </b>
  )
}

/** Growth is orange and up, its contrary blue and down, as everywhere. */
export function classOfChange({ shown }: Pick<Change, 'shown'>): string {
  return shown === undefined || shown === 0 ? 'change' : shown > 0 ? 'change change-up' : 'change change-down'
}

function Align() {
  const { actions } = useViewer()
  const by = useSelect((state) => state.other?.by)
  const words: Readonly<Record<Alignment, string>> = { clock: t('by clock'), start: t('by start'), load: t('by load') }
  return (
    <label>
      <span className="visually-hidden">{t('Align the two timelines')}</span>
      <select
        value={by}
        title={t(
          'Which moment of the other timeline stands for this one: the same time, as long after the start, or as much in use by tasks',
        )}
        onChange={(event) => actions.alignOther(event.target.value as Alignment)}
      >
        {(['clock', 'start', 'load'] as const).map((choice) => (
          <option key={choice} value={choice}>
            {words[choice]}
          </option>
        ))}
      </select>
    </label>
  )
}

export function Letter({ name }: { readonly name: 'A' | 'B' }) {
  return <b className="compare-letter">{name}</b>
}

function nameOf(timeline: Timeline): string {
  return visibleText(timeline.header.target ?? timeline.sampleAt(timeline.length - 1).snapshot.process.name)
}

function sameDay(a: number, b: number, zone: Zone): boolean {
  return formatDateTime(a, zone).slice(0, 10) === formatDateTime(b, zone).slice(0, 10)
}

function stateWord(source: ViewerState['source'], isPaused: boolean, status: Status): string {
  if (source.kind === 'file') return `▷ ${t('REPLAY')} ${visibleText(source.name)}`
  if (isPaused) return `⏸ ${t('PAUSED')}`
  const { mark, word } = describeStatus(status, false)
  return `${mark} ${word}`
}

/** The difference as lines for a ticket or a chat; the same numbers as on the screen. */
function printComparison(
  { a, b, difference }: Comparison,
  zone: Zone,
  format: (bytes: number | bigint | undefined) => string,
): string {
  const { rss, bands, notes } = difference
  const lines = [
    `A ${formatDateTime(a.at, zone)} → B ${formatDateTime(b.at, zone)} ${formatOffset(b.at, zone)} (${formatDuration(Math.abs(b.at - a.at))})`,
    ...(rss
      ? [
          `RSS ${format(rss.whole.shown)} = ${t('untracked')} ${format(rss.parts[0]?.shown)} + ${t('tracked')} ${format(rss.parts[1]?.shown)}${
            rss.remainder === 0
              ? ''
              : ` + ${rss.withinRounding ? t('rounding') : t('not reported')} ${formatBytesChange(rss.remainder)}`
          }`,
        ]
      : []),
    ...(bands?.parts.filter(({ shown }) => shown !== undefined).map(({ label, shown }) => `  ${label}: ${format(shown)}`) ?? []),
    ...notes.map(({ text }) => text),
  ]
  return `${lines.join('\n')}\n`
}
