import {
  formatBytes,
  formatBytesAsDoris,
  formatBytesChange,
  formatBytesIn,
  formatInteger,
  formatShare,
  pickByteUnit,
} from '../../base/formatBytes'
import { formatClock, formatDateTime, formatDuration, formatOffset, formatUptime, type Zone } from '../../base/formatTime'
import { joinWords, say, t, tn } from '../../base/say'
import type { UnixMs } from '../../base/units'
import { shortText, visibleText } from '../../base/visibleText'
import { subtractFigures } from '../../profile/figure'
import type { MarkKind } from '../../profile/frame'
import { formatValue } from '../../profile/formatValue'
import { sayTaskType } from '../../profile/taskType'
import type { Meaning } from '../../profile/meaning'
import type { Figure, Reported, Snapshot } from '../../profile/snapshot'
import type { Task } from '../../profile/task'
import { parseTrackerName } from '../../profile/trackerName'
import { BAND_IDS, computeStack } from '../../timeline/bands'
import { findGaps, findMoments } from '../../timeline/computeChart'
import { formatMinutes, GROWTH_WORDS, type GrowthReport } from '../../timeline/computeGrowth'
import { formatInterval, formatRate } from '../../timeline/formatRate'
import { lastRestart } from '../../timeline/growthSource'
import { computeRoom } from '../../timeline/computeRoom'
import type { Explanation } from '../../timeline/findings/index'
import type { Timeline } from '../../timeline/timeline'
import type { TreeRow } from '../../timeline/treeRow'
import type { LiveTarget } from '../liveTarget'
import { bandName, selectChartFrom, selectChartTo, selectHiddenCount } from '../selectChart'
import { filterTasks, idsText, sortTasks, TaskRanks, tasksOf, taskUnitOf } from '../selectTasks'
import { foldChoiceOf, treeOf, treeUnitOf, treeViewOf } from '../selectTree'
import { redactionWord } from '../redactionWord'
import { zoneOf } from '../view'
import { selectCursorIndex, selectLastShown, type ViewerState } from '../viewer'
import type {
  Sheet,
  SheetEvent,
  SheetFigure,
  SheetFinding,
  SheetLegend,
  SheetRow,
  SheetSpan,
  SheetState,
  SheetTable,
} from './sheet'

export interface SheetOptions {
  /** As the pill says it. */
  readonly state: SheetState
  readonly target: LiveTarget | undefined
  readonly fingerprint: string
  /** Version of Memlane. */
  readonly version: string
  /** A lasting gap reaches to here; undefined = there is none. */
  readonly stalledAt: UnixMs | undefined
  readonly mostTreeRows: number
  readonly mostTasks: number
  /** What the rules say of the sample at the cursor; undefined: nobody asked them. */
  readonly explanation: Explanation | undefined
  /** A kind of mark in a word or two. */
  readonly sayMark: (kind: MarkKind) => string
}

/** What the screen says at its cursor; undefined while there is no sample. Pure but for the language that is spoken. */
export function composeSheet(state: ViewerState, options: SheetOptions): Sheet | undefined {
  const { timeline, view } = state
  const index = selectCursorIndex(state)
  if (!timeline || index < 0) return undefined
  const zone = zoneOf(view.zone, state.hostOffsetMinutes)
  const { snapshot, at } = timeline.sampleAt(index)
  const meaning = timeline.meaningAt(index)
  const words = new Words(view.units)
  const span = composeSpan(state, timeline, zone, options.stalledAt)
  const report = options.explanation?.report
  const tree = composeTree(state, timeline, index, options.mostTreeRows, zone)
  const firstSeen = (task: Task): UnixMs | undefined => timeline.taskLife(task.uid)?.firstSeen
  const tasks = composeTasks(state, snapshot, options.mostTasks, firstSeen)
  return {
    target: shortText(timeline.header.target || options.target?.name || snapshot.process.name || t('process'), 80),
    identity: composeIdentity(snapshot, at, timeline.header.target ?? options.target?.name),
    state: options.state,
    at,
    when: `${formatDateTime(at, zone)} ${formatOffset(at, zone)}`,
    fingerprint: options.fingerprint,
    figures: composeFigures(meaning, snapshot, words).toSpliced(4, 0, ...composeGrowth(options.explanation?.growth)),
    span,
    legend: composeLegend(state, timeline, index, zone),
    account: composeAccount(timeline, index, view.cursorA, span, options.explanation?.growth, words, zone),
    tree,
    tasks,
    findings: (report?.findings ?? []).map(({ rule, severity, title, seen, next }): SheetFinding => ({
      rule,
      severity,
      title: visibleText(title),
      seen: visibleText(seen),
      next: visibleText(next),
    })),
    findingsSentence: report ? visibleText(report.sentence) : '',
    events: composeEvents(timeline, span, zone, options.sayMark),
    units: view.units === 'doris' ? t('sizes as Doris prints them: GB = GiB = 1024³') : t('GiB = 1024³; Doris prints it as GB'),
    completeness: composeCompleteness(state, timeline, at, meaning, span, zone),
    file: state.source.kind === 'file' ? shortText(state.source.name, 120) : '',
    tool: `Memlane ${options.version}`,
  }
}

