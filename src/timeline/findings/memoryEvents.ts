import { phrase, t, tn } from '../../base/say'
import type { MarkFrame, MarkKind } from '../../profile/frame'
import { DORIS_DOCS } from '../dorisDocs'
import { defineEventRule } from './rule'
import { sentence, size } from './say'

/** Rules 9 and 10 as the log has them: what Doris did since memory was short. */
export const memoryEvents = defineEventRule({
  id: 'memory-events',
  title: phrase('Doris had to make room'),
  thresholds: { withinMs: { label: phrase('in the last'), unit: 'ms', value: 3_600_000 } },
  evaluateEvents({ timeline, at, until }, { withinMs }) {
    const recent = timeline.marks.filter((mark) => mark.at > at - withinMs && mark.at < until)
    const of = (kind: MarkKind): MarkFrame[] => recent.filter((mark) => mark.mark === kind)
    const [gcs, cancels, refusals] = [of('gc'), of('cancel'), of('exceeded')]
    const first = recent.find(({ mark }) => KINDS.has(mark))
    if (!first) return undefined
    const freed = gcs.reduce((sum, { detail }) => sum + Number(detail?.bytes ?? 0), 0)
    const seen = [
      ...(gcs.length === 0
        ? []
        : freed > 0
          ? [
              tn(gcs.length, '{count} garbage collection, {size} freed', '{count} garbage collections, {size} freed', {
                size: size(freed),
              }),
            ]
          : [tn(gcs.length, '{count} garbage collection', '{count} garbage collections')]),
      ...(cancels.length === 0
        ? []
        : [tn(cancels.length, '{count} task cancelled{first}', '{count} tasks cancelled{first}', { first: named(cancels) })]),
      ...(refusals.length === 0
        ? []
        : [
            tn(
              refusals.length,
              '{count} time a limit was reached or memory was refused',
              '{count} times a limit was reached or memory was refused',
            ),
          ]),
    ]
    return {
      severity: cancels.length > 0 || refusals.length > 0 ? 'warning' : 'info',
      seen: sentence(seen),
      sure: 'certain',
      means: t('Memory was short: caches are freed first, then tasks are cancelled, the largest first.'),
      next: t('Go to the first of these moments and see what was largest then: a task, a cache, or what no tracker knows.'),
      doc: DORIS_DOCS.control,
      at: first.at,
    }
  },
})

const KINDS: ReadonlySet<MarkKind> = new Set(['gc', 'cancel', 'exceeded'])

function named(cancels: readonly MarkFrame[]): string {
  const task = cancels.find(({ detail }) => detail?.task !== undefined)?.detail?.task
  return task === undefined ? '' : t(' (the first: {task})', { task })
}
