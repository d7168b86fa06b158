import type { Integer } from '../base/integer'
import { t } from '../base/say'
import type { Share } from '../base/units'
import { subtractFigures, sumFigures } from '../profile/figure'
import type { Meaning } from '../profile/meaning'
import type { Figure, MemoryInfo, Reported } from '../profile/snapshot'
import { dirtyBytes, lessThan, muzzyBytes, type AllocatorFigures } from './allocatorFigures'
import { DORIS_DOCS, type DorisDoc } from './dorisDocs'

/** 'derived': computed here from others; what the source says itself is 'reported'. */
export type Origin = 'reported' | 'derived'

export interface Rung {
  readonly id: string
  readonly label: string
  /** Bytes. undefined: this source does not report it. null: reported as none. */
  readonly figure: Reported
  readonly origin: Origin
  /** Of RSS; undefined where one of the two is missing, or RSS is not above 0, or it is no resident memory. */
  readonly share: Share | undefined
  /** What it is. */
  readonly sentence: string
  /** What the number does not tell; undefined: nothing to add. */
  readonly unknown: string | undefined
  readonly doc: DorisDoc | undefined
  /** Rungs inside this one, or views of it. */
  readonly steps: readonly Rung[]
  /** True: its value is a part of what is above it; the parts of a rung add up to it as far as they are reported. */
  readonly part: boolean
}

export interface Ladder {
  /** RSS, what is tracked with its parts, and what remains, from top to bottom. */
  readonly rungs: readonly Rung[]
  /** What stands beside resident memory: address space, cgroup, limits, water marks, the host. */
  readonly beside: readonly Rung[]
  /** Where the reported untracked and RSS - tracked disagree by more than rounding: one sentence. */
  readonly disagreement: string | undefined
}

/**
 * RSS down to its parts, rung by rung, for the question where the memory is. Pure; every figure that a source does not report is there as
 * not reported, never as zero.
 * @param allocator what the allocator says of itself, if the source has its text
 */
export function computeLadder(
  meaning: Meaning,
  memoryInfo: MemoryInfo | undefined,
  allocator: AllocatorFigures | undefined,
): Ladder {
  const make = makeRung(meaning.rss)
  const derivedOnly = meaning.untracked === undefined
  const untracked = derivedOnly ? meaning.untrackedDerived : meaning.untracked
  return {
    rungs: [
      make({
        id: 'rss',
        label: 'RSS',
        figure: meaning.rss,
        sentence: t('What the kernel says the process holds in RAM (VmRSS). Everything below is measured against it.'),
        unknown:
          sayRounding(meaning.rss) ?? t('It counts pages shared with other processes too, and nothing that is swapped out.'),
        doc: DORIS_DOCS.overview,
      }),
      make({
        id: 'tracked',
        label: t('Tracked'),
        figure: meaning.tracked,
        part: true,
        sentence: t("What Doris's trackers account for, with the allocator's own memory."),
        unknown: t('Trackers count what was allocated, RSS what was touched: more can be tracked than is resident.'),
        doc: DORIS_DOCS.tracker,
        steps: trackedRungs(make, meaning, allocator),
      }),
      make({
        id: 'untracked',
        label: t('Untracked'),
        figure: untracked,
        origin: derivedOnly ? 'derived' : 'reported',
        part: true,
        sentence: untrackedSentence(untracked),
        unknown: derivedOnly
          ? t('The source does not say it: it is RSS minus tracked by our own arithmetic.')
          : t('What it consists of: no tracker knows it. A heap profile does.'),
        doc: DORIS_DOCS.heapProfile,
        steps: untrackedRungs(make, meaning, allocator),
      }),
    ],
    beside: besideRungs(make, meaning, memoryInfo, allocator),
    disagreement: sayDisagreement(meaning),
  }
}

type RungFacts = Partial<Rung> & Pick<Rung, 'id' | 'label' | 'figure' | 'sentence'>
type MakeRung = (facts: RungFacts) => Rung

function makeRung(rss: Reported): MakeRung {
  return (facts) => ({
    origin: 'reported',
    share: shareOf(facts.figure, rss),
    unknown: undefined,
    doc: undefined,
    steps: [],
    part: false,
    ...facts,
  })
}

