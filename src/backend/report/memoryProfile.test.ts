import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printNode, printProfile } from '../../format/text/print'
import type { FigureName } from '../../profile/meaning'
import { computeMeaning } from '../../profile/meaning'
import type { Figure, Snapshot } from '../../profile/snapshot'
import type { GoldenFile } from '../../testing/golden'
import { readGoldenFiles, readGoldenSections } from '../../testing/golden'
import type { TrackerType } from '../memory/memTrackerLimiter'
import { MemTrackerLimiter, TRACKER_TYPES } from '../memory/memTrackerLimiter'
import { TrackerPool } from '../memory/trackerPool'
import { printProcessUsage, printSection, printTracker, printTypeTrackers } from './detailText'
import type { Generation } from './generation'
import { GENERATIONS, semanticsOf } from './generation'
import type { ProcessFigures } from './memoryProfile'
import { MemoryProfile } from './memoryProfile'
import { ProcessProfile } from './processProfile'

// The whole system rebuilt from the numbers that went into Doris: the same trackers, the same figures of the process, and the text
// must be the same bytes. Two things are not in the inputs. The peaks of the overview in P2 and P3 come from earlier refreshes with
// other numbers, so they are masked on both sides (the peak of AllMemTablesMemory is its tracker's own, and is compared). And Doris
// orders tasks of equal consumption by address: those with consumption 0 at the end of Top are put in order of their names.

interface GoldenInputs {
  readonly [name: string]: string | readonly GoldenTracker[]
  readonly trackers: readonly GoldenTracker[]
}

interface GoldenTracker {
  readonly label: string
  readonly type: string
  readonly uid: string
  readonly group: number
  readonly limit: string
  readonly consumption: string
  readonly peak: string
  readonly reserved: string
  readonly reserved_peak: string
}

const files = (['v1', 'v2'] as const).flatMap((version) => readGoldenFiles(version).filter((file) => 'inputs' in file.json))
const sections = (['v1', 'v2'] as const).flatMap((version) => readGoldenSections(version))

describe('the memory profile rebuilt from the inputs of the golden files', () => {
  it('covers all three generations', () => {
    expect(files.map((file) => `${generationOf(file)} ${file.name}`)).toEqual([
      'p1 memory_profile_00000',
      'p1 memory_profile_00003',
      'p1 memory_profile_00015',
      'p1 memory_profile_00200',
      'p3 memory_profile_00000',
      'p3 memory_profile_00003',
      'p3 memory_profile_00015',
      'p3 memory_profile_00200',
      'p2 memory_profile_71b95362_00003',
      'p2 memory_profile_71b95362_00015',
    ])
  })

  it.each(files.map((file) => [`${file.version} ${file.name}`, file] as const))('prints Doris’s bytes: %s', (_, file) => {
    const { profile } = rebuild(file)
    const root = profile.refresh()
    const generation = generationOf(file)
    expect(derivable(printProfile(root, semanticsOf(generation)), generation)).toBe(derivable(file.text, generation))
  })

  it.each(files.filter((file) => generationOf(file) === 'p2').map((file) => [file.name, file] as const))(
    'has the tracker’s own peak of AllMemTablesMemory: %s',
    (_, file) => {
      const line = /AllMemTablesMemory.*/
      expect(line.exec(printProfile(rebuild(file).profile.refresh(), 'p2'))?.[0]).toBe(line.exec(file.text)?.[0])
    },
  )

  it.each(sections.map((golden) => [`${golden.version} ${golden.name}`, golden] as const))(
    'prints the single sections and the log’s texts: %s',
    (_, golden) => {
      const file = files.find((candidate) => candidate.version === golden.version && candidate.name === golden.name)!
      const generation = generationOf(file)
      const { profile, pool, trackers } = rebuild(file)
      const root = profile.refresh()
      const memory = profile.memoryProfile
      const texts: Record<string, string | undefined> = {
        print_process_profile: printNode(root, semanticsOf(generation)),
        print_memory_overview_profile: printSection(memory, 'overview'),
        print_global_memory_profile: printSection(memory, 'global'),
        print_metadata_memory_profile: printSection(memory, 'metadata'),
        print_cache_memory_profile: printSection(memory, 'cache'),
        print_top_memory_tasks_profile: printSection(memory, 'topTasks'),
        print_tasks_memory_profile: printSection(memory, 'tasks'),
        'make_profile_str(first global tracker)': printTracker(trackers[0]!, generation),
        'make_profile_str(last task)': printTracker(trackers.at(-1)!, generation),
        'make_type_trackers_profile_str(QUERY)': printTypeTrackers(pool, 'query', generation),
        process_memory_detail_str: printProcessUsage(memory, '(process mem log)').join('\n'),
      }
      const expected = Object.entries(golden.sections)
      expect(Object.fromEntries(expected.map(([printer]) => [printer, derivable(texts[printer]!, generation)]))).toEqual(
        Object.fromEntries(expected.map(([printer, text]) => [printer, derivable(text, generation)])),
      )
    },
  )

  it.each(['v1', 'v2'] as const)('prints the empty frame before the first refresh: %s', (version) => {
    const file = readGoldenFiles(version).find((candidate) => candidate.name === 'memory_profile_initial')!
    const generation = version === 'v1' ? 'p1' : 'p3'
    const root = new ProcessProfile(new MemoryProfile(new TrackerPool(), generation, () => figures({}))).root
    expect(printProfile(root, semanticsOf(generation))).toBe(file.text)
  })
})