/** Sizes in the units that the user chose. */
class Words {
  private readonly units: 'iec' | 'doris'

  constructor(units: 'iec' | 'doris') {
    this.units = units
  }

  readonly size = (figure: Reported): string =>
    figure === undefined
      ? '—'
      : figure === null
        ? t('none')
        : this.units === 'doris'
          ? formatBytesAsDoris(figure.value)
          : formatBytes(figure.value)
}

function composeIdentity(snapshot: Snapshot, at: UnixMs, target: string | undefined): string[] {
  const { process, takenAt, source } = snapshot
  const when = takenAt ?? at
  return [
    process.name === target ? undefined : process.name,
    process.host === target ? undefined : process.host,
    process.pid === undefined ? undefined : `pid ${process.pid}`,
    process.startedAt === undefined || when < process.startedAt
      ? undefined
      : t('up {time}', { time: formatUptime(when - process.startedAt) }),
    process.version,
    source === 'json' || source === 'text' ? undefined : t('generation {source}', { source }),
  ]
    .filter((part): part is string => part !== undefined && part !== '')
    .map((part) => shortText(part, 80))
}

function composeFigures(meaning: Meaning, snapshot: Snapshot, { size }: Words): SheetFigure[] {
  const { rss } = meaning
  const isDerived = meaning.untracked === undefined && meaning.untrackedDerived !== undefined
  const untracked = meaning.untracked === undefined ? meaning.untrackedDerived : meaning.untracked
  const room = computeRoom(meaning)
  const list = tasksOf(snapshot)
  const plain = { share: '', alarm: false }
  return [
    {
      ...plain,
      id: 'rss',
      name: 'RSS',
      value: size(rss),
      detail: `${t('peak {size}', { size: size(meaning.rssPeak) })} · ${t('virtual {size}', { size: size(meaning.virtual) })}`,
    },
    {
      ...plain,
      id: 'untracked',
      name: t('Untracked'),
      value: size(untracked),
      share: shareText(untracked, rss),
      detail: isDerived
        ? t('derived: RSS − tracked')
        : untracked && untracked.value < 0
          ? t('negative: over-tracked')
          : t('not known to any tracker'),
    },
    {
      ...plain,
      id: 'tracked',
      name: t('Tracked'),
      value: size(meaning.tracked),
      share: shareText(meaning.tracked, rss),
      detail: `${t('tasks {size}', { size: size(meaning.tasks) })} · ${t('global {size}', { size: size(meaning.global) })}`,
    },
    room
      ? {
          ...plain,
          id: 'room',
          name: t('Room to limit'),
          value: size(room.room),
          detail: [
            room.limitName === 'memory limit'
              ? t('of {size}', { size: size(room.limit) })
              : room.limitName === 'cgroup limit'
                ? t('of {size} cgroup limit', { size: size(room.limit) })
                : t('of {size} physical memory', { size: size(room.limit) }),
            room.softRoom &&
              (room.softRoom.value < 0
                ? t('soft limit exceeded by {size}', { size: size(negate(room.softRoom)) })
                : t('{size} to soft limit', { size: size(room.softRoom) })),
          ]
            .filter(Boolean)
            .join(' · '),
          alarm: room.room.value < 0 || (room.softRoom !== undefined && room.softRoom.value < 0),
        }
      : { ...plain, id: 'room', name: t('Room to limit'), value: '—', detail: t('no limit reported') },
    {
      ...plain,
      id: 'tasks',
      name: t('Tasks'),
      value: list ? formatInteger(list.tasks.length) : '—',
      detail: !list
        ? t('not reported in this sample')
        : list.complete
          ? countsText(list.tasks) || t('none running')
          : t('only the largest are reported: {counts}', { counts: countsText(list.tasks) }),
    },
  ]
}

