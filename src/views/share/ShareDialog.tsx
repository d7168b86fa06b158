import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { formatBytes } from '../../base/formatBytes'
import { t, tn } from '../../base/say'
import { shortText } from '../../base/visibleText'
import type { RedactedKind } from '../../profile/frame'
import { copyLink } from '../commands/copyLink'
import { Dialog } from '../dialog/Dialog'
import { useViewer } from '../viewerContext'
import type { Picture } from './drawSheet'
import { exportView, listNames, type ExportedView } from './exportView'
import {
  copyPicture,
  copyRaw,
  copyText,
  drawView,
  keepChoices,
  packVisible,
  printView,
  readChoices,
  saveBandsCsv,
  savePng,
  saveReport,
  saveSvg,
  saveTasksCsv,
  saveTimelineFile,
  type ShareChoices,
} from './shareActions'
import './share.css'

/** Everything that can leave the page, and what is left out of it. */
export function ShareDialog({ onClose }: { readonly onClose: () => void }) {
  const viewer = useViewer()
  const [choices, setChoices] = useState(readChoices)
  const [said, setSaid] = useState<{ readonly text: string; readonly isBad: boolean }>()
  const [busy, setBusy] = useState(false)
  const [preview, setPreview] = useState<'picture' | 'text'>('picture')
  const exported = useExported(choices.redacted)
  const change = (part: Partial<ShareChoices>): void => {
    const chosen = { ...choices, ...part }
    keepChoices(chosen)
    setChoices(chosen)
    setSaid(undefined)
  }
  const run = (action: () => Promise<string>) => (): void => {
    setBusy(true)
    setSaid(undefined)
    action().then(
      (text) => {
        setSaid({ text, isBad: false })
        setBusy(false)
      },
      (error: unknown) => {
        setSaid({ text: error instanceof Error ? error.message : String(error), isBad: true })
        setBusy(false)
      },
    )
  }

  return (
    <Dialog title={t('Share')} onClose={onClose} className="share">
      <div className="share-columns">
        <div className="share-choices">
          <Choice
            name={t('What')}
            value={choices.part}
            options={[
              ['screen', t('Whole screen')],
              ['chart', t('Chart')],
              ['tree', t('Tree')],
              ['tasks', t('Tasks')],
              ['explain', t('What it means')],
            ]}
            onChoose={(part) => {
              change({ part })
            }}
          />
          <LeaveOut choices={choices} onChange={change} />
          <Group title={t('Picture')}>
            <div className="share-line">
              <Choice
                name={t('Colours')}
                value={choices.theme}
                options={[
                  ['light', t('light')],
                  ['dark', t('dark')],
                ]}
                onChoose={(theme) => change({ theme })}
              />
              <Choice
                name={t('Size of the picture')}
                value={String(choices.scale)}
                options={[
                  ['1', '1×'],
                  ['2', '2×'],
                ]}
                onChoose={(scale) => change({ scale: scale === '1' ? 1 : 2 })}
              />
            </div>
            <div className="share-buttons">
              <button type="button" className="primary" disabled={busy} onClick={run(() => copyPicture(viewer, choices))}>
                {t('Copy picture')}
              </button>
              <button type="button" disabled={busy} onClick={run(() => savePng(viewer, choices))}>
                {t('Save PNG')}
              </button>
              <button type="button" disabled={busy} onClick={run(() => saveSvg(viewer, choices))}>
                {t('Save SVG')}
              </button>
            </div>
            <label className="share-check">
              <input
                type="checkbox"
                checked={choices.withData}
                onChange={(event) => change({ withData: event.target.checked })}
              />
              <span>
                {t('Put the data of the visible span into the saved PNG')} <DataSize view={exported} wanted={choices.withData} />
              </span>
            </label>
          </Group>
          <Group title={t('Text')}>
            <div className="share-buttons">
              <button type="button" disabled={busy} onClick={run(() => copyText(viewer, choices, 'plain'))}>
                {t('Copy text')}
              </button>
              <button type="button" disabled={busy} onClick={run(() => copyText(viewer, choices, 'markdown'))}>
                {t('Copy Markdown')}
              </button>
              <button type="button" disabled={busy} onClick={run(() => copyRaw(viewer, choices))}>
                {t('Copy as Doris prints it')}
              </button>
            </div>
          </Group>
          <Group title={t('Files')}>
            <Choice
              name={t('Span')}
              value={choices.span}
              options={[
                ['all', t('whole timeline')],
                ['visible', t('visible span')],
              ]}
              onChoose={(span) => change({ span })}
            />
            <div className="share-buttons">
              <button type="button" disabled={busy} onClick={run(() => saveReport(viewer, choices))} title={REPORT_TITLE()}>
                {t('Save report (HTML)')}
              </button>
              <button type="button" disabled={busy} onClick={run(() => saveTimelineFile(viewer, choices))}>
                {t('Save timeline')}
              </button>
              <button type="button" disabled={busy} onClick={run(() => saveBandsCsv(viewer, choices))}>
                {t('Save bands over time (CSV)')}
              </button>
              <button type="button" disabled={busy} onClick={run(() => saveTasksCsv(viewer, choices))}>
                {t('Save tasks (CSV)')}
              </button>
            </div>
          </Group>
          <Group title={t('Link')}>
            <div className="share-buttons">
              <button
                type="button"
                onClick={() => {
                  onClose()
                  void copyLink(viewer)
                }}
              >
                {t('Copy link')}
              </button>
              <span className="muted">{t('It holds the view, not the data. Nothing is left out of it.')}</span>
            </div>
          </Group>
        </div>
        <div className="share-preview">
          <Choice
            name={t('Preview')}
            value={preview}
            options={[
              ['picture', t('Picture')],
              ['text', t('Text')],
            ]}
            onChoose={setPreview}
          />
          <Preview view={exported} choices={choices} kind={preview} />
        </div>
      </div>
      <p className={said?.isBad ? 'share-said share-bad' : 'share-said'} role="status">
        {busy ? t('Working …') : said?.text}
      </p>
    </Dialog>
  )
}