/** undefined unless both are there, and the whole is above 0. */
export function shareOf(figure: Reported, whole: Reported): Share | undefined {
  return figure && whole && whole.value > 0 ? Number(figure.value) / Number(whole.value) : undefined
}

function sayRounding(figure: Reported): string | undefined {
  return figure && figure.error > 0 ? t('It was read from rounded text: the last digits are not known.') : undefined
}

function untrackedSentence(untracked: Reported): string {
  if (untracked && untracked.value < 0)
    return t(
      'More is tracked than is resident: trackers count memory when it is allocated, RSS only when it is touched. This is no error by itself.',
    )
  return t(
    'What remains: memory that no tracker knows. Third-party libraries, thread stacks, pages that the allocator keeps, the JVM where it is not tracked, or a leak.',
  )
}

function trackedRungs(make: MakeRung, meaning: Meaning, allocator: AllocatorFigures | undefined): Rung[] {
  const part = (facts: RungFacts): Rung => make({ part: true, ...facts })
  const jemalloc = sumFigures([meaning.jemallocCache, meaning.jemallocMetadata])
  return [
    part({
      id: 'tasks',
      label: t('Tasks'),
      figure: meaning.tasks,
      sentence: t('Queries, loads, compactions, schema changes and other tasks. It falls when they end.'),
      unknown: t('Reserved memory is promised to tasks and counted in them already.'),
      doc: DORIS_DOCS.query,
      steps: taskRungs(make, meaning),
    }),
    ...(meaning.memtablesAdditive
      ? [
          part({
            id: 'memtables',
            label: t('Memtables'),
            figure: meaning.memtables,
            sentence: t('Rows of running loads that are not flushed yet.'),
            doc: DORIS_DOCS.load,
          }),
        ]
      : []),
    part({
      id: 'global',
      label: meaning.globalHoldsCaches ? t('Global, with caches and metadata') : t('Global'),
      figure: meaning.global,
      sentence: meaning.globalHoldsCaches
        ? t('Trackers that live as long as the process; this version counts caches and metadata among them.')
        : t('Trackers that live as long as the process.'),
      unknown: t("Its Orphan tracker holds what nobody's tracker was attached for: far from 0 it makes the totals doubtful."),
      doc: DORIS_DOCS.global,
    }),
    ...(meaning.globalHoldsCaches
      ? []
      : [
          part({
            id: 'cache',
            label: t('Caches'),
            figure: meaning.cache,
            sentence: t('Pages, segments and schemas kept for reuse. Most of it is given back when memory is short.'),
            unknown: t('How much of it could be freed now.'),
            doc: DORIS_DOCS.cache,
          }),
          part({
            id: 'metadata',
            label: t('Metadata'),
            figure: meaning.metadata,
            sentence: t('Tablets, rowsets and segments. It grows with their number and is not given back under pressure.'),
            doc: DORIS_DOCS.metadata,
          }),
        ]),
    part({
      id: 'jemalloc',
      label: t('Allocator: cache and metadata'),
      figure: jemalloc,
      origin: 'derived',
      sentence: t('What jemalloc keeps for itself: freed pages and thread caches for reuse, and its bookkeeping.'),
      unknown:
        meaning.jemallocMetadata === undefined && meaning.jemallocCache
          ? t('The bookkeeping is not told apart here: before 2.1.6 it is counted in the cache.')
          : undefined,
      doc: DORIS_DOCS.jemalloc,
      steps: [
        part({
          id: 'jemallocCache',
          label: t('Cache'),
          figure: meaning.jemallocCache,
          sentence: t(
            'Freed memory kept for reuse: thread caches and dirty pages. It is given back after some seconds or when asked.',
          ),
          doc: DORIS_DOCS.jemalloc,
        }),
        part({
          id: 'jemallocMetadata',
          label: t('Metadata'),
          figure: meaning.jemallocMetadata,
          sentence: t('Bookkeeping. It grows with the address space, 1 for each 300 to 500 of virtual memory.'),
          doc: DORIS_DOCS.jemalloc,
        }),
        ...allocatorRungs(make, allocator),
      ],
    }),
    part({
      id: 'jvm',
      label: 'JVM',
      figure: meaning.jvm,
      sentence: t('The embedded Java VM for connectors, by what it has committed.'),
      unknown:
        meaning.jvm === undefined ? t('This version does not report it: if Java is on, its memory is in untracked.') : undefined,
      doc: DORIS_DOCS.overview,
    }),
  ]
}

