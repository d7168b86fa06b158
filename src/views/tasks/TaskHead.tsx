import { memo } from 'react'
import { useTable, type SortingState, type Updater } from '@tanstack/react-table'
import type { ByteUnit } from '../../base/formatBytes'
import { t } from '../../base/say'
import { DEFAULT_SORTING, type TaskColumn, type TaskSorting } from '../../store/selectTasks'
import { useViewer } from '../viewerContext'
import { NARROW_COLUMNS, SIZE_COLUMNS, taskFeatures, WIDE_COLUMNS, type ShownTask } from './taskColumns'

/** The table keeps columns, heads and sorting; rows are an index of our own, so that 20,000 cost what is on the screen. */
const NO_ROWS: ShownTask[] = []

interface TaskHeadProps {
  readonly narrow: boolean
  readonly sorting: TaskSorting
  /** In which sizes are written; undefined: each has its own. */
  readonly unit: ByteUnit | undefined
}

/** Columns and their heads. They stay as they are while samples pass. */
export const TaskHead = memo(function TaskHead({ narrow, sorting, unit: sizeUnit }: TaskHeadProps) {
  const { actions } = useViewer()
  const table = useTable({
    features: taskFeatures,
    columns: narrow ? NARROW_COLUMNS : WIDE_COLUMNS,
    data: NO_ROWS,
    manualSorting: true,
    autoResetAll: false,
    state: { sorting: [{ id: sorting.column, desc: sorting.descending }] },
    onSortingChange: (updater: Updater<SortingState>) => {
      const next = typeof updater === 'function' ? updater([{ id: sorting.column, desc: sorting.descending }]) : updater
      const chosen = next[0]
      actions.setView({
        taskSorting: chosen ? { column: chosen.id as TaskColumn, descending: chosen.desc } : DEFAULT_SORTING,
      })
    },
  })
  return (
    <>
      <colgroup>
        {table.getAllLeafColumns().map((leaf) => (
          <col key={leaf.id} className={`tasks-col-${leaf.id}`} />
        ))}
      </colgroup>
      <thead>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id} aria-rowindex={1}>
            {group.headers.map((header) => {
              const { column } = header
              const sorted = column.getIsSorted()
              const unit = SIZE_COLUMNS.has(column.id) && sizeUnit !== undefined ? t(', {unit}', { unit: sizeUnit }) : ''
              return (
                <th
                  key={header.id}
                  scope="col"
                  className={`tasks-cell-${column.id}`}
                  aria-sort={
                    sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : column.getCanSort() ? 'none' : undefined
                  }
                >
                  {column.getCanSort() ? (
                    <button type="button" onClick={column.getToggleSortingHandler()}>
                      <table.FlexRender header={header} />
                      {unit !== '' && <span className={column.id === 'current' ? undefined : 'tasks-head-unit'}>{unit}</span>}
                      {sorted !== false && (
                        <svg
                          className="tasks-arrow"
                          width="8"
                          height="8"
                          viewBox="0 0 10 10"
                          aria-hidden="true"
                          focusable="false"
                        >
                          <path d={sorted === 'asc' ? 'M1 8l4-6 4 6z' : 'M1 2l4 6 4-6z'} fill="currentColor" />
                        </svg>
                      )}
                    </button>
                  ) : (
                    <table.FlexRender header={header} />
                  )}
                </th>
              )
            })}
          </tr>
        ))}
      </thead>
    </>
  )
})
