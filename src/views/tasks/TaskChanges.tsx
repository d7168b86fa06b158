import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { formatInteger } from '../../base/formatBytes'
import { joinWords, t, tn } from '../../base/say'
import { shortText } from '../../base/visibleText'
import type { Reported } from '../../profile/snapshot'
import {
  arrangeChanges,
  countKinds,
  DEFAULT_CHANGE_SORTING,
  type ChangeColumn,
  type ChangeSorting,
} from '../../store/selectTaskChanges'
import type { TaskChange, TaskChangeKind, TaskChanges as Changes } from '../../timeline/computeTaskChanges'
import { classOfChange } from '../compare/CompareBar'
import { useComparison } from '../compare/useComparison'
import { describeChange, useFormatChange } from '../compare/useFormatChange'
import { describeFigure, useFormatFigure } from '../useFormatFigure'
import { useSelect, useViewer } from '../viewerContext'

const ROW_HEIGHT = 24

/** What became of the tasks from A to B. */
export function TaskChanges() {
  const comparison = useComparison()
  const changes = comparison?.difference.tasks
  return (
    <div className="tasks">
      {changes ? (
        <FilledChanges changes={changes} />
      ) : (
        <p className="tasks-empty">
          {comparison
            ? t('Neither A nor B lists tasks: that is not the same as no tasks running.')
            : t('There is no sample to compare.')}
        </p>
      )}
    </div>
  )
}

function FilledChanges({ changes }: { readonly changes: Changes }) {
  const { actions } = useViewer()
  const text = useSelect((state) => state.view.taskText)
  const types = useSelect((state) => state.view.taskTypes)
  const [sorting, setSorting] = useState<ChangeSorting>(DEFAULT_CHANGE_SORTING)
  const rows = useMemo(() => arrangeChanges(changes, text, types, sorting), [changes, text, types, sorting])
  const counts = useMemo(() => countKinds(changes), [changes])
  const words = kindWords(useRunsOn())
  return (
    <>
      <div className="tasks-top">
        <p className="tasks-count">
          <strong>{tn(changes.changes.length, '{count} task at A or B', '{count} tasks at A or B')}</strong>
          {counts.length > 0 && t(': ')}
          {joinWords(
            counts.map(([kind, count]) => t('{count} {kind}', { count: formatInteger(count), kind: words[kind].short })),
          )}
          {rows.length < changes.changes.length && ` · ${t('{count} shown', { count: rows.length })}`}
        </p>
        <input
          type="search"
          aria-label={t('Filter tasks by label, id or type')}
          placeholder={t('Filter')}
          value={text}
          onChange={(event) => actions.setView({ taskText: event.target.value })}
        />
      </div>
      {rows.length > 0 ? (
        <Table rows={rows} sorting={sorting} onSort={setSorting} />
      ) : changes.changes.length === 0 ? (
        <p className="tasks-empty">{t('No task is listed at A or at B.')}</p>
      ) : (
        <p className="tasks-empty">
          {t('No task matches the filter.')}{' '}
          <button type="button" onClick={() => actions.setView({ taskText: '', taskTypes: [] })}>
            {t('Clear the filter')}
          </button>
        </p>
      )}
    </>
  )
}

interface TableProps {
  readonly rows: readonly TaskChange[]
  readonly sorting: ChangeSorting
  readonly onSort: (sorting: ChangeSorting) => void
}