function taskRungs(make: MakeRung, meaning: Meaning): Rung[] {
  const rung = (
    id: 'query' | 'load' | 'compaction' | 'schemaChange' | 'other',
    label: string,
    sentence: string,
    doc?: DorisDoc,
  ): Rung => make({ id, label, figure: meaning[id], part: true, sentence, doc })
  return [
    rung('query', t('Queries'), t('All queries together.'), DORIS_DOCS.query),
    rung(
      'load',
      t('Loads'),
      meaning.memtablesAdditive
        ? t('All loads together, without their memtables.')
        : t('All loads together, with their memtables.'),
      DORIS_DOCS.load,
    ),
    rung('compaction', t('Compactions'), t('Merging of versions in the background.')),
    rung('schemaChange', t('Schema changes'), t('Changes of table schemas and indexes.')),
    rung('other', t('Other tasks'), t('Publish, clone, snapshots, result buffers.')),
    make({
      id: 'reserved',
      label: t('Reserved'),
      figure: meaning.reserved,
      sentence: t('Promised to tasks ahead of use. It is contained in them, so it is added to nothing.'),
    }),
    ...(meaning.memtablesAdditive || meaning.memtables === undefined
      ? []
      : [
          make({
            id: 'memtablesInLoad',
            label: t('Memtables in loads'),
            figure: meaning.memtables,
            sentence: t(
              'Rows that are not flushed yet. This version counts them inside the loads, so they are added to nothing.',
            ),
            doc: DORIS_DOCS.load,
          }),
        ]),
  ]
}

/** jemalloc's own figures. They are from the moment of its own text, and overlap with what the trackers count. */
function allocatorRungs(make: MakeRung, allocator: AllocatorFigures | undefined): Rung[] {
  if (!allocator) return []
  const rung = (id: string, label: string, value: Integer | undefined, sentence: string): Rung[] =>
    value === undefined
      ? []
      : [
          make({
            id: `allocator.${id}`,
            label,
            figure: { value, error: 0 },
            sentence,
            unknown: t("From the allocator's own text: it overlaps with what trackers count, so it is added to nothing."),
            doc: DORIS_DOCS.jemalloc,
          }),
        ]
  return [
    ...rung('allocated', 'allocated', allocator.allocated, t('Handed out to the program, thread caches included.')),
    ...rung(
      'active',
      'active',
      allocator.active,
      t('Pages that hold something that was handed out; what is above allocated is fragmentation.'),
    ),
    ...rung(
      'resident',
      'resident',
      allocator.resident,
      t('All memory behind the allocator that may be in RAM: active, dirty and metadata.'),
    ),
    ...rung('dirty', 'dirty', dirtyBytes(allocator), t('Freed pages that still hold memory, until dirty_decay_ms is over.')),
    ...rung('muzzy', 'muzzy', muzzyBytes(allocator), t('Freed pages that the kernel may take back when it wants.')),
    ...rung('tcache', 'tcache', allocator.tcacheBytes, t('Kept by single threads. Above 1 GiB, a lower lg_tcache_max helps.')),
  ]
}

/** Two hints at where the untracked memory is, from the allocator's own text. */
function untrackedRungs(make: MakeRung, meaning: Meaning, allocator: AllocatorFigures | undefined): Rung[] {
  if (!allocator) return []
  const { tracked, jemallocCache, jemallocMetadata, jvm, rss } = meaning
  const known = subtractFigures(tracked, sumFigures([jemallocCache, jemallocMetadata, jvm]) ?? NOTHING)
  const inside = lessThan(allocator.allocated, known?.value)
  const outside = lessThan(rss?.value, allocator.resident)
  const hint = t(
    "A hint: the allocator's text and the trackers are from different moments, and the two hints do not add up to untracked.",
  )
  const rung = (id: string, label: string, figure: Figure, sentence: string): Rung =>
    make({ id, label, figure, origin: 'derived', sentence, unknown: hint, doc: DORIS_DOCS.heapProfile })
  return [
    ...(known && inside !== undefined
      ? [
          rung(
            'untrackedInAllocator',
            t('through the allocator'),
            { value: inside, error: known.error },
            t(
              "Handed out by jemalloc, beyond what trackers count: Doris's own code or a library in it. A heap profile names it.",
            ),
          ),
        ]
      : []),
    ...(rss && outside !== undefined
      ? [
          rung(
            'untrackedOutsideAllocator',
            t('beside the allocator'),
            { value: outside, error: rss.error },
            t('RSS beyond what jemalloc holds: the JVM, thread stacks, code, mapped files. A heap profile does not see it.'),
          ),
        ]
      : []),
  ]
}

