import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { missingFigure } from './findingContext'
import { defineRule } from './rule'
import { size, sizeOf } from './say'

/** R10 and rule 22 of the manual. */
export const metadataAtStart = defineRule({
  id: 'metadata-at-start',
  title: phrase('Much memory right after the start'),
  thresholds: {
    upMs: { label: phrase('within'), unit: 'ms', value: 15 * 60_000 },
    share: { label: phrase('metadata and untracked: share of RSS'), unit: 'share', value: 0.3 },
    bytes: { label: phrase('larger than'), unit: 'bytes', value: 2 ** 30 },
    taskShare: { label: phrase('while tasks hold less of RSS than'), unit: 'share', value: 0.02 },
  },
  missing: (context) =>
    missingFigure(context, 'rss', 'tasks') ?? (context.upMs === undefined ? t('when the process started') : undefined),
  evaluate(context, { upMs, share, bytes, taskShare }) {
    const [rss, tasks] = [context.value('rss'), context.value('tasks')]
    const metadata = context.value('metadata')
    const held = (Number.isNaN(metadata) ? 0 : metadata) + Math.max(0, context.untracked() || 0)
    if (!(context.upMs! < upMs) || !(tasks < taskShare * rss) || !(held > bytes) || !(held > share * rss)) return undefined
    const named = Number.isNaN(metadata) ? '' : t(', {size} of it counted as metadata', { size: size(metadata) })
    return {
      severity: 'info',
      seen: t('{minutes} min after the start metadata and untracked memory hold {size}{named}; tasks hold {tasks}.', {
        minutes: Math.round(context.upMs! / 60_000),
        size: sizeOf(held, rss, 'RSS'),
        named,
        tasks: size(tasks),
      }),
      sure: 'likely',
      means: t('Normal after a start: the metadata of all tablets is read. How much it is goes with their number.'),
      next: t(
        'Look again after a quarter of an hour. If it stays: doris_total_tablet_num (partitions × buckets) may be too high for this node.',
      ),
      doc: DORIS_DOCS.metadata,
      since: context.lifeStart,
    }
  },
})
