import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { t, tn } from '../../base/say'
import { selectCursorTime } from '../../store/selectTree'
import {
  countTypes,
  epochAt,
  filterTasks,
  OrderKeeper,
  sortTasks,
  TaskRanks,
  tasksOf,
  taskUnitOf,
  type TaskRow,
  type TaskSorting,
} from '../../store/selectTasks'
import { selectCursorIndex } from '../../store/viewer'
import { formatInteger } from '../../base/formatBytes'
import { shortText } from '../../base/visibleText'
import type { TaskList } from '../../profile/task'
import type { TrendTarget } from '../../timeline/computeTrend'
import type { Timeline } from '../../timeline/timeline'
import { Sentence } from '../Sentence'
import { SampleAge } from '../tree/SampleAge'
import type { SizeStyle } from '../tree/treeText'
import { useTrends } from '../trend/useTrends'
import { useSelect, useViewer, useZone } from '../viewerContext'
import { NARROW_IDS, WIDE_COLUMNS, WIDE_IDS, type ShownTask } from './taskColumns'
import { TaskHead } from './TaskHead'
import { SlotKeeper } from './slotKeeper'
import { TaskLine } from './TaskLine'
import { useNarrow } from './useNarrow'
import { useTaskLives } from './useTaskLives'
import './tasks.css'

const ROW_HEIGHT = 24
const NOISE_SHARE = 0.005
/** The tasks of the sample at the cursor. */
export function TaskTable() {
  const timeline = useSelect((state) => state.timeline)
  const index = useSelect(selectCursorIndex)
  const at = useSelect(selectCursorTime)
  const list = useMemo(
    () => (timeline && index >= 0 && at !== undefined ? tasksOf(timeline.sampleAt(index).snapshot) : undefined),
    [timeline, index, at],
  )
  return (
    <div className="tasks">
      {timeline && at !== undefined && list ? (
        <Tasks list={list} timeline={timeline} index={index} />
      ) : (
        <p className="tasks-empty">
          {index < 0
            ? t('No sample yet.')
            : t('Tasks are not reported in this snapshot: it has no section of tasks. That is not the same as no tasks running.')}
        </p>
      )}
    </div>
  )
}

interface TasksProps {
  readonly list: TaskList
  readonly timeline: Timeline
  readonly index: number
}

function Tasks({ list, timeline, index }: TasksProps) {
  const { actions } = useViewer()
  const text = useSelect((state) => state.view.taskText)
  const types = useSelect((state) => state.view.taskTypes)
  const counts = useMemo(() => countTypes(list), [list])
  const sorting = useSelect((state) => state.view.taskSorting)
  const [held, setHeld] = useState(false)
  const [round, setRound] = useState(0)
  const { lives, round: known } = useTaskLives(list, sorting.column === 'firstSeen')
  const [ranks] = useState(() => new TaskRanks())
  const [keeper] = useState(() => new OrderKeeper())

  const filtered = useMemo(() => filterTasks(list, text, types), [list, text, types])
  // What is learned of first sightings matters for the order only when it is by them.
  const learned = sorting.column === 'firstSeen' ? known : 0
  const order = useMemo(
    () => (learned >= 0 ? sortTasks(list, filtered, sorting, (task) => lives.known(task.uid)?.at, ranks) : filtered),
    [list, filtered, sorting, lives, learned, ranks],
  )
  const epoch = epochAt(timeline, index)
  const choices = `${epoch} ${sorting.column} ${sorting.descending} ${text} ${types.join()} ${round}`
  const rows = useMemo(() => keeper.arrange(timeline, list, order, held, choices), [keeper, timeline, list, order, held, choices])
  const resort = (): void => setRound((value) => value + 1)

  const toggleType = (type: string): void => {
    actions.setView({ taskTypes: types.includes(type) ? types.filter((other) => other !== type) : [...types, type] })
  }
  const reset = (): void => actions.setView({ taskText: '', taskTypes: [] })
  return (
    <>
      <div className="tasks-top">
        <p className="tasks-count">
          <strong>{tn(list.tasks.length, '{count} task', '{count} tasks', { count: formatInteger(list.tasks.length) })}</strong>
          {counts.length > 0 && t(': ')}
          {counts.map(([type, count], place) => (
            <span key={type}>
              {place > 0 && t(', ')}
              <button
                type="button"
                className="tasks-chip"
                aria-pressed={types.includes(type)}
                title={t('Show only tasks of type {type}, or all again', { type: shortText(type, 40) })}
                onClick={() => toggleType(type)}
              >
                {formatInteger(count)} {shortText(type, 40)}
              </button>
            </span>
          ))}
          {' · '}
          <Completeness list={list} />
          {filtered.length < list.tasks.length && (
            <span className="tasks-shown" role="status">
              {' · '}
              {t('{count} shown', { count: formatInteger(filtered.length) })}
            </span>
          )}{' '}
          <SampleAge />
        </p>
        <input
          type="search"
          aria-label={t('Filter tasks by label, id or type')}
          placeholder={t('Filter')}
          title={t('Words that stand in label, ids, uid, type or kind')}
          value={text}
          onChange={(event) => actions.setView({ taskText: event.target.value })}
        />
      </div>
      {rows.length > 0 ? (
        <Table
          list={list}
          rows={rows}
          epoch={epoch}
          lives={lives}
          known={known}
          sorting={sorting}
          onHold={setHeld}
          held={held}
          onResort={resort}
        />
      ) : list.tasks.length === 0 ? (
        <p className="tasks-empty">{list.complete ? t('No tasks are running.') : t('No task is listed.')}</p>
      ) : (
        <p className="tasks-empty">
          {t('No task matches the filter.')}{' '}
          <button type="button" onClick={reset}>
            {t('Clear the filter')}
          </button>
        </p>
      )}
    </>
  )
}

