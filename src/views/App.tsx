import { useEffect } from 'react'
import { Banner } from './banner/Banner'
import { Cards } from './cards/Cards'
import { MemoryChart } from './chart/MemoryChart'
import { EmptyPage } from './emptyPage/EmptyPage'
import { Footer } from './footer/Footer'
import { Header } from './header/Header'
import { OverviewStrip } from './overview/OverviewStrip'
import { PanelBoundary } from './PanelBoundary'
import { ReplayBar } from './replay/ReplayBar'
import { SidePanel } from './SidePanel'
import { Toolbar } from './toolbar/Toolbar'
import { ProfileTree } from './tree/ProfileTree'
import { useFileDrop } from './useFileDrop'
import { usePageKeys } from './usePageKeys'
import { useSelect } from './viewerContext'
import './App.css'

/** The one screen: it only arranges panels. */
export function App() {
  const hasSamples = useSelect((state) => (state.timeline?.length ?? 0) > 0)
  const theme = useSelect((state) => state.view.theme)
  const dropping = useFileDrop()
  usePageKeys()
  useEffect(() => {
    if (theme === 'auto') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  }, [theme])

  return (
    <div className={hasSamples ? 'app' : 'app app-empty'}>
      <PanelBoundary name="The header">
        <Header />
        <Toolbar />
      </PanelBoundary>
      <PanelBoundary name="The banner">
        <Banner />
      </PanelBoundary>
      {hasSamples ? (
        <main className="app-main">
          <ReplayBar />
          <PanelBoundary name="The row of cards">
            <Cards />
          </PanelBoundary>
          <div className="app-charts">
            <PanelBoundary name="The chart">
              <MemoryChart />
            </PanelBoundary>
            <PanelBoundary name="The overview">
              <OverviewStrip />
            </PanelBoundary>
          </div>
          <div className="app-lower">
            <PanelBoundary name="The tree">
              <ProfileTree />
            </PanelBoundary>
            <SidePanel />
          </div>
        </main>
      ) : (
        <main className="app-main">
          <EmptyPage />
        </main>
      )}
      <PanelBoundary name="The footer">
        <Footer />
      </PanelBoundary>
      {dropping && (
        <div className="app-drop" aria-hidden="true">
          Drop to open
        </div>
      )}
    </div>
  )
}