const REPORT_TITLE = (): string =>
  t('One file with the viewer and the timeline: it opens in any browser, without a network, and gives the timeline back')

/** The view as it stands while the dialog is open, without what is left out; undefined while it is made. */
function useExported(redacted: readonly RedactedKind[]): ExportedView | undefined {
  const viewer = useViewer()
  const [made, setMade] = useState<{ readonly redacted: readonly RedactedKind[]; readonly view: ExportedView | undefined }>()
  useEffect(() => {
    const stop = new AbortController()
    exportView(viewer, redacted, stop.signal).then(
      (view) => {
        if (!stop.signal.aborted) setMade({ redacted, view })
      },
      () => undefined, // given up for another choice
    )
    return () => stop.abort()
  }, [viewer, redacted])
  return made?.redacted === redacted ? made.view : undefined
}

function Preview({
  view,
  choices,
  kind,
}: {
  readonly view: ExportedView | undefined
  readonly choices: ShareChoices
  readonly kind: 'picture' | 'text'
}) {
  const { part, theme } = choices
  const picture = useMemo(
    () => (view && kind === 'picture' ? drawView(view, { part, theme }) : undefined),
    [view, kind, part, theme],
  )
  if (!view) return <p className="muted">{t('Working …')}</p>
  if (kind === 'text')
    return (
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys (WCAG 2.1.1)
      <pre className="share-text" tabIndex={0} aria-label={t('Text')}>
        {printView(view, 'plain', part)}
      </pre>
    )
  return picture ? <PictureImage picture={picture} /> : null
}

function PictureImage({ picture }: { readonly picture: Picture }) {
  const image = useRef<HTMLImageElement>(null)
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([picture.svg], { type: 'image/svg+xml' }))
    if (image.current) image.current.src = url
    return () => URL.revokeObjectURL(url)
  }, [picture])
  return <img ref={image} className="share-image" width={picture.width} height={picture.height} alt={picture.caption} />
}

