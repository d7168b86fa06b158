import { t } from '../../base/say'
import { chooseFiles } from '../chooseFiles'
import { Sentence } from '../Sentence'
import { useSelect, useViewer } from '../viewerContext'

/** A link is about a file that only the reader can open: browsers give no page a file by its name. */
export function WantedFile() {
  const viewer = useViewer()
  const { services } = viewer
  const name = useSelect((state) => state.wantedFile)
  const isOther = useSelect((state) => state.source.kind === 'file' && !state.opening)
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