const anyTracker = fc.record({
  type: fc.constantFrom(...TRACKER_TYPES),
  label: fc.string({ maxLength: 20 }),
  consumption: fc.integer({ min: -(2 ** 40), max: 2 ** 45 }),
  reserved: fc.nat(2 ** 40),
  limit: fc.constantFrom(-1, 2 ** 31),
})

describe('any process', () => {
  it.each(GENERATIONS)('adds up, and shows every tracker where it belongs: %s', (generation) => {
    fc.assert(
      fc.property(fc.array(anyTracker, { maxLength: 60 }), fc.nat(2 ** 46), fc.nat(2 ** 40), (descriptions, rss, memtables) => {
        const pool = new TrackerPool()
        const trackers = descriptions.map(({ type, label, consumption, reserved, limit }) => {
          const tracker = pool.create(type, label, { limit })
          tracker.setConsumption(consumption)
          tracker.setReserved(reserved)
          return tracker
        })
        const memoryProfile = new MemoryProfile(pool, generation, () =>
          figures({ vm_rss: rss, jemalloc_cache: 5, memtables, reserved: 77 }),
        )
        const snapshot = { ...SNAPSHOT, profile: new ProcessProfile(memoryProfile).refresh() }
        const meaning = computeMeaning(snapshot)
        const value = (name: FigureName): number => Number((meaning[name] as Figure).value)
        const sum = (...types: readonly TrackerType[]): number =>
          trackers.filter((tracker) => types.includes(tracker.type)).reduce((total, tracker) => total + tracker.consumption, 0)

        expect(value('tracked') + value('untracked')).toBe(rss)
        expect(value('tasks')).toBe(sum('query', 'load', 'compaction', 'schema_change', 'other'))
        expect(value('tracked')).toBe(sum(...TRACKER_TYPES) + 5 + (generation === 'p3' ? memtables : 0))
        expect(value('reserved')).toBe(77)
        expect(memoryProfile.currentUsage('query')).toBe(sum('query'))

        const top = memoryProfile.section('topTasks')!.children
        const tasks = memoryProfile.section('tasks')!.children.flatMap((group) => group.children)
        const taskCount = trackers.filter((tracker) => !['global', 'metadata', 'cache'].includes(tracker.type)).length
        expect([top.length, tasks.length]).toEqual([Math.min(15, taskCount), taskCount])
        const engine = (['global', 'metadata', 'cache'] as const).flatMap((name) => memoryProfile.section(name)?.children ?? [])
        expect(engine.length + tasks.length).toBe(trackers.length)
        const used = top.map((task) =>
          Number(task.counters.find((counter) => /^(?:CurrentUsage|Memory)$/.test(counter.name))!.value),
        )
        expect(used).toEqual(used.toSorted((a, b) => b - a))
      }),
    )
  })

  it('leaves out what the system does not report, instead of showing 0', () => {
    const bare = (): ProcessFigures => ({
      ...figures({ vm_rss: 1e9 }),
      rssPeak: undefined,
      virtual: undefined,
      virtualPeak: undefined,
    })
    const p1 = new MemoryProfile(new TrackerPool(), 'p1', bare, false)
    const p2 = new MemoryProfile(new TrackerPool(), 'p2', bare, false)
    for (const profile of [p1, p2]) profile.refreshMemoryOverviewProfile()
    expect(p1.section('overview')!.counters.map((counter) => counter.name)).toEqual(['PhysicalMemory(VmRSS)'])
    expect(p2.section('overview')!.counters.map((counter) => counter.name)).toEqual(['PhysicalMemory(VmRSS)'])
  })

  it('prints metadata and caches as global in P1, and as what they are after it', () => {
    const names = (generation: Generation): string[] => {
      const pool = new TrackerPool()
      const held = (['metadata', 'cache', 'global'] as const).map((type) => pool.create(type, type, { uid: '1-2' }))
      const profile = new MemoryProfile(pool, generation, () => figures({}))
      profile.refresh()
      expect(held).toHaveLength(3)
      return (['global', 'metadata', 'cache'] as const).flatMap(
        (section) => profile.section(section)?.children.map((node) => `${section} ${node.name}`) ?? [],
      )
    }
    expect(names('p1')).toEqual(['global global@global@id=1-2', 'global metadata@global@id=1-2', 'global cache@global@id=1-2'])
    for (const generation of ['p2', 'p3'] as const) {
      expect(names(generation)).toEqual([
        'global global@global@id=1-2',
        'metadata metadata@metadata@id=1-2',
        'cache cache@cache@id=1-2',
      ])
    }
  })

  it('shows neither resident nor untracked memory where nobody says what is resident', () => {
    for (const generation of GENERATIONS) {
      const bare = (): ProcessFigures => ({ ...figures({ jemalloc_cache: 5 }), rss: undefined })
      const profile = new MemoryProfile(new TrackerPool(), generation, bare, true, false)
      profile.refreshMemoryOverviewProfile()
      const overview = profile.section('overview')!
      expect(overview.counters.some((counter) => counter.name === 'PhysicalMemory(VmRSS)')).toBe(false)
      const [untracked, tracked] = overview.children
      expect([untracked!.name, untracked!.counters.length, tracked!.counters[0]!.value]).toEqual(['UntrackedMemory', 0, 5])
    }
  })

  it('hides an idle result buffer from all tasks in P3, and only there', () => {
    const count = (generation: Generation): number => {
      const pool = new TrackerPool()
      const held = [pool.create('other', 'ResultBlockBuffer#1'), pool.create('other', 'ResultBlockBuffer#2')]
      held[0]!.consume(1)
      const profile = new MemoryProfile(pool, generation, () => figures({}))
      profile.refresh()
      return profile.section('tasks')!.children.flatMap((group) => group.children).length
    }
    expect(GENERATIONS.map(count)).toEqual([2, 2, 1])
  })
})

