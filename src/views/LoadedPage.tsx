import { t } from '../base/say'
import { Cards } from './cards/Cards'
import { MemoryChart } from './chart/MemoryChart'
import { CompareBar } from './compare/CompareBar'
import { OverviewStrip } from './overview/OverviewStrip'
import { PanelBoundary } from './PanelBoundary'
import { ReplayBar } from './replay/ReplayBar'
import { SidePanel } from './SidePanel'
import { ProfileTree } from './tree/ProfileTree'
import { useRowCopy } from './share/useRowCopy'
import { useSelect } from './viewerContext'

/** All that needs a timeline. It is fetched while the page waits for its first sample. */
export function LoadedPage() {
  const isWall = useSelect((state) => state.view.wall)
  useRowCopy()
  if (isWall)
    return (
      <>
        <PanelBoundary name={t('The row of cards')}>
          <Cards />
        </PanelBoundary>
        <div className="app-charts">
          <PanelBoundary name={t('The chart')}>
            <MemoryChart />
          </PanelBoundary>
        </div>
      </>
    )
  return (
    <>
      <ReplayBar />
      <PanelBoundary name={t('The comparison')}>
        <CompareBar />
      </PanelBoundary>
      <PanelBoundary name={t('The row of cards')}>
        <Cards />
      </PanelBoundary>
      <div className="app-charts">
        <PanelBoundary name={t('The chart')}>
          <MemoryChart />
        </PanelBoundary>
        <PanelBoundary name={t('The overview')}>
          <OverviewStrip />
        </PanelBoundary>
      </div>
      <div className="app-lower">
        <PanelBoundary name={t('The tree')}>
          <ProfileTree />
        </PanelBoundary>
        <SidePanel />
      </div>
    </>
  )
}
