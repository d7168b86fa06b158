import { formatUptime } from '../../base/formatTime'
import { phrase, t } from '../../base/say'
import type { MarkFrame } from '../../profile/frame'
import { DORIS_DOCS } from '../dorisDocs'
import type { Timeline } from '../timeline'
import { defineEventRule } from './rule'
import { size } from './say'

/** Rule 27. */
export const oomKill = defineEventRule({
  id: 'oom-kill',
  title: phrase('The kernel killed the process'),
  thresholds: { withinMs: { label: phrase('in the last'), unit: 'ms', value: 24 * 3_600_000 } },
  evaluateEvents({ timeline, index, at, until }, { withinMs }) {
    const name = index < 0 ? undefined : timeline.sampleAt(index).snapshot.process.name
    const kill = timeline.marks.findLast(
      (mark) => mark.mark === 'oom' && mark.at > at - withinMs && mark.at < until && isOf(name, mark),
    )
    if (!kill) return undefined
    const resident =
      kill.detail?.bytes === undefined ? '' : t(', with {size} resident', { size: size(Number(kill.detail.bytes)) })
    return {
      severity: 'serious',
      seen: t('Killed for lack of memory{resident}{last}.', { resident, last: sayLast(timeline, kill) }),
      sure: 'certain',
      means: t('The host, or the container, had no memory left. Doris did not free memory in time, or others took it.'),
      next: t(
        'Look at the last samples before it. Lower mem_limit, raise max_sys_mem_available_low_water_mark_bytes, lower memory_gc_sleep_time_ms or soft_mem_limit_frac; on a shared host, see who else grew.',
      ),
      doc: DORIS_DOCS.oom,
      at: kill.at,
    }
  },
})

function sayLast(timeline: Timeline, kill: MarkFrame): string {
  const last = timeline.indexAt(kill.at + (kill.withinMs ?? 0))
  const rss = last < 0 ? Number.NaN : timeline.column('rss').at(last)
  if (Number.isNaN(rss)) return ''
  const before = Math.max(0, kill.at - timeline.times.at(last))
  return t('; the last sample, {time} before, says RSS {rss}', { time: formatUptime(before), rss: size(rss) })
}

/** The kernel keeps 15 characters of a name; older builds of doris_be were called palo_be. */
function isOf(name: string | undefined, { detail }: MarkFrame): boolean {
  const killed = detail?.process
  return killed === undefined || killed === name?.slice(0, 15) || killed === 'doris_be' || killed === 'palo_be'
}