const SNAPSHOT: Snapshot = {
  takenAt: 0,
  process: { name: 'x', host: undefined, pid: undefined, startedAt: undefined, version: undefined, extra: undefined },
  profile: undefined,
  memoryInfo: undefined,
  source: 'json',
  extra: undefined,
}

function generationOf(file: { readonly version: string; readonly name: string }): Generation {
  return file.version === 'v1' ? 'p1' : file.name.includes('71b95362') ? 'p2' : 'p3'
}

function rebuild(file: GoldenFile): { profile: ProcessProfile; pool: TrackerPool; trackers: MemTrackerLimiter[] } {
  const inputs = file.json['inputs'] as GoldenInputs
  const pool = new TrackerPool()
  const trackers = inputs.trackers.map((golden) => {
    const type = (golden.type === 'other_task' ? 'other' : golden.type) as TrackerType
    const tracker = new MemTrackerLimiter(type, golden.label, { limit: Number(golden.limit), uid: golden.uid })
    tracker.setConsumption(Number(golden.peak))
    tracker.setConsumption(Number(golden.consumption))
    tracker.setReserved(Number(golden.reserved_peak))
    tracker.setReserved(Number(golden.reserved))
    pool.add(tracker)
    return tracker
  })
  return { profile: new ProcessProfile(new MemoryProfile(pool, generationOf(file), () => figures(inputs))), pool, trackers }
}

function figures(inputs: { readonly [name: string]: unknown }): ProcessFigures {
  const bytes = (name: string): number => Number(inputs[name] ?? 0)
  return {
    rss: bytes('vm_rss'),
    rssPeak: bytes('vm_hwm'),
    virtual: bytes('vm_size'),
    virtualPeak: bytes('vm_peak'),
    reserved: bytes('reserved'),
    allocatorCache: bytes('jemalloc_cache'),
    allocatorMetadata: bytes('jemalloc_metadata'),
    memtables: bytes('memtables'),
    memtablesPeak: bytes('memtables_peak'),
    jvmHeap: bytes('jvm_heap'),
    jvmNonHeap: bytes('jvm_non_heap'),
  }
}

/** Takes out what the inputs do not say: peaks of the overview in P2 and P3, and the order of the tasks with 0 in Top. */
function derivable(text: string, generation: Generation): string {
  return orderIdleTopTasks(generation === 'p1' ? text : hideOverviewPeaks(text))
}

function hideOverviewPeaks(text: string): string {
  let inOverview = false
  return text
    .split('\n')
    .map((line) => {
      if (/^(?:, )?\s*\S*Snapshot:$/.test(line)) inOverview = line.includes('MemoryOverviewSnapshot')
      return inOverview ? line.replace(/\(Peak: .*\)$/, '(Peak: ?)') : line
    })
    .join('\n')
}

function orderIdleTopTasks(text: string): string {
  const match = /^( *)(?:, )?TopMemoryTasksSnapshot:\n((?:\1 .*\n)*)/m.exec(text)
  if (match === null) return text
  const at = match.index + match[0].length - match[2]!.length
  const tasks = match[2]!.split(new RegExp(`(?<=\\n)(?=${match[1]}  \\S)`))
  const idle = tasks.filter((task) => /- (?:CurrentUsage: 0$|Memory Current: 0 )/m.test(task))
  const ordered = [...tasks.filter((task) => !idle.includes(task)), ...idle.toSorted()]
  return text.slice(0, at) + ordered.join('') + text.slice(at + match[2]!.length)
}
