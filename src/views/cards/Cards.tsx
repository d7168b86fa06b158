import type { ReactNode } from 'react'
import { formatShare } from '../../base/formatBytes'
import { formatClock, formatDuration } from '../../base/formatTime'
import type { FigureName } from '../../profile/meaning'
import type { Reported, Snapshot } from '../../profile/snapshot'
import { tasksOf } from '../../store/selectTasks'
import { isOld } from '../../store/status'
import { computeRoom } from '../../timeline/computeRoom'
import { classOfChange } from '../compare/CompareBar'
import { useComparison } from '../compare/useComparison'
import { describeChange, useFormatChange } from '../compare/useFormatChange'
import { FigureTrend } from '../trend/FigureTrend'
import { describeFigure, useFormatFigure } from '../useFormatFigure'
import { useSample } from '../useSample'
import { useStatus } from '../useStatus'
import { useSelect, useZone } from '../viewerContext'
import './cards.css'

/** The five figures that answer first: how much, how much of it is explained, how much room is left, by whom. */
export function Cards() {
  const sample = useSample()
  const format = useFormatFigure()
  if (!sample) return null
  const { meaning, frame } = sample
  const { rss } = meaning
  const untracked = meaning.untracked === undefined ? meaning.untrackedDerived : meaning.untracked
  const derived = meaning.untracked === undefined && meaning.untrackedDerived !== undefined
  const room = computeRoom(meaning)
  return (
    <section className="cards" aria-label="Figures at the cursor">
      <Card name="RSS" figure={rss} trend="rss" what="Resident memory: what the kernel says the process holds in RAM (VmRSS).">
        <Detail label="peak" figure={meaning.rssPeak} /> · <Detail label="virtual" figure={meaning.virtual} />
      </Card>
      <Card
        name="Untracked"
        figure={untracked}
        share={shareOf(untracked, rss)}
        trend={derived ? 'untrackedDerived' : 'untracked'}
        what="RSS minus everything that the trackers know. May be negative: trackers count what was allocated, RSS what was touched."
      >
        {derived
          ? 'derived: RSS − tracked'
          : untracked && untracked.value < 0
            ? 'negative: over-tracked'
            : 'not known to any tracker'}
      </Card>
      <Card
        name="Tracked"
        figure={meaning.tracked}
        share={shareOf(meaning.tracked, rss)}
        trend="tracked"
        what="The sum of all trackers and of the allocator's own memory."
      >
        <Detail label="tasks" figure={meaning.tasks} /> · <Detail label="global" figure={meaning.global} />
      </Card>
      {room ? (
        <Card
          name="Room to limit"
          figure={room.room}
          alarm={room.room.value < 0 || (room.softRoom !== undefined && room.softRoom.value < 0)}
          what={`${room.limitName} − RSS. The first of memory limit, cgroup limit and physical memory is the one that counts.`}
        >
          of {format(room.limit)}
          {room.limitName === 'memory limit' ? '' : ` ${room.limitName}`}
          {room.softRoom && (
            <span title={describeFigure(room.softRoom)}>
              {' · '}
              {room.softRoom.value < 0
                ? `soft limit exceeded by ${format(negate(room.softRoom))}`
                : `${format(room.softRoom)} to soft limit`}
            </span>
          )}
        </Card>
      ) : (
        <Card name="Room to limit" figure={undefined} what="No limit is reported in this sample.">
          no limit reported
        </Card>
      )}
      <TasksCard snapshot={frame.snapshot} />
    </section>
  )
}

function TasksCard({ snapshot }: { readonly snapshot: Snapshot }) {
  const list = tasksOf(snapshot)
  const counts = new Map<string, number>()
  for (const task of list?.tasks ?? []) counts.set(task.type, (counts.get(task.type) ?? 0) + 1)
  const byType = [...counts].toSorted((a, b) => b[1] - a[1]).map(([type, count]) => `${count} ${type.replaceAll('_', ' ')}`)
  return (
    <Card
      name="Tasks"
      text={list ? String(list.tasks.length) : '—'}
      what="Queries, loads, compactions, schema changes and others that hold memory now."
    >
      {!list
        ? 'not reported in this sample'
        : list.complete
          ? byType.join(', ') || 'none running'
          : `only the largest are reported: ${byType.join(', ')}`}
    </Card>
  )
}

/** How much it changed since A; nothing while nothing is compared. */
function CardChange({ name }: { readonly name: FigureName }) {
  const comparison = useComparison()
  const format = useFormatChange()
  const change = comparison?.difference.figures.get(name)
  if (!change) return null
  return (
    <p className={`card-change ${classOfChange(change)}`} title={describeChange(change)}>
      <span className="compare-letter">Δ</span> {format(change.shown)}
    </p>
  )
}

interface CardProps {
  readonly name: string
  readonly what: string
  readonly figure?: Reported
  /** In place of a figure. */
  readonly text?: string
  readonly share?: number | undefined
  readonly trend?: FigureName
  readonly alarm?: boolean
  readonly children: ReactNode
}

function Card({ name, what, figure, text, share, trend, alarm, children }: CardProps) {
  const format = useFormatFigure()
  return (
    <div className={alarm ? 'card panel card-alarm' : 'card panel'}>
      <h2 title={what}>
        {name}
        <Age />
      </h2>
      <p className="card-value" title={text === undefined ? describeFigure(figure) : undefined} data-testid={`card-${name}`}>
        {text ?? format(figure)}
        {share !== undefined && <span className="card-share"> {formatShare(share)}</span>}
      </p>
      {trend && <CardChange name={trend} />}
      {trend && (
        <div className="card-trend" aria-hidden="true">
          <FigureTrend name={trend} />
        </div>
      )}
      <p className="card-detail muted">{children}</p>
    </div>
  )
}

/** Every number says how old it is as soon as it is older than it claims to be, or from another moment than now. */
function Age() {
  const status = useStatus()
  const zone = useZone()
  const cursorAt = useSelect((state) => state.view.cursorAt)
  const pausedAt = useSelect((state) => state.view.pausedAt)
  const at = cursorAt ?? pausedAt
  if (at !== undefined) return <span className="card-age"> at {formatClock(at, zone)}</span>
  if (!isOld(status) || !('ageMs' in status) || status.ageMs === undefined) return null
  return <span className="card-age card-age-old"> {formatDuration(status.ageMs)} old</span>
}

function Detail({ label, figure }: { readonly label: string; readonly figure: Reported }) {
  const format = useFormatFigure()
  return (
    <span title={describeFigure(figure)}>
      {label} {format(figure)}
    </span>
  )
}

function shareOf(part: Reported, whole: Reported): number | undefined {
  return part && whole && whole.value !== 0 ? Number(part.value) / Number(whole.value) : undefined
}

function negate(figure: { readonly value: number | bigint; readonly error: number }): {
  readonly value: number | bigint
  readonly error: number
} {
  return { value: -figure.value, error: figure.error }
}
