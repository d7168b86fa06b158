import { joinSentences, phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { dirtyBytes } from '../allocatorFigures'
import { isOlder } from './dorisVersion'
import { missingFigure, missingJemalloc } from './findingContext'
import { defineRule } from './rule'
import { sentence, size } from './say'

/** R4 and rules 6 to 8 of the manual. */
export const allocatorCache = defineRule({
  id: 'allocator-cache',
  title: phrase('The allocator keeps much freed memory'),
  thresholds: {
    bytes: { label: phrase('cache'), unit: 'bytes', value: 2 ** 30 },
    threadBytes: { label: phrase('caches of threads'), unit: 'bytes', value: 2 ** 30 },
    dirtyBytes: { label: phrase('dirty pages'), unit: 'bytes', value: 2 ** 30 },
  },
  missing: (context) => missingFigure(context, 'jemallocCache') ?? missingJemalloc(context),
  evaluate(context, { bytes, threadBytes, dirtyBytes: mostDirty }) {
    const cache = context.value('jemallocCache')
    if (!(cache > bytes)) return undefined
    const { allocator } = context
    const threads = Number(allocator?.tcacheBytes ?? Number.NaN)
    const dirty = Number((allocator && dirtyBytes(allocator)) ?? Number.NaN)
    const overSoft = context.value('rss') > context.limit('softLimit')
    const [muchInThreads, muchDirty] = [threads > threadBytes, dirty > mostDirty]
    if (!overSoft && !muchInThreads && !muchDirty) return undefined
    const seen = [
      t("jemalloc's cache holds {size}", { size: size(cache) }),
      ...(muchInThreads ? [t('caches of threads {size}', { size: size(threads) })] : []),
      ...(muchDirty ? [t('dirty pages {size}', { size: size(dirty) })] : []),
      ...(overSoft
        ? [t('RSS is above the soft limit by {size}', { size: size(context.value('rss') - context.limit('softLimit')) })]
        : []),
    ]
    const next = [
      ...(muchInThreads ? [t('Lower lg_tcache_max in JEMALLOC_CONF (15 by default, 20 before 2.1).')] : []),
      ...(muchDirty || !muchInThreads
        ? [t('Set dirty_decay_ms to 2000 or less in JEMALLOC_CONF (5000 by default, 15000 before 2.1).')]
        : []),
    ]
    const old = isOlder(context.snapshot.process.version, [2, 1, 6])
    return {
      severity: overSoft ? 'warning' : 'info',
      seen: sentence(seen),
      sure: old ? 'possible' : 'certain',
      means: joinSentences(
        t('It is free memory that is not given back to the kernel yet; under pressure it should have been.'),
        old ? t('Before 2.1.6 this number has the metadata in it.') : undefined,
      ),
      next: joinSentences(...next),
      doc: DORIS_DOCS.jemalloc,
    }
  },
})
