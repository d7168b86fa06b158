import { useEffect, useState } from 'react'
import { t } from '../../base/say'
import type { Kept } from '../../store/keepHere'
import { chooseFiles } from '../chooseFiles'
import { Sentence } from '../Sentence'
import { useSelect, useViewer } from '../viewerContext'

/** What “Try the sample” opens is a file of this gateway. */
const SAMPLE = 'reference-process.memlane.ndjson.gz'

/** A link is about a file that only the reader can open: browsers give no page a file by its name. */
export function WantedFile() {
  const viewer = useViewer()
  const { services } = viewer
  const name = useSelect((state) => state.wantedFile)
  const isOther = useSelect((state) => state.source.kind === 'file' && !state.opening)
  const kept = useKept(name)
  if (name === undefined) return null
  return (
    <div className="banner banner-note" role="status">
      <div className="banner-text">
        <Sentence
          text="The link shows a moment of the file {name}. Open that file to see it; a link carries no data."
          parts={{
            name: (
              <strong>
                <bdi>{name}</bdi>
              </strong>
            ),
          }}
        />
      </div>
      <div className="banner-actions">
        {kept && (
          <button type="button" onClick={() => void services.openKept(kept)}>
            {t('Open the one kept here')}
          </button>
        )}
        {name === SAMPLE && (
          <button type="button" onClick={() => services.openSample()}>
            {t('Open the sample')}
          </button>
        )}
        <button type="button" onClick={() => void chooseFiles().then((files) => files.length > 0 && services.openFiles(files))}>
          {t('Open a file…')}
        </button>
        {isOther && (
          <button type="button" onClick={() => services.applyLinkHere()}>
            {t('It is the file that is open')}
          </button>
        )}
        <button type="button" onClick={() => viewer.setState({ wantedFile: undefined })}>
          {t('Dismiss')}
        </button>
      </div>
    </div>
  )
}

/** The timeline of that name that this browser keeps. */
function useKept(name: string | undefined): Kept | undefined {
  const { services } = useViewer()
  const version = useSelect((state) => state.keptVersion)
  const [found, setFound] = useState<Kept | undefined>(undefined)
  useEffect(() => {
    if (name === undefined) return
    let isWanted = true
    void services.listKept().then(
      (list) => {
        if (isWanted) setFound(list.find((one) => one.name === name))
      },
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [services, name, version])
  return found?.name === name ? found : undefined
}
