import { phrase, t } from '../../base/say'
import { DORIS_DOCS } from '../dorisDocs'
import { missingFigure } from './findingContext'
import { defineRule } from './rule'
import { size, sizeOf } from './say'

const GIB = 2 ** 30
/** Doris's own default: a twentieth of RAM, or what is beside the limit, but no more than a cap that was 1.6 GiB once and is 6.4 GiB now. */
const DEFAULT_SHARE = 0.05
const SMALLEST_CAP = 1.6 * GIB

/** Rule 12. */
export const waterMark = defineRule({
  id: 'water-mark',
  title: phrase('The low water mark is out of the ordinary'),
  thresholds: {
    largeShare: { label: phrase('large: share of physical memory'), unit: 'share', value: 0.1 },
    smallShare: { label: phrase("small: share of Doris's own choice"), unit: 'share', value: 0.5 },
  },
  missing: (context) => missingFigure(context, 'physical', 'limit', 'lowWaterMark'),
  evaluate(context, { largeShare, smallShare }) {
    const [physical, limit, low] = [context.limit('physical'), context.limit('limit'), context.limit('lowWaterMark')]
    const usual = Math.min(physical - limit, physical * DEFAULT_SHARE, SMALLEST_CAP)
    const isLarge = low > largeShare * physical
    if (!isLarge && !(usual > 0 && low < smallShare * usual)) return undefined
    return {
      severity: 'info',
      seen: isLarge
        ? t('The low water mark is {size}.', { size: sizeOf(low, physical, 'physical memory') })
        : t('The low water mark is {size}; Doris would choose at least {usual}.', {
            size: sizeOf(low, physical, 'physical memory'),
            usual: size(usual),
          }),
      sure: 'certain',
      means: isLarge
        ? t('A full GC begins although much memory is still available: it is wasted.')
        : t('A full GC begins so late that the kernel may kill the process first.'),
      next: t('Set max_sys_mem_available_low_water_mark_bytes in be.conf, or leave it out to have the default.'),
      doc: DORIS_DOCS.control,
    }
  },
})
