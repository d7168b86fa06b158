import { lazy, Suspense, type ReactNode } from 'react'
import { formatShare } from '../../base/formatBytes'
import { joinWords, t } from '../../base/say'
import type { FigureName } from '../../profile/meaning'
import { sayTaskType } from '../../profile/taskType'
import type { Reported, Snapshot } from '../../profile/snapshot'
import { tasksOf } from '../../store/selectTasks'
import { isComparing } from '../../store/viewer'
import { computeRoom, type Room } from '../../timeline/computeRoom'
import { classOfChange } from '../compare/CompareBar'
import { useComparison } from '../compare/useComparison'
import { describeChange, useFormatChange } from '../compare/useFormatChange'
import { Age } from './Age'
import { FigureTrend } from '../trend/FigureTrend'
import { describeFigure, useFormatFigure } from '../useFormatFigure'
import { useSample } from '../useSample'
import { useSelect } from '../viewerContext'
import './cards.css'

// The rules come after the first picture.
const GrowthCard = lazy(async () => ({ default: (await import('../explain/GrowthCard')).GrowthCard }))

/** The figures that answer first: how much, how much of it is explained, how much room is left, by whom. */
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
    <section className="cards" aria-label={t('Figures at the cursor')}>
      <Card
        id="RSS"
        name="RSS"
        figure={rss}
        trend="rss"
        what={t('Resident memory: what the kernel says the process holds in RAM (VmRSS).')}
      >
        <Detail label={t('peak')} figure={meaning.rssPeak} /> · <Detail label={t('virtual')} figure={meaning.virtual} />
      </Card>
      <Card
        id="Untracked"
        name={t('Untracked')}
        figure={untracked}
        share={shareOf(untracked, rss)}
        trend={derived ? 'untrackedDerived' : 'untracked'}
        what={t(
          'RSS minus everything that the trackers know. May be negative: trackers count what was allocated, RSS what was touched.',
        )}
      >
        {derived
          ? t('derived: RSS − tracked')
          : untracked && untracked.value < 0
            ? t('negative: over-tracked')
            : t('not known to any tracker')}
      </Card>
      <Card
        id="Tracked"
        name={t('Tracked')}
        figure={meaning.tracked}
        share={shareOf(meaning.tracked, rss)}
        trend="tracked"
        what={t("The sum of all trackers and of the allocator's own memory.")}
      >
        <Detail label={t('tasks')} figure={meaning.tasks} /> · <Detail label={t('global')} figure={meaning.global} />
      </Card>
      {room ? (
        <Card
          id="Room to limit"
          name={t('Room to limit')}
          figure={room.room}
          alarm={room.room.value < 0 || (room.softRoom !== undefined && room.softRoom.value < 0)}
          what={t('{limit} − RSS. The first of memory limit, cgroup limit and physical memory is the one that counts.', {
            limit: sayLimit(room.limitName),
          })}
        >
          {room.limitName === 'memory limit'
            ? t('of {limit}', { limit: format(room.limit) })
            : t('of {limit} {name}', { limit: format(room.limit), name: sayLimit(room.limitName) })}
          {room.softRoom && (
            <span title={describeFigure(room.softRoom)}>
              {' · '}
              {room.softRoom.value < 0
                ? t('soft limit exceeded by {size}', { size: format(negate(room.softRoom)) })
                : t('{size} to soft limit', { size: format(room.softRoom) })}
            </span>
          )}
        </Card>
      ) : (
        <Card id="Room to limit" name={t('Room to limit')} figure={undefined} what={t('No limit is reported in this sample.')}>
          {t('no limit reported')}
        </Card>
      )}
      <Suspense fallback={<div className="card panel" />}>
        <GrowthCard />
      </Suspense>
      <TasksCard snapshot={frame.snapshot} />
    </section>
  )
}

function TasksCard({ snapshot }: { readonly snapshot: Snapshot }) {
  const list = tasksOf(snapshot)
  const counts = new Map<string, number>()
  for (const task of list?.tasks ?? []) counts.set(task.type, (counts.get(task.type) ?? 0) + 1)
  const byType = [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .map(([type, count]) => t('{count} {type}', { count, type: sayTaskType(type) }))
  return (
    <Card
      id="Tasks"
      name={t('Tasks')}
      text={list ? String(list.tasks.length) : '—'}
      what={t('Queries, loads, compactions, schema changes and others that hold memory now.')}
    >
      {!list
        ? t('not reported in this sample')
        : list.complete
          ? joinWords(byType) || t('none running')
          : t('only the largest are reported: {tasks}', { tasks: joinWords(byType) })}
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
      {format(change.shown)}
    </p>
  )
}

interface CardProps {
  /** Its name in English, by which tests find it. */
  readonly id: string
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

function Card({ id, name, what, figure, text, share, trend, alarm, children }: CardProps) {
  const format = useFormatFigure()
  const comparing = useSelect(isComparing)
  return (
    <div className={alarm ? 'card panel card-alarm' : 'card panel'}>
      <h2 title={what}>
        {name}
        <Age />
      </h2>
      <p className="card-value" title={text === undefined ? describeFigure(figure) : undefined} data-testid={`card-${id}`}>
        {text ?? format(figure)}
        {share !== undefined && <span className="card-share"> {formatShare(share)}</span>}
      </p>

      {trend && comparing && <CardChange name={trend} />}
      {trend && !comparing && (
        <div className="card-trend" aria-hidden="true">
          <FigureTrend name={trend} />
        </div>
      )}
      <p className="card-detail muted">{children}</p>
    </div>
  )
}

function Detail({ label, figure }: { readonly label: string; readonly figure: Reported }) {
  const format = useFormatFigure()
  return (
    <span title={describeFigure(figure)}>
      {label} {format(figure)}
    </span>
  )
}

function sayLimit(name: Room['limitName']): string {
  switch (name) {
    case 'memory limit':
      return t('memory limit')
    case 'cgroup limit':
      return t('cgroup limit')
    case 'physical memory':
      return t('physical memory')
  }
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