function Table({ rows, sorting, onSort }: TableProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollPaddingStart: ROW_HEIGHT,
  })
  const reveal = useSelect((state) => state.view.reveal)
  useEffect(() => {
    const place = reveal?.panel === 'tasks' ? rows.findIndex(({ task }) => task.uid === reveal.uid) : -1
    if (place >= 0) virtual.scrollToIndex(place, { align: 'center' })
    // Only when somebody was led here, not when rows come and go.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [reveal])
  const items = virtual.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  const columns: readonly (readonly [ChangeColumn, string])[] = [
    ['type', t('type')],
    ['label', t('label')],
    ['a', 'A'],
    ['b', 'B'],
    ['change', t('change')],
    ['kind', t('what happened')],
  ]
  return (
    <div ref={scroller} className="tasks-scroll" role="presentation">
      <table className="tasks-table tasks-changes" aria-label={t('Tasks from A to B')} aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(([column, name]) => {
              const sorted = sorting.column === column
              return (
                <th
                  key={column}
                  scope="col"
                  className={`tasks-change-${column}`}
                  aria-sort={sorted ? (sorting.descending ? 'descending' : 'ascending') : 'none'}
                >
                  <button
                    type="button"
                    onClick={() =>
                      onSort({ column, descending: sorted ? !sorting.descending : column !== 'label' && column !== 'type' })
                    }
                  >
                    {name}
                    {sorted && (
                      <svg className="tasks-arrow" width="8" height="8" viewBox="0 0 10 10" aria-hidden="true" focusable="false">
                        <path d={sorting.descending ? 'M1 2l4 6 4-6z' : 'M1 8l4-6 4 6z'} fill="currentColor" />
                      </svg>
                    )}
                  </button>
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          <Spacer height={before} />
          {items.map((item) => (
            <ChangeRow key={item.key} change={rows[item.index]!} rowIndex={item.index + 2} />
          ))}
          <Spacer height={after} />
        </tbody>
      </table>
    </div>
  )
}

function ChangeRow({ change, rowIndex }: { readonly change: TaskChange; readonly rowIndex: number }) {
  const format = useFormatChange()
  const { task, kind, taskA, taskB } = change
  const words = kindWords(useRunsOn())[kind]
  return (
    <tr aria-rowindex={rowIndex} className={kind === 'ended' || kind === 'left' ? 'tasks-is-gone' : undefined}>
      <td className="tasks-cell-type">
        <bdi>{shortText(task.type, 40)}</bdi>
      </td>
      <td className="tasks-cell-label">
        <button
          type="button"
          className="tasks-open"
          title={`${shortText(task.label, 1000)}\nuid ${shortText(task.uid, 200)}`}
          data-uid={task.uid}
        >
          <bdi>{shortText(task.label)}</bdi>
        </button>
      </td>
      <Side name="a" figure={change.a} present={taskA !== undefined} />
      <Side name="b" figure={change.b} present={taskB !== undefined} />
      <td className={classOfChange(change)} title={describeChange(change)}>
        {format(change.shown)}
      </td>
      <td className="tasks-change-kind" title={words.long}>
        {words.short}
      </td>
    </tr>
  )
}

function Side({ name, figure, present }: { readonly name: 'a' | 'b'; readonly figure: Reported; readonly present: boolean }) {
  const format = useFormatFigure()
  return (
    <td className={`tasks-cell-${name}`} title={present ? describeFigure(figure) : t('not listed at this moment')}>
      {present ? format(figure) : '—'}
    </td>
  )
}

function Spacer({ height }: { readonly height: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden="true" className="tasks-spacer">
      <td colSpan={6} style={{ height }} />
    </tr>
  )
}

interface KindWords {
  readonly short: string
  readonly long: string
}

/** Whether B is what became of A: not where it is another timeline, nor where it is the earlier moment. */
function useRunsOn(): boolean {
  const comparison = useComparison()
  return comparison === undefined || (comparison.a.timeline === comparison.b.timeline && comparison.a.at <= comparison.b.at)
}

/** Only where one moment is what became of the other has a task begun or ended between them. */
function kindWords(runsOn: boolean): Readonly<Record<TaskChangeKind, KindWords>> {
  return {
    grew: { short: t('grew'), long: t('Listed at both moments, larger at B') },
    shrank: { short: t('shrank'), long: t('Listed at both moments, smaller at B') },
    same: { short: t('same'), long: t('Listed at both moments, no change above the rounding of the source') },
    new: {
      short: runsOn ? t('new since A') : t('only at B'),
      long: t('A lists all tasks, and this is not among them'),
    },
    ended: runsOn
      ? { short: t('ended'), long: t('B lists all tasks, and this is no longer among them') }
      : { short: t('only at A'), long: t('B lists all tasks, and this is not among them') },
    left: runsOn
      ? { short: t('left the reported list'), long: t('B lists only the largest tasks: it may have ended, or be smaller now') }
      : { short: t('not in the list at B'), long: t('B lists only the largest tasks: it may be there and smaller') },
    unknown: {
      short: t('unknown'),
      long: t('A lists only the largest tasks, or a size is missing: it may have been there before'),
    },
  }
}
