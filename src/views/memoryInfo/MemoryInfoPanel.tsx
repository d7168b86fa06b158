import { useState } from 'react'
import type { MemoryInfo, MemoryProperties, MemoryStatus, Reported } from '../../profile/snapshot'
import { describeFigure, useFormatFigure } from '../useFormatFigure'
import { useSample } from '../useSample'
import { CopyButton } from '../CopyButton'
import './memoryInfo.css'

const PROPERTY_LABELS: readonly (readonly [keyof MemoryProperties, string])[] = [
  ['physicalMemory', 'System physical memory'],
  ['memLimit', 'Memory limit'],
  ['softMemLimit', 'Soft memory limit'],
  ['lowWaterMark', 'Available memory, low water mark'],
  ['warningWaterMark', 'Available memory, warning water mark'],
  ['cgroupLimit', 'Cgroup memory limit'],
  ['cgroupUsage', 'Cgroup memory usage'],
  ['pageSize', 'Page size'],
]

const STATUS_LABELS: readonly (readonly [keyof MemoryStatus, string])[] = [
  ['physical', 'Physical memory'],
  ['used', 'Process memory used'],
  ['rss', 'VmRSS'],
  ['jemallocCache', 'Allocator cache'],
  ['reserved', 'Reserved'],
  ['waitingRefresh', 'Waiting for refresh'],
  ['limit', 'Limit'],
  ['softLimit', 'Soft limit'],
  ['available', 'System available memory'],
  ['lowWaterMark', 'Low water mark'],
  ['warningWaterMark', 'Warning water mark'],
]

/** What the process says about its machine, its settings and its allocator. */
export function MemoryInfoPanel() {
  const sample = useSample()
  const info = sample?.frame.snapshot.memoryInfo
  if (!info) {
    return (
      <p className="memory-empty muted">
        This sample carries no memory info. Doris prints it on its /profile page below the profile: limits, water marks, settings,
        the allocator’s own text.
      </p>
    )
  }
  return (
    <div className="memory">
      {info.properties && <Figures title="Memory properties" labels={PROPERTY_LABELS} of={info.properties} />}
      {info.properties?.cgroupRefreshState === false && (
        <p className="muted">The last reading of the cgroup failed; its figures may be old.</p>
      )}
      {info.status && <Figures title="Status line" labels={STATUS_LABELS} of={info.status} />}
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
  readonly labels: readonly (readonly [keyof T, string])[]
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
              <tr key={label}>
                <th scope="row">{label}</th>
                <td title={describeFigure(figure)}>{figure === null ? 'none (not set)' : format(figure)}</td>
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
        Option settings <span className="muted">({wanted === '' ? options.size : `${rows.length} of ${options.size}`})</span>
      </h3>
      <input
        type="search"
        placeholder="Filter settings"
        aria-label="Filter settings"
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
        Allocator <CopyButton text={info.allocator} label="Copy" />
      </h3>
      <pre className="memory-text">{info.allocator}</pre>
    </section>
  )
}