/** How much of what runs is listed. */
function Completeness({ list }: { readonly list: TaskList }) {
  const total = list.tasks.length
  if (!list.complete) {
    return (
      <span className="tasks-partial">
        {tn(total, 'the source reports only its largest task', 'the source reports only its {count} largest tasks')}
      </span>
    )
  }
  return (
    <span title={t('TopMemoryTasksSnapshot lists the largest; AllTasksMemorySnapshot lists all')}>
      {t('{shown} of {count} reported as largest', { shown: list.topCount, count: formatInteger(total) })}
    </span>
  )
}

interface TableProps {
  readonly list: TaskList
  readonly rows: readonly TaskRow[]
  readonly epoch: number
  readonly lives: ReturnType<typeof useTaskLives>['lives']
  readonly known: number
  readonly sorting: TaskSorting
  readonly held: boolean
  readonly onHold: (held: boolean) => void
  readonly onResort: () => void
}

function Table({ list, rows, epoch, lives, known, sorting, held, onHold, onResort }: TableProps) {
  const zone = useZone()
  const units = useSelect((state) => state.view.units)
  const common = useSelect((state) => state.view.trendScale === 'common')
  const narrow = useNarrow()
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 4,
    scrollPaddingStart: ROW_HEIGHT,
  })
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? -1

  const targets = useMemo(() => {
    const wanted = new Map<string, TrendTarget>()
    for (let index = first; index <= last; index++) {
      const uid = rows[index]?.task.uid
      if (uid !== undefined) wanted.set(uid, { kind: 'tracker', uid })
    }
    return wanted
  }, [rows, first, last])
  const trends = useTrends(targets)

  const largest = useMemo(() => largestCurrent(list), [list])
  const style = useMemo<SizeStyle>(
    () => (units === 'doris' ? { kind: 'doris' } : { kind: 'iec', unit: taskUnitOf(list) }),
    [units, list],
  )
  const scale = useMemo(() => (common ? { min: 0, max: largest } : undefined), [common, largest])
  const floor = largest * NOISE_SHARE
  const shown = useMemo(() => {
    const list: ShownTask[] = []
    for (let index = first; index <= last && index < rows.length && known >= 0; index++) {
      const row = rows[index]!
      const { uid } = row.task
      list.push({
        id: `${epoch} ${uid}`,
        row,
        firstSeen: lives.firstSeen(uid),
        trend: trends.lineOf(uid),
        style,
        zone,
        largest,
        floor,
        scale,
        active: index === active,
      })
    }
    return list
  }, [first, last, rows, known, epoch, lives, trends, style, zone, largest, floor, scale, active])

  const singleKeys = useSelect((state) => state.view.singleKeys)
  useEffect(() => {
    if (!held || !singleKeys) return
    const press = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== 'r' || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog:modal')) return
      if (event.target instanceof Element && event.target.closest('input, textarea, select')) return
      event.preventDefault()
      onResort()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [held, singleKeys, onResort])

  const reveal = useSelect((state) => state.view.reveal)
  useEffect(() => {
    const place = reveal?.panel === 'tasks' ? rows.findIndex(({ task }) => task.uid === reveal.uid) : -1
    if (place < 0) return
    setActive(place)
    virtual.scrollToIndex(place, { align: 'center' })
    // Only when somebody was led here, not when rows come and go.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [reveal])

  const inside = useRef({ pointer: false, focus: false })
  const setInside = (change: Partial<{ pointer: boolean; focus: boolean }>): void => {
    inside.current = { ...inside.current, ...change }
    onHold(inside.current.pointer || inside.current.focus)
  }
  const move = (event: KeyboardEvent): void => {
    if (!(event.target as Element).matches('.tasks-copy')) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    event.stopPropagation()
    const next = Math.max(0, Math.min(rows.length - 1, active + step))
    setActive(next)
    virtual.scrollToIndex(next)
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>('.tasks-copy[tabindex="0"]')?.focus({ preventScroll: true }),
    )
  }

  const columnIds = narrow ? NARROW_IDS : WIDE_IDS
  const [places] = useState(() => new SlotKeeper())
  const slots = useMemo(() => places.assign(shown.map((one) => one.id)), [places, shown])
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  const marks = held ? countMarks(rows) : { new: 0, gone: 0 }
  return (
    <div
      ref={scroller}
      className="tasks-scroll"
      role="presentation"
      onPointerEnter={() => setInside({ pointer: true })}
      onPointerLeave={() => setInside({ pointer: false })}
      // A click on a header leaves the focus there; only who came by keys reads on with it.
      onFocus={(event) => setInside({ focus: event.target.matches(':focus-visible') })}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setInside({ focus: false })}
      onKeyDown={move}
    >
      <table
        className={`tasks-table${narrow ? ' tasks-narrow' : ''}${units === 'doris' ? ' tasks-doris' : ''}`}
        aria-label={t('Tasks')}
        aria-rowcount={rows.length + 1}
      >
        <TaskHead narrow={narrow} sorting={sorting} unit={style.kind === 'iec' ? style.unit : undefined} />
        <tbody>
          <Spacer height={before} />
          {shown.map((one, offset) => (
            <TaskLine key={slots[offset]} shown={one} columns={columnIds} rowIndex={first + offset + 2} />
          ))}
          <Spacer height={after} />
        </tbody>
      </table>
      {marks.new + marks.gone > 0 && (
        <p className="tasks-held">
          <Sentence
            text="The order is held while you are here: {gone} ended or are no longer listed, {new} are new. {key} sorts again."
            parts={{ gone: marks.gone, new: marks.new, key: <kbd>r</kbd> }}
          />
        </p>
      )}
    </div>
  )
}

function countMarks(rows: readonly TaskRow[]): { readonly new: number; readonly gone: number } {
  const counts = { new: 0, gone: 0 }
  for (const { mark } of rows) if (mark) counts[mark] += 1
  return counts
}

/** Stands for the rows above or below the ones on the screen. */
function Spacer({ height }: { readonly height: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden="true" className="tasks-spacer">
      <td colSpan={WIDE_COLUMNS.length} style={{ height }} />
    </tr>
  )
}

function largestCurrent(list: TaskList): number {
  let largest = 0
  for (const { current } of list.tasks) if (current) largest = Math.max(largest, Math.abs(Number(current.value)))
  return largest
}
