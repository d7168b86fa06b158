import { formatUptime } from '../../base/formatTime'
import type { MarkFrame } from '../../profile/frame'
import { DORIS_DOCS } from '../dorisDocs'
import type { FindingContext } from './findingContext'
import { defineRule } from './rule'
import { size } from './say'

/** Rule 27. */
export const oomKill = defineRule({
  id: 'oom-kill',
  title: 'The kernel killed the process',
  thresholds: { withinMs: { label: 'in the last', unit: 'ms', value: 24 * 3_600_000 } },
  evaluate(context, { withinMs }) {
    const { timeline, index, at } = context
    // What happened after the last sample of a life belongs to it.
    const end = index + 1 < timeline.length ? timeline.times.at(index + 1) : Number.POSITIVE_INFINITY
    const kill = timeline.marks.findLast(
      (mark) => mark.mark === 'oom' && mark.at > at - withinMs && mark.at < end && isOf(context, mark),
    )
    if (!kill) return undefined
    const last = Math.max(0, timeline.indexAt(kill.at + (kill.withinMs ?? 0)))
    const before = Math.max(0, kill.at - timeline.times.at(last))
    const resident = kill.detail?.bytes === undefined ? '' : `, with ${size(Number(kill.detail.bytes))} resident`
    const rss = context.value('rss', last)
    const known = Number.isNaN(rss) ? '' : `; the last sample, ${formatUptime(before)} before, says RSS ${size(rss)}`
    return {
      severity: 'serious',
      seen: `Killed for lack of memory${resident}${known}.`,
      sure: 'certain',
      means: 'The host, or the container, had no memory left. Doris did not free memory in time, or others took it.',
      next: 'Look at the last samples before it. Lower mem_limit, raise max_sys_mem_available_low_water_mark_bytes, lower memory_gc_sleep_time_ms or soft_mem_limit_frac; on a shared host, see who else grew.',
      doc: DORIS_DOCS.oom,
      at: kill.at,
    }
  },
})

/** The kernel keeps 15 characters of a name; older builds of doris_be were called palo_be. */
function isOf({ snapshot }: FindingContext, { detail }: MarkFrame): boolean {
  const killed = detail?.process
  if (killed === undefined) return true
  const { name } = snapshot.process
  return killed === name.slice(0, 15) || killed === 'doris_be' || killed === 'palo_be'
}
