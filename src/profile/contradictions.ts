import { phrase, type Phrase } from '../base/say'
import { currentFigure, subtractFigures, sumFigures } from './figure'
import type { Meaning } from './meaning'
import { findMemorySections } from './memorySections'
import type { ProfileNode } from './node'
import type { Figure, Reported, Snapshot } from './snapshot'

/** Two figures of one snapshot that should be the same and are not. */
export interface Contradiction {
  /** "the trackers of Global are off its total by"; the difference follows. */
  readonly what: Phrase
  /** Above its own error. */
  readonly difference: Figure
}

/**
 * What a snapshot says twice, each time otherwise, beyond what rounding explains: the sums of its lists, the untracked memory, the sum in
 * its status line. `share`: less than this part of RSS is left out, because trackers are read one after the other while work goes on.
 */
export function findContradictions({ profile, memoryInfo }: Snapshot, meaning: Meaning, share = 0.01): Contradiction[] {
  const least = share * Number(meaning.rss?.value ?? 0)
  const sections = findMemorySections(profile)
  const status = memoryInfo?.status
  const pairs: readonly (readonly [what: Phrase, difference: Figure | undefined])[] = [
    [
      phrase('the untracked that is reported is off RSS − tracked by'),
      subtractFigures(meaning.untracked, meaning.untrackedDerived),
    ],
    // Parts of a log have no sections, which says nothing.
    [phrase('the trackers of Global are off its total by'), sections.global && compare(meaning.global, sections.global)],
    [phrase('the trackers of Metadata are off its total by'), sections.metadata && compare(meaning.metadata, sections.metadata)],
    [phrase('the trackers of Cache are off its total by'), sections.cache && compare(meaning.cache, sections.cache)],
    [
      phrase('in the status line "process memory used" is off VmRSS − jemalloc cache + reserved + waiting refresh by'),
      status && status.jemallocCache && status.reserved && status.waitingRefresh && status.rss
        ? subtractFigures(
            status.used,
            subtractFigures(sumFigures([status.rss, status.reserved, status.waitingRefresh]), status.jemallocCache),
          )
        : undefined,
    ],
  ]
  return pairs.flatMap(([what, difference]) =>
    difference && Math.abs(Number(difference.value)) > Math.max(difference.error, least) ? [{ what, difference }] : [],
  )
}

function compare(figure: Reported, section: ProfileNode): Figure | undefined {
  const listed = section.children.map(({ counters }) =>
    currentFigure(counters.find(({ name }) => name === 'Memory') ?? counters.find(({ name }) => name === 'CurrentUsage')),
  )
  return subtractFigures(sumFigures(listed) ?? { value: 0, error: 0 }, figure)
}
