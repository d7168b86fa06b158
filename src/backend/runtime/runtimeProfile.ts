import type { Integer } from '../../base/integer'
import type { Counter } from '../../profile/counter'
import { NO_COUNTERS } from '../../profile/counter'
import type { EventSequence, ProfileNode } from '../../profile/node'
import { NO_CHILDREN, NO_EVENTS, NO_INFO } from '../../profile/node'
import type { Unit } from '../../profile/unit'
import { compareByteOrder } from './byteOrder'
import { DerivedCounter, DescriptionCounter, HighWaterMarkCounter, ProfileCounter } from './profileCounter'

/** 'p1': #41310. 'p2': #44645 and later. They differ in how they merge and in what of a computed counter they print. */
export type ProfileSemantics = 'p1' | 'p2'

/** Parent of the counters that hang under none. A counter must not have this name: Doris's printer would never end. */
const ROOT_COUNTER = ''
/** Every profile has it; it never prints as a counter. */
const TOTAL_TIME = 'TotalTime'

/**
 * Doris's RuntimeProfile: a tree of nodes, each with info strings in the order of insertion, counters nested under counters, and
 * children in order. It changes; toNode() takes a picture of it that does not.
 */
export class RuntimeProfile {
  readonly name: string
  readonly totalTime = new ProfileCounter('TIME_NS')
  localTimePercent = 0
  private readonly counters = new Map<string, ProfileCounter>()
  /** Parent's name to the names below it. A merge can put one counter under two parents, and then it prints under both. */
  private readonly childCounters = new Map<string, Set<string>>()
  private readonly info = new Map<string, string>()
  private readonly events: EventSequence[] = []
  private readonly childList: { readonly profile: RuntimeProfile; readonly indent: boolean }[] = []
  private readonly childByName = new Map<string, RuntimeProfile>()

  constructor(name: string) {
    this.name = name
  }

  get children(): readonly RuntimeProfile[] {
    return this.childList.map((child) => child.profile)
  }

  /** A new child at the end, or in front of all others. Throws an Error that names it if there is one of that name. */
  createChild(name: string, { indent = true, front = false }: { indent?: boolean; front?: boolean } = {}): RuntimeProfile {
    const child = new RuntimeProfile(name)
    this.addChild(child, { indent, front })
    return child
  }

  /** As createChild, with a profile that exists. */
  addChild(child: RuntimeProfile, { indent = true, front = false }: { indent?: boolean; front?: boolean } = {}): void {
    if (this.childByName.has(child.name)) {
      throw new Error(`The profile "${this.name}" already has a child "${child.name}". Give the second one another name.`)
    }
    this.childByName.set(child.name, child)
    if (front) this.childList.unshift({ profile: child, indent })
    else this.childList.push({ profile: child, indent })
  }

  findChild(name: string): RuntimeProfile | undefined {
    return this.childByName.get(name)
  }

  /** Sets a text; a key that exists keeps its place. */
  setInfo(key: string, value: string): void {
    this.info.set(key, value)
  }

  /** Generation P1: a finished sequence of timed events. A merge leaves the sequences of both sides where they are. */
  addEventSequence(sequence: EventSequence): void {
    this.events.push(sequence)
  }

  /** The counter of that name; a name that exists gives the first one back, with its first unit, parent and level. */
  addCounter(name: string, unit: Unit, parent = ROOT_COUNTER, level = 1): ProfileCounter {
    return this.register(name, parent, () => new ProfileCounter(unit, 0, level))
  }

  addHighWaterMarkCounter(name: string, unit: Unit, parent = ROOT_COUNTER, level = 1): HighWaterMarkCounter {
    const counter = this.register(name, parent, () => new HighWaterMarkCounter(unit, level))
    if (counter instanceof HighWaterMarkCounter) return counter
    throw new Error(
      `The counter "${name}" of the profile "${this.name}" exists and keeps no peak. Give the second one another name.`,
    )
  }

  addDerivedCounter(name: string, unit: Unit, compute: () => Integer, parent = ROOT_COUNTER): ProfileCounter {
    return this.register(name, parent, () => new DerivedCounter(unit, compute))
  }

  /** A name without a value, to hang counters under. */
  addLabel(name: string, parent = ROOT_COUNTER): ProfileCounter {
    return this.register(name, parent, () => new DescriptionCounter('', 1))
  }

