import type { Bytes } from '../../base/units'
import type { ProfileNode } from '../../profile/node'
import type { TrackerType } from '../memory/memTrackerLimiter'
import { TRACKER_TYPES } from '../memory/memTrackerLimiter'
import type { TrackerPool } from '../memory/trackerPool'
import { RuntimeProfile } from '../runtime/runtimeProfile'
import type { Generation } from './generation'
import { semanticsOf } from './generation'
import type { OverviewFigures } from './overview'
import { LastingOverview, makeOverviewP1 } from './overview'
import { makeTrackerProfile } from './trackerProfile'

const TOP_TASKS = 15

/** Everything of a refresh that does not come from the trackers. */
export type ProcessFigures = Omit<OverviewFigures, 'byType'>

/** The sections as of the last refresh; replaced as a whole, so that a reader never sees half of one refresh and half of another. */
interface Sections {
  readonly overview: RuntimeProfile
  readonly global: RuntimeProfile
  readonly metadata: RuntimeProfile | undefined
  readonly cache: RuntimeProfile | undefined
  readonly topTasks: RuntimeProfile
  readonly tasks: RuntimeProfile
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

  constructor(pool: TrackerPool, generation: Generation, readFigures: () => ProcessFigures) {
    this.pool = pool
    this.generation = generation
    this.readFigures = readFigures
    this.lasting = generation === 'p1' ? undefined : new LastingOverview(generation)
    this.sections = {
      overview: this.lasting?.profile ?? new RuntimeProfile('MemoryOverviewSnapshot'),
      ...this.emptySections(),
      tasks: new RuntimeProfile('TasksMemorySnapshot'),
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

  /** Reads kernel, allocator and trackers at one moment and makes the overview, the trackers of the engine and the largest tasks. */
  refreshMemoryOverviewProfile(): void {
    const byType = Object.fromEntries(TRACKER_TYPES.map((type) => [type, 0])) as Record<TrackerType, Bytes>
    const sections = this.emptySections()
    for (const tracker of this.pool) {
      byType[tracker.type] += tracker.consumption
      const section = this.sectionOf(sections, tracker.type)
      if (section) makeTrackerProfile(section, tracker, this.generation)
    }
    for (const tracker of this.pool.topTasks(TOP_TASKS)) makeTrackerProfile(sections.topTasks, tracker, this.generation)
    const figures = { ...this.readFigures(), byType }
    this.lasting?.set(figures)
    this.sections = { overview: this.lasting?.profile ?? makeOverviewP1(figures), ...sections, tasks: this.sections.tasks }
    this.last = figures
  }

  /** All trackers of all tasks; only the page asks for it. */
  refreshTasksMemoryProfile(): void {
    const tasks = new RuntimeProfile('AllTasksMemorySnapshot')
    const groups = {
      query: tasks.createChild('QueryTasks'),
      load: tasks.createChild('LoadTasks'),
      compaction: tasks.createChild('CompactionTasks'),
      schema_change: tasks.createChild('SchemaChangeTasks'),
      other: tasks.createChild('OtherTasks'),
    }
    for (const tracker of this.pool) {
      if (tracker.type === 'global' || tracker.type === 'metadata' || tracker.type === 'cache') continue
      if (this.generation === 'p3' && tracker.consumption === 0 && tracker.label.startsWith('ResultBlockBuffer')) continue
      makeTrackerProfile(groups[tracker.type], tracker, this.generation)
    }
    this.sections = { ...this.sections, tasks }
  }

  /** Adds the sections, each through a merge as Doris does, under a child "MemoryProfile". */
  makeMemoryProfile(root: RuntimeProfile): void {
    const memoryProfile = root.createChild('MemoryProfile')
    const { overview, global, metadata, cache, topTasks, tasks } = this.sections
    for (const section of [overview, global, metadata, cache, topTasks, tasks]) {
      if (section !== undefined) memoryProfile.createChild(section.name).merge(section, semanticsOf(this.generation))
    }
  }

  /** One section as it stands, for the log; undefined where the generation does not have it. */
  sectionNode(name: SectionName): ProfileNode | undefined {
    return this.sections[name]?.toNode(semanticsOf(this.generation))
  }

  private emptySections(): Omit<Sections, 'overview' | 'tasks'> {
    const engine = this.generation !== 'p1'
    return {
      global: new RuntimeProfile('GlobalMemorySnapshot'),
      metadata: engine ? new RuntimeProfile('MetadataMemorySnapshot') : undefined,
      cache: engine ? new RuntimeProfile('CacheMemorySnapshot') : undefined,
      topTasks: new RuntimeProfile('TopMemoryTasksSnapshot'),
    }
  }

  private sectionOf(sections: Omit<Sections, 'overview' | 'tasks'>, type: TrackerType): RuntimeProfile | undefined {
    if (type === 'global') return sections.global
    if (type === 'metadata') return sections.metadata ?? sections.global
    if (type === 'cache') return sections.cache ?? sections.global
    return undefined
  }
}
