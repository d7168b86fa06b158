import { lazy, Suspense, useEffect } from 'react'
import { t } from '../base/say'
import { Banner } from './banner/Banner'
import { EmptyPage } from './emptyPage/EmptyPage'
import { Footer } from './footer/Footer'
import { Header } from './header/Header'
import { PageDialog } from './PageDialog'
import { PanelBoundary } from './PanelBoundary'
import { Toolbar } from './toolbar/Toolbar'
import { useFileDrop } from './useFileDrop'
import { usePageKeys } from './usePageKeys'
import { useSelect } from './viewerContext'
import './App.css'

// What an empty page does not need comes after it, while the first sample is on its way.
const importLoadedPage = () => import('./LoadedPage')
const LoadedPage = lazy(async () => ({ default: (await importLoadedPage()).LoadedPage }))

/** The one screen: it only arranges panels. */
export function App() {
  const hasSamples = useSelect((state) => (state.timeline?.length ?? 0) > 0)
  const theme = useSelect((state) => state.view.theme)
  const dropping = useFileDrop()
  usePageKeys()
  useEffect(() => {
    // Should this fail, drawing asks again, and what fails then is said in the page.
    importLoadedPage().catch(() => undefined)
  }, [])
  useEffect(() => {
    if (theme === 'auto') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  }, [theme])

  return (
    <div className={hasSamples ? 'app' : 'app app-empty'}>
      <PanelBoundary name={t('The header')}>
        <Header />
        <Toolbar />
      </PanelBoundary>
      <PanelBoundary name={t('The banner')}>
        <Banner />
      </PanelBoundary>
      <main className="app-main">
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
      <PanelBoundary name={t('The footer')}>
        <Footer />
      </PanelBoundary>
      <PageDialog />
      {dropping && (
        <div className="app-drop" aria-hidden="true">
          {t('Drop to open')}
        </div>
      )}
    </div>
  )
}
