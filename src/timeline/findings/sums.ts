import { subtractFigures, sumFigures } from '../../profile/figure'
import { findMemorySections } from '../../profile/memorySections'
import type { ProfileNode } from '../../profile/node'
import type { Figure, Reported } from '../../profile/snapshot'
import { mainCounterOf } from '../computeTree'
import { DORIS_DOCS } from '../dorisDocs'
import type { FindingContext } from './findingContext'
import { defineRule } from './rule'
import { sentence, size } from './say'

/** Rule 33: whether one may add up what this moment says. */
export const sums = defineRule({
  id: 'sums',
  title: 'The numbers do not add up',
  thresholds: { share: { label: 'by more than this share of RSS', unit: 'share', value: 0.01 } },
  missing: (context) => (findMemorySections(context.snapshot.profile).overview ? undefined : 'an overview'),
  evaluate(context, { share }) {
    const least = share * (context.value('rss') || 0)
    const off = [...findOff(context)].filter(
      ({ difference }) => Math.abs(Number(difference.value)) > Math.max(least, difference.error),
    )
    if (off.length === 0) return undefined
    return {
      severity: 'info',
      seen: sentence(off.map(({ what, difference }) => `${what} ${size(Number(difference.value))}`)),
      sure: 'certain',
      means:
        'The snapshot is not complete, or its parts were read at different moments: trackers are read one after the other while work goes on.',
      next: 'Look at the next sample; of a paste, see whether a part is missing.',
      doc: DORIS_DOCS.tracker,
    }
  },
})

interface Off {
  readonly what: string
  readonly difference: Figure
}

function* findOff({ meaning, snapshot }: FindingContext): Generator<Off> {
  const untracked = subtractFigures(meaning.untracked, meaning.untrackedDerived)
  if (untracked) yield { what: 'the untracked that is reported is off RSS − tracked by', difference: untracked }
  const sections = findMemorySections(snapshot.profile)
  // Parts of a log have no sections, which says nothing.
  const lists = [
    ['Global', meaning.global, sections.global],
    ['Metadata', meaning.metadata, sections.metadata],
    ['Cache', meaning.cache, sections.cache],
  ] as const
  for (const [name, figure, section] of lists) {
    const difference = section && compare(figure, section)
    if (difference) yield { what: `the trackers of ${name} are off its total by`, difference }
  }
}

function compare(figure: Reported, section: ProfileNode): Figure | undefined {
  const listed = section.children.map((node): Figure | undefined => {
    const counter = mainCounterOf(node)
    return counter && { value: counter.value, error: counter.error ?? 0 }
  })
  return subtractFigures(sumFigures(listed) ?? { value: 0, error: 0 }, figure)
}
