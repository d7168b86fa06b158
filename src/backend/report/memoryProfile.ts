import type { Bytes } from '../../base/units'
import type { ProfileNode } from '../../profile/node'
import { NO_CHILDREN } from '../../profile/node'
import type { MemTrackerLimiter, TrackerType } from '../memory/memTrackerLimiter'
import { TRACKER_TYPES } from '../memory/memTrackerLimiter'
import type { TrackerPool } from '../memory/trackerPool'
import { RuntimeProfile } from '../runtime/runtimeProfile'
import type { Generation } from './generation'
import { semanticsOf } from './generation'
import type { OverviewFigures } from './overview'
import { LastingOverview, makeOverviewP1 } from './overview'
import { makeNode, makeTrackerNode } from './trackerNode'

const TOP_TASKS = 15

/** Everything of a refresh that does not come from the trackers. */
export type ProcessFigures = Omit<OverviewFigures, 'byType'>

/** The sections as of the last refresh. Replaced as a whole, so that nobody sees half of one refresh and half of another. */
interface Sections {
  readonly overview: ProfileNode
  readonly global: ProfileNode
  readonly metadata: ProfileNode | undefined
  readonly cache: ProfileNode | undefined
  readonly topTasks: ProfileNode
  readonly tasks: ProfileNode
}

export type SectionName = keyof Sections

/** Doris's MemoryProfile: where the memory of the process is, by the trackers and by the kernel. */
export class MemoryProfile {
  readonly generation: Generation
  private readonly pool: TrackerPool
  private readonly readFigures: () => ProcessFigures
  private readonly lasting: LastingOverview | undefined
  private sections: Sections
  private last: OverviewFigures | undefined

  /** `reportsVirtual`, `reportsRss`: whether `readFigures` knows the virtual and the resident memory on this system. */
  constructor(
    pool: TrackerPool,
    generation: Generation,
    readFigures: () => ProcessFigures,
    reportsVirtual = true,
    reportsRss = true,
  ) {
    this.pool = pool
    this.generation = generation
    this.readFigures = readFigures
    this.lasting = generation === 'p1' ? undefined : new LastingOverview(generation, reportsVirtual, reportsRss)
    this.sections = {
      overview: this.picture(this.lasting?.profile ?? new RuntimeProfile('MemoryOverviewSnapshot')),
      ...this.makeTrackerSections([]),
      tasks: makeNode('TasksMemorySnapshot', NO_CHILDREN),
    }
  }

  /** The figures of the last refresh; undefined before the first. */
  get figures(): OverviewFigures | undefined {
    return this.last
  }

  /** What the trackers of a type use now. */
  currentUsage(type: TrackerType): Bytes {
    let sum: Bytes = 0
    for (const tracker of this.pool) if (tracker.type === type) sum += tracker.consumption
    return sum
  }

  /** Both parts, from one walk over the trackers. */
  refresh(): void {
    const trackers = [...this.pool]
    this.refreshMemoryOverviewProfile(trackers)
    this.refreshTasksMemoryProfile(trackers)
  }

  /** Reads kernel, allocator and trackers at one moment and makes the overview, the trackers of the engine and the largest tasks. */
  refreshMemoryOverviewProfile(trackers: readonly MemTrackerLimiter[] = [...this.pool]): void {
    const byType = Object.fromEntries(TRACKER_TYPES.map((type) => [type, 0])) as Record<TrackerType, Bytes>
    for (const tracker of trackers) byType[tracker.type] += tracker.consumption
    const figures = { ...this.readFigures(), byType }
    this.lasting?.set(figures)
    this.sections = {
      overview: this.picture(this.lasting?.profile ?? makeOverviewP1(figures)),
      ...this.makeTrackerSections(trackers),
      tasks: this.sections.tasks,
    }
    this.last = figures
  }

  /** All trackers of all tasks; only the page asks for it. */
  refreshTasksMemoryProfile(trackers: readonly MemTrackerLimiter[] = [...this.pool]): void {
    const groups: Readonly<Record<TrackerType, ProfileNode[] | undefined>> = {
      query: [],
      load: [],
      compaction: [],
      schema_change: [],
      other: [],
      global: undefined,
      metadata: undefined,
      cache: undefined,
    }
    for (const tracker of trackers) {
      if (this.generation === 'p3' && tracker.consumption === 0 && tracker.label.startsWith('ResultBlockBuffer')) continue
      groups[tracker.type]?.push(makeTrackerNode(tracker, this.generation))
    }
    const tasks = makeNode('AllTasksMemorySnapshot', [
      makeNode('QueryTasks', groups.query!),
      makeNode('LoadTasks', groups.load!),
      makeNode('CompactionTasks', groups.compaction!),
      makeNode('SchemaChangeTasks', groups.schema_change!),
      makeNode('OtherTasks', groups.other!),
    ])
    this.sections = { ...this.sections, tasks }
  }

  /** The node "MemoryProfile" with all sections, as of the last refresh. */
  makeMemoryProfile(): ProfileNode {
    const { overview, global, metadata, cache, topTasks, tasks } = this.sections
    const sections = [overview, global, metadata, cache, topTasks, tasks].filter((section) => section !== undefined)
    return makeNode('MemoryProfile', sections)
  }

  /** One section as of the last refresh, for the log; undefined where the generation does not have it. */
  section(name: SectionName): ProfileNode | undefined {
    return this.sections[name]
  }

  private makeTrackerSections(trackers: readonly MemTrackerLimiter[]): Omit<Sections, 'overview' | 'tasks'> {
    const { generation } = this
    const of = (name: string, ...types: readonly TrackerType[]): ProfileNode =>
      makeNode(
        name,
        trackers.filter((tracker) => types.includes(tracker.type)).map((tracker) => makeTrackerNode(tracker, generation)),
      )
    const topTasks = makeNode(
      'TopMemoryTasksSnapshot',
      this.pool.topTasks(TOP_TASKS, trackers).map((tracker) => makeTrackerNode(tracker, generation)),
    )
    if (generation === 'p1') {
      const global = of('GlobalMemorySnapshot', 'global', 'metadata', 'cache')
      return { global, metadata: undefined, cache: undefined, topTasks }
    }
    return {
      global: of('GlobalMemorySnapshot', 'global'),
      metadata: of('MetadataMemorySnapshot', 'metadata'),
      cache: of('CacheMemorySnapshot', 'cache'),
      topTasks,
    }
  }

  /** What stands in the profile of the process is a merge of the section into an empty one, as Doris makes it. */
  private picture(section: RuntimeProfile): ProfileNode {
    const semantics = semanticsOf(this.generation)
    const merged = new RuntimeProfile(section.name)
    merged.merge(section, semantics)
    return merged.toNode(semantics)
  }
}
