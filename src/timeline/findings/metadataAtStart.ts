import { DORIS_DOCS } from '../dorisDocs'
import { missingFigure } from './findingContext'
import { defineRule } from './rule'
import { size, sizeOf } from './say'

/** R10 and rule 22 of the manual. */
export const metadataAtStart = defineRule({
  id: 'metadata-at-start',
  title: 'Much memory right after the start',
  thresholds: {
    upMs: { label: 'within', unit: 'ms', value: 15 * 60_000 },
    share: { label: 'metadata and untracked: share of RSS', unit: 'share', value: 0.3 },
    bytes: { label: 'larger than', unit: 'bytes', value: 2 ** 30 },
    taskShare: { label: 'while tasks hold less of RSS than', unit: 'share', value: 0.02 },
  },
  missing: (context) =>
    missingFigure(context, 'rss', 'tasks') ?? (context.upMs === undefined ? 'when the process started' : undefined),
  evaluate(context, { upMs, share, bytes, taskShare }) {
    const [rss, tasks] = [context.value('rss'), context.value('tasks')]
    const metadata = context.value('metadata')
    const held = (Number.isNaN(metadata) ? 0 : metadata) + Math.max(0, context.untracked() || 0)
    if (!(context.upMs! < upMs) || !(tasks < taskShare * rss) || !(held > bytes) || !(held > share * rss)) return undefined
    const named = Number.isNaN(metadata) ? '' : `, ${size(metadata)} of it counted as metadata`
    return {
      severity: 'info',
      seen: `${Math.round(context.upMs! / 60_000)} min after the start metadata and untracked memory hold ${sizeOf(held, rss, 'RSS')}${named}; tasks hold ${size(tasks)}.`,
      sure: 'likely',
      means: 'Normal after a start: the metadata of all tablets is read. How much it is goes with their number.',
      next: 'Look again after a quarter of an hour. If it stays: doris_total_tablet_num (partitions × buckets) may be too high for this node.',
      doc: DORIS_DOCS.metadata,
      since: context.lifeStart,
    }
  },
})
