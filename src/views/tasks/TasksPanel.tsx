import { lazy, Suspense } from 'react'
import { isComparing } from '../../store/viewer'
import { useSelect, useViewer } from '../viewerContext'
import { TaskTable } from './TaskTable'

// What only some look at comes when they do.
const TaskChanges = lazy(async () => ({ default: (await import('./TaskChanges')).TaskChanges }))
const TaskDetails = lazy(async () => ({ default: (await import('./TaskDetails')).TaskDetails }))

/** The tasks of the sample at the cursor, or what became of them since A; and, below, all that is known of the chosen one. */
export function TasksPanel() {
  const { actions } = useViewer()
  const comparing = useSelect(isComparing)
  const shown = useSelect((state) => state.view.taskShown)
  const open = (from: Element): void => {
    const uid = from.closest('tr')?.querySelector<HTMLElement>('[data-uid]')?.dataset['uid']
    if (uid !== undefined) actions.setView({ taskShown: uid })
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the clicks and keys are those of the buttons in the rows
    <div
      onClick={(event) => {
        const target = event.target as Element
        if (target.closest('.tasks-open')) open(target)
      }}
      onKeyDown={(event) => {
        const target = event.target as Element
        if (event.key !== 'd' || event.ctrlKey || event.metaKey || event.altKey || !target.matches('.tasks-copy')) return
        event.preventDefault()
        open(target)
      }}
      className={shown === undefined ? 'tasks-panel' : 'tasks-panel tasks-panel-split'}
    >
      {comparing ? (
        <Suspense fallback={<div className="tasks" />}>
          <TaskChanges />
        </Suspense>
      ) : (
        <TaskTable />
      )}
      {shown !== undefined && (
        <Suspense fallback={null}>
          <TaskDetails key={shown} uid={shown} />
        </Suspense>
      )}
    </div>
  )
}
