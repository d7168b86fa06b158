import { formatShare } from '../../base/formatBytes'
import { joinSentences, phrase, say, t, type Phrase } from '../../base/say'
import { bandLabel, computeStack } from '../bands'
import { DORIS_DOCS } from '../dorisDocs'
import type { FigureName } from '../../profile/meaning'
import type { FindingContext, LimitName } from './findingContext'
import { defineRule, SEVERITIES, type Severity } from './rule'
import { sentence, size } from './say'

/** R5 and rules 1, 9, 10 and 11 of the manual: what Doris does then depends on which limit is reached. */
export const memoryTight = defineRule({
  id: 'memory-tight',
  title: phrase('Memory is tight'),
  thresholds: {
    limitShare: { label: phrase('share of the memory limit'), unit: 'share', value: 0.95 },
    cgroupShare: { label: phrase('share of the cgroup limit'), unit: 'share', value: 0.95 },
    nearShare: { label: phrase('share of the soft limit that is near'), unit: 'share', value: 0.9 },
  },
  missing(context) {
    const { softLimit, limit, available, cgroupLimit } = context.meaning
    return softLimit || limit || available || cgroupLimit ? undefined : t('any limit')
  },
  evaluate(context, { limitShare, cgroupShare, nearShare }) {
    const crossed = findCrossed(context, context.index, limitShare, cgroupShare, nearShare)
    if (crossed.length === 0) return undefined
    const severity = SEVERITIES[Math.max(...crossed.map((one) => SEVERITIES.indexOf(one.severity)))]!
    const begin = context.since((index) =>
      findCrossed(context, index, limitShare, cgroupShare, nearShare).some((one) => one.severity === severity),
    )
    return {
      severity,
      seen: sentence(crossed.map((one) => one.seen)),
      sure: 'certain',
      means: say(MEANS[severity]),
      next: joinSentences(
        largest(context),
        t('Lower the load, or free what is not needed. Raise mem_limit only if the host has the memory.'),
      ),
      doc: DORIS_DOCS.control,
      since: begin,
    }
  },
})

const MEANS: Readonly<Record<Severity, Phrase>> = {
  serious: phrase(
    'Doris frees all caches and cancels tasks until a fifth of the limit is free (full GC); allocations are refused. Beyond a cgroup limit the kernel kills the process.',
  ),
  warning: phrase('Doris frees caches and cancels queries that use more than they were given (minor GC).'),
  info: phrase('Not far from the soft limit: a large query will take it there.'),
}

interface Crossed {
  readonly severity: Severity
  readonly seen: string
}

/** The hardest of each: nobody wants to hear of the soft limit beside the limit. */
function findCrossed(
  context: FindingContext,
  index: number,
  limitShare: number,
  cgroupShare: number,
  nearShare: number,
): Crossed[] {
  const at = (name: FigureName): number => context.value(name, index)
  const limitAt = (name: LimitName): number => context.limit(name, index)
  const crossed: Crossed[] = []
  const [rss, limit, softLimit] = [at('rss'), limitAt('limit'), limitAt('softLimit')]
  if (rss > limitShare * limit)
    crossed.push({
      severity: 'serious',
      seen: t('RSS {rss} is {share} of the limit {limit}', {
        rss: size(rss),
        share: formatShare(rss / limit),
        limit: size(limit),
      }),
    })
  else if (rss > softLimit)
    crossed.push({
      severity: 'warning',
      seen: t('RSS {rss} is above the soft limit {limit} by {size}', {
        rss: size(rss),
        limit: size(softLimit),
        size: size(rss - softLimit),
      }),
    })
  else if (rss > nearShare * softLimit)
    crossed.push({
      severity: 'info',
      seen: t('RSS {rss} is {share} of the soft limit {limit}', {
        rss: size(rss),
        share: formatShare(rss / softLimit),
        limit: size(softLimit),
      }),
    })
  const [available, low, warning] = [at('available'), limitAt('lowWaterMark'), limitAt('warningWaterMark')]
  if (available < low)
    crossed.push({
      severity: 'serious',
      seen: t('the host has {size} available, less than the low water mark {mark}', { size: size(available), mark: size(low) }),
    })
  else if (available < warning)
    crossed.push({
      severity: 'warning',
      seen: t('the host has {size} available, less than the warning water mark {mark}', {
        size: size(available),
        mark: size(warning),
      }),
    })
  const [cgroupLimit, usage] = [limitAt('cgroupLimit'), at('cgroupUsage')]
  const inGroup = Number.isNaN(usage) ? rss : usage
  if (inGroup > cgroupShare * cgroupLimit)
    crossed.push({
      severity: 'serious',
      seen: t('the cgroup uses {size}, {share} of its limit {limit}', {
        size: size(inGroup),
        share: formatShare(inGroup / cgroupLimit),
        limit: size(cgroupLimit),
      }),
    })
  return crossed
}

/** Where to begin: "Most is in Query, 12.3 GiB."; nothing where the parts are not known. */
function largest(context: FindingContext): string {
  if (!(context.value('tracked') >= 0)) return ''
  const { bands } = computeStack(context.meaning)
  const [first] = bands
    .flatMap(({ id, value }) => (value === undefined || value <= 0 ? [] : [{ id, value }]))
    .toSorted((a, b) => b.value - a.value)
  return first ? t('Most is in {name}, {size}.', { name: bandLabel(first.id), size: size(first.value) }) : ''
}