  /** Puts a counter that exists into the tree; the same rules as addCounter. Returns the one that is there then. */
  putCounter(name: string, counter: ProfileCounter, parent = ROOT_COUNTER): ProfileCounter {
    return this.register(name, parent, () => counter)
  }

  counter(name: string): ProfileCounter | undefined {
    return name === TOTAL_TIME ? this.totalTime : this.counters.get(name)
  }

  /**
   * Adds another profile to this one, as Doris does: values of counters that both have are added (units must agree, else it is
   * left alone), the others are taken over, nested counters keep their parents, children are merged by name. Info strings of the
   * other are dropped. 'p1' adds to the stored number of a high-water counter, which is its peak, and takes counters over as plain
   * ones of level 3; 'p2' adds the other's peak to the current value and takes counters over with their kind.
   */
  merge(other: RuntimeProfile, semantics: ProfileSemantics): void {
    if (semantics === 'p1') this.totalTime.updateStored(other.totalTime.value())
    else this.totalTime.update(other.totalTime.value())
    for (const [name, theirs] of other.counters) {
      const ours = this.counters.get(name)
      if (ours === undefined) {
        this.counters.set(name, semantics === 'p1' ? new ProfileCounter(theirs.unit, theirs.value(), 3) : theirs.clone())
      } else if (ours.unit === theirs.unit) {
        if (semantics === 'p1') ours.updateStored(theirs.value())
        else ours.update(theirs.value())
      }
    }
    for (const [parent, names] of other.childCounters) {
      for (const name of names) this.childrenOf(parent).add(name)
    }
    for (const { profile: theirs, indent } of other.childList) {
      let ours = this.childByName.get(theirs.name)
      if (ours === undefined) {
        ours = new RuntimeProfile(theirs.name)
        ours.localTimePercent = theirs.localTimePercent
        this.childByName.set(ours.name, ours)
        this.childList.push({ profile: ours, indent })
      }
      ours.merge(theirs, semantics)
    }
  }

  /** A picture of the tree as it is now: counters in byte order of their names under each parent, as they print. */
  toNode(semantics: ProfileSemantics, indent = true): ProfileNode {
    return {
      name: this.name,
      totalTimeNs: this.totalTime.value(),
      localTimePercent: this.localTimePercent,
      info: this.info.size === 0 ? NO_INFO : [...this.info],
      events: this.events.length === 0 ? NO_EVENTS : [...this.events],
      counters: this.counterNodes(ROOT_COUNTER, semantics),
      children:
        this.childList.length === 0 ? NO_CHILDREN : this.childList.map((child) => child.profile.toNode(semantics, child.indent)),
      indent,
      extra: undefined,
    }
  }

  private register(name: string, parent: string, create: () => ProfileCounter): ProfileCounter {
    if (name === ROOT_COUNTER) throw new Error(`A counter of the profile "${this.name}" has no name. Give it one.`)
    const existing = this.counter(name)
    if (existing !== undefined) return existing
    if (parent !== ROOT_COUNTER && this.counter(parent) === undefined) {
      throw new Error(
        `The counter "${name}" is to hang under "${parent}", which the profile "${this.name}" does not have. Add that first.`,
      )
    }
    const counter = create()
    this.counters.set(name, counter)
    this.childrenOf(parent).add(name)
    return counter
  }

  private childrenOf(parent: string): Set<string> {
    let names = this.childCounters.get(parent)
    if (names === undefined) {
      names = new Set()
      this.childCounters.set(parent, names)
    }
    return names
  }

  private counterNodes(parent: string, semantics: ProfileSemantics, above: readonly string[] = []): readonly Counter[] {
    const names = this.childCounters.get(parent)
    if (names === undefined) return NO_COUNTERS
    const nodes: Counter[] = []
    for (const name of [...names].toSorted(compareByteOrder)) {
      const counter = this.counters.get(name)
      // A merge can close a circle of parents; Doris would print it for ever.
      if (counter === undefined || above.includes(name)) continue
      const highWater = counter instanceof HighWaterMarkCounter
      nodes.push({
        name,
        unit: counter.unit,
        value: highWater ? counter.current() : semantics === 'p1' ? counter.value() : counter.raw(),
        peak: highWater ? counter.value() : undefined,
        error: undefined,
        peakError: undefined,
        level: counter.level,
        counters: this.childCounters.has(name) ? this.counterNodes(name, semantics, [...above, name]) : NO_COUNTERS,
        extra: undefined,
      })
    }
    return nodes
  }
}
