import { formatDateTime, formatOffset } from '../../base/formatTime'
import { t } from '../../base/say'
import { CopyButton } from '../CopyButton'
import { useSample } from '../useSample'
import { useViewer, useZone } from '../viewerContext'
import './rawText.css'

/** Text longer than this is shown in part; copying gives all of it. UTF-16 units. */
const SHOWN = 200_000

/** The profile at the cursor as Doris prints it on its own page. */
export function RawText() {
  const { services } = useViewer()
  const sample = useSample()
  const zone = useZone()
  if (!sample) return null
  const { snapshot, at } = sample.frame
  if (!snapshot.profile)
    return <p className="raw-empty muted">{t('This sample is a status line only; it has no profile to print.')}</p>
  const text = services.printText(snapshot)
  return (
    <div className="raw">
      <p className="raw-bar">
        <span className="muted">
          {t('{time} · “GB” is GiB (1024³)', { time: `${formatDateTime(at, zone)} ${formatOffset(at, zone)}` })}
          {text.length > SHOWN &&
            t(' · the first {shown} of {count} characters', {
              shown: SHOWN.toLocaleString('en'),
              count: text.length.toLocaleString('en'),
            })}
        </span>
        <CopyButton text={text} label={t('Copy text')} />
      </p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys (WCAG 2.1.1) */}
      <pre className="raw-text" tabIndex={0} aria-label={t('The profile as text')}>
        {text.length > SHOWN ? text.slice(0, SHOWN) : text}
      </pre>
    </div>
  )
}
