import { useState } from 'react'
import { phrase, say, t, type Phrase } from '../../base/say'
import type { MemoryInfo, MemoryProperties, MemoryStatus, Reported } from '../../profile/snapshot'
import { describeFigure, useFormatFigure } from '../useFormatFigure'
import { useSample } from '../useSample'
import { CopyButton } from '../CopyButton'
import './memoryInfo.css'

const PROPERTY_LABELS: readonly (readonly [keyof MemoryProperties, Phrase])[] = [
  ['physicalMemory', phrase('System physical memory')],
  ['memLimit', phrase('Memory limit')],
  ['softMemLimit', phrase('Soft memory limit')],
  ['lowWaterMark', phrase('Available memory, low water mark')],
  ['warningWaterMark', phrase('Available memory, warning water mark')],
  ['cgroupLimit', phrase('Cgroup memory limit')],
  ['cgroupUsage', phrase('Cgroup memory usage')],
  ['pageSize', phrase('Page size')],
]

const STATUS_LABELS: readonly (readonly [keyof MemoryStatus, Phrase])[] = [
  ['physical', phrase('Physical memory')],
  ['used', phrase('Process memory used')],
  ['rss', phrase('VmRSS')],
  ['jemallocCache', phrase('Allocator cache')],
  ['reserved', phrase('Reserved')],
  ['waitingRefresh', phrase('Waiting for refresh')],
  ['limit', phrase('Limit')],
  ['softLimit', phrase('Soft limit')],
  ['available', phrase('System available memory')],
  ['lowWaterMark', phrase('Low water mark')],
  ['warningWaterMark', phrase('Warning water mark')],
]

/** What the process says about its machine, its settings and its allocator. */
export function MemoryInfoPanel() {
  const sample = useSample()
  const info = sample?.frame.snapshot.memoryInfo
  if (!info) {
    return (
      <p className="memory-empty muted">
        {t(
          'This sample carries no memory info. Doris prints it on its /profile page below the profile: limits, water marks, settings, the allocator’s own text.',
        )}
      </p>
    )
  }
  return (
    <div className="memory">
      {info.properties && <Figures title={t('Memory properties')} labels={PROPERTY_LABELS} of={info.properties} />}
      {info.properties?.cgroupRefreshState === false && (
        <p className="muted">{t('The last reading of the cgroup failed; its figures may be old.')}</p>
      )}
      {info.status && <Figures title={t('Status line')} labels={STATUS_LABELS} of={info.status} />}
      {info.options && info.options.size > 0 && <Options options={info.options} />}
      <Allocator info={info} />
    </div>
  )
}

function Figures<T extends object>({
  title,
  labels,
  of,
}: {
  readonly title: string
  readonly labels: readonly (readonly [keyof T, Phrase])[]
  readonly of: T
}) {
  const format = useFormatFigure()
  return (
    <section>
      <h3>{title}</h3>
      <table className="memory-table">
        <tbody>
          {labels.map(([name, label]) => {
            const figure = of[name] as Reported
            return (
              <tr key={label.english}>
                <th scope="row">{say(label)}</th>
                <td title={describeFigure(figure)}>{figure === null ? t('none (not set)') : format(figure)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

function Options({ options }: { readonly options: ReadonlyMap<string, string> }) {
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const rows = [...options].filter(([key, value]) => `${key}=${value}`.toLowerCase().includes(wanted))
  return (
    <section>
      <h3>
        {t('Option settings')}{' '}
        <span className="muted">
          ({wanted === '' ? options.size : t('{shown} of {count}', { shown: rows.length, count: options.size })})
        </span>
      </h3>
      <input
        type="search"
        placeholder={t('Filter settings')}
        aria-label={t('Filter settings')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <table className="memory-table">
        <tbody>
          {rows.map(([key, value]) => (
            <tr key={key}>
              <th scope="row" className="mono">
                {key}
              </th>
              <td className="mono">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Allocator({ info }: { readonly info: MemoryInfo }) {
  if (info.allocator === undefined) return null
  return (
    <section>
      <h3>
        {t('Allocator')} <CopyButton text={info.allocator} label={t('Copy')} />
      </h3>
      <pre className="memory-text">{info.allocator}</pre>
    </section>
  )
}
