import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { parseInteger } from '../base/integer'
import type { Integer } from '../base/integer'
import { NO_COUNTERS } from '../profile/counter'
import type { Counter } from '../profile/counter'
import { NO_CHILDREN, NO_EVENTS, NO_INFO } from '../profile/node'
import type { EventSequence, ProfileNode } from '../profile/node'
import type { Unit } from '../profile/unit'

// The golden files as our own shapes; golden/README.md describes them. Texts and trees come from Doris's own C++.

export type GoldenVersion = 'v1' | 'v2'
export const GOLDEN_VERSIONS = ['v1', 'v2'] as const satisfies readonly GoldenVersion[]

export interface GoldenFlags {
  readonly ambiguous_names: boolean
  readonly has_info: boolean
  readonly duplicate_siblings: boolean
  readonly has_unindented_child: boolean
  readonly depth: number
}

export interface GoldenFile {
  readonly version: GoldenVersion
  /** Without suffix: "memory_profile_00003". */
  readonly name: string
  /** "memory_profile", "random", "random_merge", "hostile" or "hostile_merge". */
  readonly kind: string
  /** Not on memory profiles and merges: of those nothing is ambiguous but what the random merges hold. */
  readonly flags: GoldenFlags | undefined
  /** What was printed. */
  readonly text: string
  /** What it was printed from: the children of a root called ProcessProfile. */
  readonly root: ProfileNode
  /** The JSON as it stands: inputs, merge_dst_before, merge_src, thrift. */
  readonly json: Record<string, unknown>
}

export interface GoldenSections {
  readonly version: GoldenVersion
  readonly name: string
  /** Exact text by the printer's name, such as "print_memory_overview_profile" or "process_memory_detail_str". */
  readonly sections: Readonly<Record<string, string>>
}

/** Every text of one version with the tree it was printed from, in order of name. */
export function readGoldenFiles(version: GoldenVersion): GoldenFile[] {
  return listNames(version, '.json')
    .filter((name) => !name.endsWith('.sections'))
    .map((name) => readGoldenFile(version, name))
}

/** One of them by name, such as ("v2", "memory_profile_00015"). */
export function readGoldenFile(version: GoldenVersion, name: string): GoldenFile {
  const json = JSON.parse(readText(version, `${name}.json`)) as Record<string, unknown>
  const profiles = json['profiles'] as GoldenProfile[]
  return {
    version,
    name,
    kind: String(json['kind']),
    flags: json['flags'] as GoldenFlags | undefined,
    text: readText(version, `${name}.txt`),
    root: makeRoot(profiles.map((profile) => toNode(profile, version))),
    json,
  }
}

/** The texts of single sections and of the log. */
export function readGoldenSections(version: GoldenVersion): GoldenSections[] {
  return listNames(version, '.sections.json').map((name) => {
    const json = JSON.parse(readText(version, `${name}.sections.json`)) as { sections: Record<string, string> }
    return { version, name, sections: json.sections }
  })
}

/** One row of pretty_printer.tsv: a value and what Doris's printer makes of it. */
export interface PrettyPrinterRow {
  /** A Unit, or "BYTES verbose", "UNIT verbose", "print_bytes()". */
  readonly unit: string
  readonly value: Integer
  readonly text: string
}

export function readPrettyPrinterRows(version: GoldenVersion): PrettyPrinterRow[] {
  return readText(version, 'pretty_printer.tsv')
    .split('\n')
    .slice(1, -1)
    .map((line) => {
      const [unit = '', value = '', text = ''] = line.split('\t')
      return { unit, value: toValue(value, unit), text }
    })
}

