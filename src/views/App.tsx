import { lazy, Suspense, useEffect } from 'react'
import { t } from '../base/say'
import { Banner } from './banner/Banner'
import { EmptyPage } from './emptyPage/EmptyPage'
import { firstFrame } from './firstFrame'
import { Footer } from './footer/Footer'
import { Header } from './header/Header'
import { PageDialog } from './PageDialog'
import { PanelBoundary } from './PanelBoundary'
import { Toolbar } from './toolbar/Toolbar'
import { useFileDrop } from './useFileDrop'
import { usePageKeys } from './usePageKeys'
import { useSelect, useViewer } from './viewerContext'
import './App.css'

// What an empty page does not need comes after it, while the first sample is on its way.
const importLoadedPage = () => import('./LoadedPage')
const LoadedPage = lazy(async () => ({ default: (await importLoadedPage()).LoadedPage }))

/** The one screen: it only arranges panels. */
export function App() {
  const viewer = useViewer()
  const hasSamples = useSelect((state) => (state.timeline?.length ?? 0) > 0)
  const isWall = useSelect((state) => state.view.wall && (state.timeline?.length ?? 0) > 0)
  const theme = useSelect((state) => state.view.theme)
  const dropping = useFileDrop()
  usePageKeys()
  useEffect(() => {
    // Should this fail, drawing asks again, and what fails then is said in the page.
    void firstFrame()
      .then(importLoadedPage)
      .catch(() => undefined)
  }, [])
  useEffect(() => {
    if (theme === 'auto') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  }, [theme])
  useEffect(() => {
    // Paper is white. The chart is drawn with the theme's colours, so they have to change before the page is laid out for it.
    const before = (): void => {
      document.documentElement.dataset['theme'] = 'light'
    }
    const after = (): void => {
      const chosen = viewer.getState().view.theme
      if (chosen === 'auto') delete document.documentElement.dataset['theme']
      else document.documentElement.dataset['theme'] = chosen
    }
    window.addEventListener('beforeprint', before)
    window.addEventListener('afterprint', after)
    return () => {
      window.removeEventListener('beforeprint', before)
      window.removeEventListener('afterprint', after)
    }
  }, [viewer])

  return (
    <div className={isWall ? 'app app-wall' : hasSamples ? 'app' : 'app app-empty'}>
      <header className="app-head">
        <PanelBoundary name={t('The header')}>
          <Header />
          {isWall ? <LeaveWall /> : <Toolbar />}
        </PanelBoundary>
      </header>
      <main className="app-main">
        <PanelBoundary name={t('The banner')}>
          <Banner />
        </PanelBoundary>
        {hasSamples ? (
          <PanelBoundary name={t('The timeline')}>
            <Suspense fallback={<EmptyPage />}>
              <LoadedPage />
            </Suspense>
          </PanelBoundary>
        ) : (
          <EmptyPage />
        )}
      </main>
      {!isWall && (
        <PanelBoundary name={t('The footer')}>
          <Footer />
        </PanelBoundary>
      )}
      <PageDialog />
      {dropping && (
        <div className="app-drop" aria-hidden="true">
          {t('Drop to open')}
        </div>
      )}
    </div>
  )
}

function LeaveWall() {
  const { actions } = useViewer()
  return (
    <button
      type="button"
      className="app-leave-wall"
      aria-label={t('Show the whole page')}
      title={t('Show the whole page ( f )')}
      onClick={() => actions.setView({ wall: false })}
    >
      ×
    </button>
  )
}