const NOTHING: Figure = { value: 0, error: 0 }

function besideRungs(
  make: MakeRung,
  meaning: Meaning,
  memoryInfo: MemoryInfo | undefined,
  allocator: AllocatorFigures | undefined,
): Rung[] {
  const rung = (facts: RungFacts): Rung => make({ share: undefined, ...facts })
  const address = (id: string, value: Integer | undefined, sentence: string): Rung[] =>
    value === undefined
      ? []
      : [rung({ id: `allocator.${id}`, label: id, figure: { value, error: 0 }, sentence, doc: DORIS_DOCS.jemalloc })]
  const cgroup =
    meaning.cgroupLimit === null
      ? t('No cgroup limit is set.')
      : t('The limit of the container: beyond it the kernel kills the process.')
  return [
    rung({
      id: 'virtual',
      label: t('Virtual memory'),
      figure: meaning.virtual,
      sentence: t(
        'Address space (VmSize), not memory in use. Much more than RSS is normal: jemalloc keeps ranges that it has given back.',
      ),
      unknown: t('How much of it has memory behind it: that is RSS.'),
      doc: DORIS_DOCS.jemalloc,
      steps: [
        ...address('retained', allocator?.retained, t('Address space that jemalloc keeps without memory behind it.')),
        ...address('mapped', allocator?.mapped, t('Address space that jemalloc has in use.')),
      ],
    }),
    rung({
      id: 'used',
      label: t('Used, as Doris compares it'),
      figure: memoryInfo?.status?.used,
      sentence: t('RSS − allocator cache + reserved + waiting for refresh: what Doris holds against its limits.'),
      doc: DORIS_DOCS.log,
    }),
    rung({
      id: 'softLimit',
      label: t('Soft limit'),
      figure: meaning.softLimit,
      sentence: t('Beyond it Doris frees caches and cancels queries that use more than they were given (minor GC).'),
      doc: DORIS_DOCS.control,
    }),
    rung({
      id: 'limit',
      label: t('Memory limit'),
      figure: meaning.limit,
      sentence: t('Beyond it Doris frees caches and cancels tasks until a fifth is free (full GC), and refuses allocations.'),
      doc: DORIS_DOCS.control,
    }),
    rung({
      id: 'cgroupUsage',
      label: t('cgroup usage'),
      figure: meaning.cgroupUsage,
      sentence: t('What the container uses as the kernel counts it, page cache included.'),
    }),
    rung({ id: 'cgroupLimit', label: t('cgroup limit'), figure: meaning.cgroupLimit, sentence: cgroup }),
    rung({
      id: 'physical',
      label: t('Physical memory'),
      figure: meaning.physical,
      sentence: t('RAM of the host; other processes have their part of it.'),
    }),
    rung({
      id: 'available',
      label: t('Available on the host'),
      figure: meaning.available,
      sentence: t('What the kernel could still give out without swapping.'),
      doc: DORIS_DOCS.log,
    }),
    rung({
      id: 'warningWaterMark',
      label: t('Warning water mark'),
      figure: meaning.warningWaterMark,
      sentence: t('With less available than this, a minor GC begins.'),
      doc: DORIS_DOCS.control,
    }),
    rung({
      id: 'lowWaterMark',
      label: t('Low water mark'),
      figure: meaning.lowWaterMark,
      sentence: t('With less available than this, a full GC begins.'),
      doc: DORIS_DOCS.control,
    }),
  ]
}

function sayDisagreement({ untracked, untrackedDerived }: Meaning): string | undefined {
  const off = subtractFigures(untracked, untrackedDerived)
  if (!off || Math.abs(Number(off.value)) <= off.error) return undefined
  return t('The reported untracked and RSS − tracked do not agree: the parts were not read at one moment, or one is missing.')
}