/** A golden node (also of merge_dst_before and merge_src) as our own, with the values that this version prints. */
export function toNode(profile: GoldenProfile, version: GoldenVersion): ProfileNode {
  return {
    name: profile.name,
    totalTimeNs: toExactInteger(profile.total_time_ns ?? '0'),
    localTimePercent: Number(profile.local_time_percent ?? 0),
    info: profile.info ?? NO_INFO,
    events: profile.events?.map(toEvents) ?? NO_EVENTS,
    counters: profile.counters.length === 0 ? NO_COUNTERS : nest(profile.counters, version),
    children: profile.children.length === 0 ? NO_CHILDREN : profile.children.map((child) => toNode(child, version)),
    indent: profile.indent,
    extra: undefined,
  }
}

export interface GoldenProfile {
  readonly name: string
  readonly indent: boolean
  readonly total_time_ns?: string
  readonly local_time_percent?: string
  readonly info?: readonly (readonly [string, string])[]
  readonly events?: readonly GoldenEvents[]
  readonly counters: readonly GoldenCounter[]
  readonly children: readonly GoldenProfile[]
}

interface GoldenEvents {
  readonly key: string
  readonly elapsed_ns: string
  readonly events: readonly (readonly [string, string])[]
}

interface GoldenCounter {
  readonly name: string
  readonly kind: string
  readonly unit: Unit
  readonly value: string
  readonly current?: string
  readonly peak?: string
  readonly raw?: string
  readonly level: number
  readonly depth: number
}

function listNames(version: GoldenVersion, suffix: string): string[] {
  return readdirSync(new URL(`golden/${version}/`, import.meta.url))
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .toSorted()
}

function readText(version: GoldenVersion, file: string): string {
  return readFileSync(new URL(`golden/${version}/${file}`, import.meta.url), 'utf8')
}

function makeRoot(children: readonly ProfileNode[]): ProfileNode {
  return {
    name: 'ProcessProfile',
    totalTimeNs: 0,
    localTimePercent: 0,
    info: NO_INFO,
    events: NO_EVENTS,
    counters: NO_COUNTERS,
    children,
    indent: true,
    extra: undefined,
  }
}

/** The pre-order walk with depths as a tree. */
function nest(walk: readonly GoldenCounter[], version: GoldenVersion): Counter[] {
  const open: Counter[][] = [[]]
  for (const golden of walk) {
    const counters: Counter[] = []
    const { value, peak } = valuesOf(golden, version)
    open.length = golden.depth + 1
    open[golden.depth]!.push({
      name: golden.name,
      unit: golden.unit,
      value,
      peak,
      error: undefined,
      peakError: undefined,
      level: golden.level,
      counters,
      extra: undefined,
    })
    open.push(counters)
  }
  return open[0]!
}

function valuesOf(golden: GoldenCounter, version: GoldenVersion): { value: Integer; peak: Integer | undefined } {
  if (golden.kind === 'HighWaterMark') {
    return { value: toValue(golden.current!, golden.unit), peak: toValue(golden.peak!, golden.unit) }
  }
  // V2 prints the stored value of a derived or conditional counter, V1 the computed one.
  const printed = version === 'v2' && golden.raw !== undefined ? golden.raw : golden.value
  return { value: toValue(printed, golden.unit), peak: undefined }
}

/** All values are int64 in text; of a DOUBLE_VALUE they are the bit pattern. */
function toValue(int64: string, unit: string): Integer {
  if (unit !== 'DOUBLE_VALUE') return toExactInteger(int64)
  return new Float64Array(BigInt64Array.of(BigInt(int64)).buffer)[0]!
}

function toExactInteger(text: string): Integer {
  const value = parseInteger(text)
  if (value === undefined) throw new Error(`The golden value ${text} is not a 64-bit integer.`)
  return value
}

function toEvents(events: GoldenEvents): EventSequence {
  return {
    name: events.key,
    elapsedNs: toExactInteger(events.elapsed_ns),
    points: events.events.map(([label, at]) => [label, toExactInteger(at)] as const),
  }
}

/** Where real pastes lie if they are at hand (../shared/samples beside the project); never part of the repository. */
export function findSamplesFolder(): URL | undefined {
  const folder = new URL('../../../shared/samples/', import.meta.url)
  return existsSync(folder) ? folder : undefined
}