function composeGrowth(growth: GrowthReport | undefined): SheetFigure[] {
  if (!growth) return []
  const { verdict, rss, untracked, moreMs, from, to } = growth
  const isOutside = verdict === 'outside' || verdict === 'idle-rises'
  const trend = verdict === 'outside' && rss?.direction !== 'rises' ? untracked : rss
  const grows = rss !== undefined && (rss.direction === 'rises' || isOutside)
  const word = say(GROWTH_WORDS[verdict])
  return [
    {
      id: 'growth',
      name: to > from ? `${t('Growth')}${t(', {time}', { time: formatUptime(to - from) })}` : t('Growth'),
      value: trend && grows ? formatRate(trend.perMs, trend.spanMs) : word,
      share: '',
      detail:
        moreMs !== undefined && verdict === 'insufficient'
          ? t('watch {time} more', { time: formatMinutes(moreMs) })
          : trend && grows
            ? word
            : trend && verdict !== 'insufficient'
              ? t('95 %: {interval}', { interval: formatInterval(trend) })
              : '',
      alarm: growth.roomTimes.length > 0,
    },
  ]
}

function countsText(tasks: readonly { readonly type: string }[]): string {
  const counts = new Map<string, number>()
  for (const { type } of tasks) counts.set(type, (counts.get(type) ?? 0) + 1)
  const words = [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .map(([type, count]) => t('{count} {type}', { count: formatInteger(count), type: shortText(sayTaskType(type), 40) }))
  return joinWords(words)
}

function composeSpan(state: ViewerState, timeline: Timeline, zone: Zone, stalledAt: UnixMs | undefined): SheetSpan {
  const from = selectChartFrom(state, stalledAt)
  const to = selectChartTo(state, stalledAt)
  const first = Math.max(0, timeline.indexAt(from - 1) + 1)
  const last = timeline.indexAt(to)
  const count = Math.max(0, last - first + 1)
  const shownFrom = Math.max(from, timeline.times.at(0))
  const shownTo = Math.min(to, Math.max(from, timeline.times.at(timeline.length - 1)))
  const gaps = findGaps(timeline, from, to)
  const gapMs = gaps.reduce((sum, gap) => sum + Math.min(gap.to, to) - Math.max(gap.from, from), 0)
  const samples = tn(count, '{count} sample', '{count} samples', { count: formatInteger(count) })
  return {
    from,
    to,
    text: `${formatDateTime(shownFrom, zone)} → ${endText(shownFrom, shownTo, zone)} ${formatOffset(shownTo, zone)}`,
    samples:
      gaps.length === 0
        ? samples
        : joinWords([samples, `${tn(gaps.length, '{count} gap', '{count} gaps')} (${formatDuration(gapMs)})`]),
  }
}

/** The day is said once. */
function endText(from: UnixMs, to: UnixMs, zone: Zone): string {
  const end = formatDateTime(to, zone)
  return formatDateTime(from, zone).slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end
}

function composeLegend(state: ViewerState, timeline: Timeline, index: number, zone: Zone): SheetLegend {
  const { view } = state
  const stack = computeStack(timeline.meaningAt(index))
  const at = timeline.times.at(index)
  const unit = pickByteUnit(stack.rss ?? Math.max(0, ...stack.bands.map((band) => band.value ?? 0)))
  const print = (bytes: number | undefined): string =>
    bytes === undefined ? t('n/a') : view.units === 'doris' ? formatBytesAsDoris(bytes) : formatBytesIn(bytes, unit)
  const share = (bytes: number | undefined): string =>
    bytes === undefined || stack.rss === undefined || stack.rss === 0 ? '' : formatShare(bytes / stack.rss)
  const isHidden = (id: (typeof BAND_IDS)[number]): boolean =>
    view.solo === undefined ? view.hidden.includes(id) : view.solo !== id
  const values = new Map(stack.bands.map((band) => [band.id, band.value]))
  const clock = `${formatClock(at, zone)} ${formatOffset(at, zone)}`
  return {
    when: view.cursorAt === undefined ? t('at the newest {time}', { time: clock }) : t('at the cursor {time}', { time: clock }),
    unit: view.units === 'doris' ? '' : unit,
    rows: [
      { id: 'rss', name: 'RSS', value: print(stack.rss), share: '', isHidden: false },
      ...BAND_IDS.toReversed().map((id) => ({
        id,
        name: bandName(id),
        value: print(values.get(id)),
        share: share(values.get(id)),
        isHidden: isHidden(id),
      })),
    ],
    checks: composeChecks(stack, selectHiddenCount(state)),
  }
}

function composeChecks(stack: ReturnType<typeof computeStack>, hiddenCount: number): string[] {
  const { residual, tolerance } = stack
  const untracked = stack.bands.find((band) => band.id === 'untracked')?.value
  const sum =
    residual === undefined
      ? t('Σ bands − RSS: n/a, this sample does not report both')
      : Math.abs(residual) > tolerance
        ? t('▲ Σ bands − RSS = {size}: the parts that this sample reports do not add up', {
            size: `${residual > 0 ? '+' : ''}${formatBytes(residual)}`,
          })
        : tolerance === 0
          ? t('Σ bands − RSS = 0 B ✓ exact')
          : t('Σ bands − RSS ≤ ±{size} (rounded source) ✓', { size: formatBytes(tolerance) })
  return [
    sum,
    ...(hiddenCount > 0 ? [tn(hiddenCount, 'partial: {count} band hidden', 'partial: {count} bands hidden')] : []),
    ...(stack.untrackedIsDerived ? [t('untracked is not reported: RSS − tracked')] : []),
    ...(untracked !== undefined && untracked < 0 ? [t('tracked exceeds RSS by {size}', { size: formatBytes(-untracked) })] : []),
  ]
}

/** Where it is, how it changed, whether it grows. */
function composeAccount(
  timeline: Timeline,
  index: number,
  since: UnixMs | undefined,
  span: SheetSpan,
  growth: GrowthReport | undefined,
  { size }: Words,
  zone: Zone,
): string[] {
  const meaning = timeline.meaningAt(index)
  const { rss, tracked } = meaning
  const untracked = meaning.untracked === undefined ? meaning.untrackedDerived : meaning.untracked
  const withShare = (name: string, figure: Figure): string => {
    const share = shareText(figure, rss)
    return `${name} ${size(figure)}${share === '' ? '' : ` (${share})`}`
  }
  const lines: string[] = []
  if (rss && tracked && untracked)
    lines.push(
      `RSS ${size(rss)} = ${withShare(t('tracked'), tracked)} ${untracked.value < 0 ? '−' : '+'} ${withShare(t('untracked'), untracked.value < 0 ? negate(untracked) : untracked)}`,
    )
  const parts = computeStack(meaning)
    .bands.filter((band) => band.id !== 'untracked' && band.value !== undefined && band.value !== 0)
    .toSorted((a, b) => b.value! - a.value!)
  if (tracked && parts.length > 0)
    lines.push(
      `${t('tracked')} = ${parts.map((band) => `${bandName(band.id)} ${size({ value: Math.round(band.value!), error: 0 })}`).join(' + ')}`,
    )
  const change = composeChange(timeline, index, since ?? span.from, zone)
  if (change !== undefined) lines.push(change)
  if (growth) lines.push(visibleText(t('Growth: {verdict}', { verdict: growth.sentence })))
  return lines
}

/** What changed since a moment, as far as it is of the same life of the process. */
function composeChange(timeline: Timeline, index: number, from: UnixMs, zone: Zone): string | undefined {
  const first = Math.max(timeline.indexAt(from - 1) + 1, lastRestart(timeline, index), 0)
  if (first >= index) return undefined
  const [before, now] = [timeline.meaningAt(first), timeline.meaningAt(index)]
  const since = timeline.times.at(first)
  const untrackedOf = (meaning: Meaning): Reported =>
    meaning.untracked === undefined ? meaning.untrackedDerived : meaning.untracked
  const rss = subtractFigures(now.rss, before.rss)
  if (!rss) return undefined
  const parts = [
    [t('untracked'), subtractFigures(untrackedOf(now), untrackedOf(before))],
    [t('tracked'), subtractFigures(now.tracked, before.tracked)],
  ] as const
  return t('Change since {time} ({duration}): {changes}', {
    time: formatDateTime(since, zone),
    duration: formatDuration(timeline.times.at(index) - since),
    changes: joinWords(
      [['RSS', rss] as const, ...parts]
        .filter(([, figure]) => figure !== undefined)
        .map(([name, figure]) => `${name} ${formatBytesChange(figure!.value)}`),
    ),
  })
}

function composeTree(state: ViewerState, timeline: Timeline, index: number, most: number, zone: Zone): SheetTable | undefined {
  const { view } = state
  const { profile } = timeline.sampleAt(index).snapshot
  if (!profile) return undefined
  const mode = view.treeRaw ? 'raw' : 'merged'
  const tree = treeOf(profile, mode)
  const rss = timeline.meaningAt(index).rss
  const from = selectChartFrom(state)
  const fold = view.foldSmall && mode === 'merged' ? foldChoiceOf(timeline, index, from, mode) : undefined
  const seen = treeViewOf(tree, view, fold)
  const unit = treeUnitOf(tree, rss ? Number(rss.value) : undefined)
  const cell = (value: Figure['value'], row: TreeRow): string =>
    row.unit !== 'BYTES'
      ? formatValue(value, row.unit!)
      : row.name === 'Limit' && value === -1
        ? t('none')
        : view.units === 'doris'
          ? formatBytesAsDoris(value)
          : formatBytesIn(value, unit)
  const rows: SheetRow[] = []
  const shown = Math.min(most, seen.length)
  for (let line = 0; line < shown; line++) {
    const { row: number, fold: folded, level } = seen.lineAt(line)
    if (folded) {
      const sum = view.units === 'doris' ? formatBytesAsDoris(folded.sum) : formatBytesIn(folded.sum, unit)
      rows.push({
        cells: [t('{count} small parts', { count: folded.rows.length }), sum, '', ''],
        depth: level - 1,
        bar: undefined,
        isName: false,
      })
      continue
    }
    const row = tree.rows[number]!
    const share =
      row.resident && row.value !== undefined && rss && rss.value !== 0 ? Number(row.value) / Number(rss.value) : undefined
    rows.push({
      cells: [
        `${row.overlap ? '⊂ ' : ''}${rowName(row)}`,
        row.value === undefined || row.unit === undefined
          ? shortText(row.text ?? '', 60)
          : `${row.origin === 'sum' ? 'Σ ' : ''}${cell(row.value, row)}`,
        share === undefined ? '' : formatShare(share),
        row.peak === null ? t('none') : row.peak === undefined || row.unit === undefined ? '' : cell(row.peak, row),
      ],
      depth: level - 1,
      bar: share,
      isName: row.kind !== 'residual',
    })
  }
  const sized = view.units === 'doris' ? '' : ` ${unit}`
  return {
    title: t('Tree at {time}', { time: formatClock(timeline.times.at(index), zone) }),
    columns: [
      { name: t('name'), isNumber: false },
      { name: `${t('now')}${sized}`, isNumber: true },
      { name: t('% RSS'), isNumber: true },
      { name: `${t('peak')}${sized}`, isNumber: true },
    ],
    rows,
    counted: 'rows',
    total: seen.length,
    notes: [t('peaks are from different times and are never added')],
  }
}

function rowName(row: TreeRow): string {
  const tracker = row.kind === 'node' ? parseTrackerName(row.name) : undefined
  return tracker ? `${shortText(tracker.label, 120)} ${tracker.type} ${tracker.uid.slice(0, 8)}` : shortText(row.name, 120)
}

const ranks = new TaskRanks()

function composeTasks(
  state: ViewerState,
  snapshot: Snapshot,
  most: number,
  firstSeen: (task: Task) => UnixMs | undefined,
): SheetTable | undefined {
  const list = tasksOf(snapshot)
  if (!list) return undefined
  const { view } = state
  const unit = taskUnitOf(list)
  const found = filterTasks(list, view.taskText, view.taskTypes)
  const order = sortTasks(list, found, view.taskSorting, firstSeen, ranks)
  const print = (figure: Reported, missing: string): string =>
    figure === undefined
      ? missing
      : figure === null
        ? t('none')
        : view.units === 'doris'
          ? formatBytesAsDoris(figure.value)
          : formatBytesIn(figure.value, unit)
  const largest = Math.max(1, ...list.tasks.slice(0, 5_000).map((task) => Number(task.current?.value ?? 0)))
  const rows = [...order.subarray(0, most)].map((place): SheetRow => {
    const task = list.tasks[place]!
    return {
      cells: [
        shortText(task.label, 120),
        shortText(task.type, 40),
        shortText(idsText(task), 120),
        print(task.current, '—'),
        print(task.peak, '—'),
        print(task.limit, '—'),
      ],
      depth: 0,
      bar: task.current ? Math.max(0, Number(task.current.value) / largest) : undefined,
      isName: true,
    }
  })
  const filters = [
    ...(view.taskText === '' ? [] : [t('filter “{text}”', { text: shortText(view.taskText, 60) })]),
    ...(view.taskTypes.length === 0
      ? []
      : [t('only {types}', { types: joinWords(view.taskTypes.map((type) => shortText(type, 40))) })]),
  ]
  const sized = view.units === 'doris' ? '' : ` ${unit}`
  return {
    title: t('Tasks'),
    columns: [
      { name: t('label'), isNumber: false },
      { name: t('type'), isNumber: false },
      { name: t('ids'), isNumber: false },
      { name: `${t('now')}${sized}`, isNumber: true },
      { name: `${t('peak')}${sized}`, isNumber: true },
      { name: `${t('limit')}${sized}`, isNumber: true },
    ],
    rows,
    counted: 'tasks',
    total: list.tasks.length,
    notes: [...(list.complete ? [] : [t('the source reports only its largest')]), ...filters],
  }
}

/** More marks than these are counted, not listed. */
const MOST_EVENTS = 40

function composeEvents(timeline: Timeline, span: SheetSpan, zone: Zone, sayMark: SheetOptions['sayMark']): SheetEvent[] {
  const marks = timeline.marks.filter(({ at }) => at >= span.from && at <= span.to)
  // Notes are what somebody wanted to be read: they go first, and then stand in their order.
  const chosen = new Set([...marks.filter(({ mark }) => mark === 'note'), ...marks].slice(0, MOST_EVENTS))
  const events = marks
    .filter((mark) => chosen.has(mark))
    .map((mark): SheetEvent => ({
      when: formatDateTime(mark.at, zone),
      kind: mark.mark,
      word: sayMark(mark.mark),
      text: shortText(mark.text, 400),
    }))
  if (marks.length > MOST_EVENTS)
    events.push({ when: '', kind: '', word: '', text: t('and {count} more events', { count: marks.length - MOST_EVENTS }) })
  return events
}

function composeCompleteness(
  state: ViewerState,
  timeline: Timeline,
  at: UnixMs,
  meaning: Meaning,
  span: SheetSpan,
  zone: Zone,
): string[] {
  const { view, source } = state
  const hidden = selectHiddenCount(state)
  const rounded = meaning.rss?.error
  const { thinned } = timeline
  const restarts = findMoments(timeline, span.from, span.to).filter(({ mark }) => mark === 'restart').length
  const newer = timeline.length - 1 - selectLastShown(state)
  return [
    ...(view.cursorA === undefined || !(view.cursorA < at)
      ? []
      : [t('compared: A {a} → B {b}', { a: formatDateTime(view.cursorA, zone), b: formatClock(at, zone) })]),
    ...(hidden > 0 ? [tn(hidden, '{count} band hidden', '{count} bands hidden')] : []),
    ...(thinned && span.from < thinned.before
      ? [
          t('until {time} {kept} of {of} samples are kept', {
            time: formatDateTime(thinned.before, zone),
            kept: formatInteger(thinned.kept),
            of: formatInteger(thinned.of),
          }),
        ]
      : []),
    ...(restarts > 0 ? [tn(restarts, '{count} restart', '{count} restarts')] : []),
    ...(rounded ? [t('values rounded by the source (RSS ± {size})', { size: formatBytes(Math.ceil(rounded)) })] : []),
    ...(source.kind === 'file' && !source.complete ? [t('the file ends early')] : []),
    ...(newer > 0 ? [tn(newer, '{count} newer sample kept back', '{count} newer samples kept back')] : []),
    ...(view.treeRaw ? [t('counters as they are')] : []),
    redactionWord(timeline.header.redacted),
  ].filter((word) => word !== '')
}

/** "15 of 212 tasks": how much of a table is there. '' where all of its rows are. */
export function sayCount({ counted, total }: Pick<SheetTable, 'counted' | 'total'>, shown: number): string {
  const values = { shown: formatInteger(shown), all: formatInteger(total) }
  if (counted === 'rows') return shown < total ? t('{shown} of {all} rows', values) : ''
  return shown < total
    ? t('{shown} of {all} tasks', values)
    : tn(total, '{count} task', 'all {count} tasks', { count: formatInteger(total) })
}

function shareText(part: Reported, whole: Reported): string {
  return part && whole && whole.value !== 0 ? formatShare(Number(part.value) / Number(whole.value)) : ''
}

function negate(figure: Figure): Figure {
  return { value: -figure.value, error: figure.error }
}