function DataSize({ view, wanted }: { readonly view: ExportedView | undefined; readonly wanted: boolean }) {
  const viewer = useViewer()
  const [size, setSize] = useState<{ readonly view: ExportedView; readonly bytes: number }>()
  useEffect(() => {
    if (!view) return
    let isWanted = true
    void packVisible(viewer, view).then((blob) => {
      if (isWanted) setSize({ view, bytes: blob.size })
    })
    return () => {
      isWanted = false
    }
  }, [viewer, view])
  const isKnown = size !== undefined && size.view === view
  return (
    <span className="muted">
      {isKnown ? `(${formatBytes(size.bytes)})` : '(…)'}
      {wanted && ` ${t('Whoever has the picture has the data. A copied picture never carries it.')}`}
    </span>
  )
}

interface LeaveOutProps {
  readonly choices: ShareChoices
  readonly onChange: (part: Partial<ShareChoices>) => void
}

const KINDS: readonly RedactedKind[] = ['host', 'label', 'id', 'time']

/** What is replaced in everything that leaves, and what would leave. */
function LeaveOut({ choices, onChange }: LeaveOutProps) {
  const viewer = useViewer()
  const [names] = useState(() => listNames(viewer))
  const { redacted } = choices
  const sayKind = (kind: RedactedKind): string => {
    switch (kind) {
      case 'host':
        return t('hosts and addresses')
      case 'label':
        return t('labels and texts')
      case 'id':
        return t('ids (query, load, tablet …)')
      case 'time':
        return t('times (from 2000-01-01 on)')
    }
  }
  const toggle = (kind: RedactedKind): void =>
    onChange({ redacted: KINDS.filter((one) => (one === kind ? !redacted.includes(kind) : redacted.includes(one))) })
  const { notes } = useNotes()
  return (
    <Group title={t('Replace by pseudonyms')}>
      <div className="share-kinds">
        {KINDS.map((kind) => (
          <label key={kind} className="share-check">
            <input type="checkbox" checked={redacted.includes(kind)} onChange={() => toggle(kind)} /> <span>{sayKind(kind)}</span>
          </label>
        ))}
      </div>
      <details className="share-names">
        <summary>{t('What leaves with this view')}</summary>
        <ul>
          {names.map(({ kind, redacted: by, count, examples }) => {
            const isOut = redacted.includes(by)
            return (
              <li key={kind}>
                <span>{isOut ? t('left out:') : t('leaves:')}</span>{' '}
                {tn(count, '{count} name of the kind {kind}', '{count} names of the kind {kind}', { kind })}{' '}
                {examples.map(({ name, pseudonym }, index) => (
                  <span key={name} className="muted">
                    {index > 0 && ', '}
                    <bdi>{shortText(name, 40)}</bdi>
                    {isOut && ` → ${pseudonym}`}
                  </span>
                ))}
                {count > examples.length && <span className="muted"> …</span>}
              </li>
            )
          })}
          <li>
            {redacted.includes('time') ? t('left out: the time; only how long things took is told') : t('leaves: the time')}
          </li>
          <li>
            {notes > 0
              ? tn(
                  notes,
                  'leaves: {count} note; names in it are replaced where they are known',
                  'leaves: {count} notes; names in them are replaced where they are known',
                )
              : t('there are no notes')}
          </li>
        </ul>
      </details>
    </Group>
  )
}

function useNotes(): { readonly notes: number } {
  const { timeline } = useViewer().getState()
  const marks = timeline?.marks.filter(({ mark }) => mark === 'note').length ?? 0
  return { notes: marks + (timeline && timeline.header.note !== '' ? 1 : 0) }
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="share-group" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  )
}

interface ChoiceProps<Value extends string> {
  readonly name: string
  readonly value: Value
  readonly options: readonly (readonly [Value, string])[]
  readonly onChoose: (value: Value) => void
}

/** One of a few. */
function Choice<Value extends string>({ name, value, options, onChoose }: ChoiceProps<Value>) {
  return (
    <fieldset className="share-choice">
      <legend className="visually-hidden">{name}</legend>
      {options.map(([option, label]) => (
        <label key={option} className={option === value ? 'share-option share-option-chosen' : 'share-option'}>
          <input
            className="visually-hidden"
            type="radio"
            name={`share-${name}`}
            checked={option === value}
            onChange={() => onChoose(option)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  )
}
