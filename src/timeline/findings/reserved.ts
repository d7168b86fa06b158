import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { defineRule } from './rule'
import { sentence, size, sizeOf } from './say'

/** Rule 30. */
export const reserved = defineRule({
  id: 'reserved',
  title: phrase('Much memory is reserved or not counted yet'),
  thresholds: {
    share: { label: phrase('reserved: share of RSS'), unit: 'share', value: 0.2 },
    bytes: { label: phrase('and larger than'), unit: 'bytes', value: 2 ** 30 },
    waitingBytes: { label: phrase('or waiting for refresh'), unit: 'bytes', value: 2 ** 30 },
  },
  missing: (context) =>
    context.meaning.reserved === undefined && context.snapshot.memoryInfo?.status?.waitingRefresh === undefined
      ? t('reserved memory')
      : undefined,
  evaluate(context, { share, bytes, waitingBytes }) {
    const [held, rss] = [context.value('reserved'), context.value('rss')]
    const waiting = Number(context.snapshot.memoryInfo?.status?.waitingRefresh?.value ?? Number.NaN)
    const muchHeld = held > bytes && held > share * rss
    const muchWaits = waiting > waitingBytes
    if (!muchHeld && !muchWaits) return undefined
    const seen = [
      ...(muchHeld ? [t('Reserved memory is {size}', { size: sizeOf(held, rss, 'RSS') })] : []),
      ...(muchWaits ? [t('{size} were allocated since RSS was last read', { size: size(waiting) })] : []),
    ]
    return {
      severity: 'info',
      seen: sentence(seen),
      sure: 'certain',
      means: t('Doris counts both as used when it compares with its limits: queries can be cancelled although RSS looks fine.'),
      next: t('Look which task has reserved most: spilling operators reserve before they read back.'),
      doc: DORIS_DOCS.log,
    }
  },
})
