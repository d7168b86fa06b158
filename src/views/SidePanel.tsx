import { lazy, Suspense, useRef, type KeyboardEvent } from 'react'
import { phrase, say, t, type Phrase } from '../base/say'
import type { ViewState } from '../store/view'
import { EventsPanel } from './events/EventsPanel'
import { MemoryInfoPanel } from './memoryInfo/MemoryInfoPanel'
import { PanelBoundary } from './PanelBoundary'
import { RawText } from './rawText/RawText'
import { ReadReportPanel } from './readReport/ReadReportPanel'
import { TasksPanel } from './tasks/TasksPanel'
import { useSelect, useViewer } from './viewerContext'
import './SidePanel.css'

// The rules are many; who only looks does not need them.
const ExplainPanel = lazy(async () => ({ default: (await import('./explain/ExplainPanel')).ExplainPanel }))

const FindingCount = lazy(async () => ({ default: (await import('./explain/FindingCount')).FindingCount }))

const TABS: readonly { readonly id: ViewState['panel']; readonly label: Phrase }[] = [
  { id: 'tasks', label: phrase('Tasks') },
  { id: 'explain', label: phrase('What it means') },
  { id: 'events', label: phrase('Events') },
  { id: 'memory', label: phrase('Memory info') },
  { id: 'raw', label: phrase('As Doris prints it') },
  { id: 'report', label: phrase('What was read') },
]

/** The right half below the chart: one of several panels about the sample at the cursor. */
export function SidePanel() {
  const { actions } = useViewer()
  const chosen = useSelect((state) => state.view.panel)
  const isFile = useSelect((state) => state.source.kind === 'file')
  const eventCount = useSelect((state) => (state.timeline ? state.timeline.marks.length + state.timeline.gaps.length : 0))
  const list = useRef<HTMLDivElement>(null)
  const tabs = TABS.filter((tab) => tab.id !== 'report' || isFile)
  const panel = tabs.some((tab) => tab.id === chosen) ? chosen : 'tasks'

  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const next = tabs[(tabs.findIndex((tab) => tab.id === panel) + step + tabs.length) % tabs.length]!
    actions.setView({ panel: next.id })
    list.current?.querySelector<HTMLElement>(`#side-tab-${next.id}`)?.focus()
  }

  return (
    <section className="side panel" aria-label={t('About this sample')}>
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the tabs take the focus, not their list (ARIA pattern) */}
      <div className="side-tabs" role="tablist" aria-label={t('Panels')} ref={list} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`side-tab-${tab.id}`}
            type="button"
            role="tab"
            aria-selected={tab.id === panel}
            aria-controls="side-panel"
            tabIndex={tab.id === panel ? 0 : -1}
            onClick={() => actions.setView({ panel: tab.id })}
          >
            {say(tab.label)}
            {tab.id === 'explain' && (
              <Suspense fallback={null}>
                <FindingCount />
              </Suspense>
            )}
            {tab.id === 'events' && eventCount > 0 && ` ${eventCount}`}
          </button>
        ))}
      </div>
      <div className="side-body" id="side-panel" role="tabpanel" aria-labelledby={`side-tab-${panel}`}>
        {panel === 'tasks' && (
          <PanelBoundary name={t('The table of tasks')} key="tasks">
            <TasksPanel />
          </PanelBoundary>
        )}
        {panel === 'explain' && (
          <PanelBoundary name={t('The explanation')} key="explain">
            <Suspense fallback={<p className="muted">…</p>}>
              <ExplainPanel />
            </Suspense>
          </PanelBoundary>
        )}
        {panel === 'events' && (
          <PanelBoundary name={t('The list of events')} key="events">
            <EventsPanel />
          </PanelBoundary>
        )}
        {panel === 'memory' && (
          <PanelBoundary name={t('Memory info')} key="memory">
            <MemoryInfoPanel />
          </PanelBoundary>
        )}
        {panel === 'raw' && (
          <PanelBoundary name={t('The raw text')} key="raw">
            <RawText />
          </PanelBoundary>
        )}
        {panel === 'report' && (
          <PanelBoundary name={t('The report of what was read')} key="report">
            <ReadReportPanel />
          </PanelBoundary>
        )}
      </div>
    </section>
  )
}
