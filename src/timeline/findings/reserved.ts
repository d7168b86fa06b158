import { DORIS_DOCS } from '../dorisDocs'
import { defineRule } from './rule'
import { sentence, size, sizeOf } from './say'

/** Rule 30. */
export const reserved = defineRule({
  id: 'reserved',
  title: 'Much memory is reserved or not counted yet',
  thresholds: {
    share: { label: 'reserved: share of RSS', unit: 'share', value: 0.2 },
    bytes: { label: 'and larger than', unit: 'bytes', value: 2 ** 30 },
    waitingBytes: { label: 'or waiting for refresh', unit: 'bytes', value: 2 ** 30 },
  },
  missing: (context) =>
    context.meaning.reserved === undefined && context.snapshot.memoryInfo?.status?.waitingRefresh === undefined
      ? 'reserved memory'
      : undefined,
  evaluate(context, { share, bytes, waitingBytes }) {
    const [held, rss] = [context.value('reserved'), context.value('rss')]
    const waiting = Number(context.snapshot.memoryInfo?.status?.waitingRefresh?.value ?? Number.NaN)
    const muchHeld = held > bytes && held > share * rss
    const muchWaits = waiting > waitingBytes
    if (!muchHeld && !muchWaits) return undefined
    const seen = [
      ...(muchHeld ? [`Reserved memory is ${sizeOf(held, rss, 'RSS')}`] : []),
      ...(muchWaits ? [`${size(waiting)} were allocated since RSS was last read`] : []),
    ]
    return {
      severity: 'info',
      seen: sentence(seen),
      sure: 'certain',
      means: 'Doris counts both as used when it compares with its limits: queries can be cancelled although RSS looks fine.',
      next: 'Look which task has reserved most: spilling operators reserve before they read back.',
      doc: DORIS_DOCS.log,
    }
  },
})
