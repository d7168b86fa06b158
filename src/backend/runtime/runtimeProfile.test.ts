import { describe, expect, it } from 'vitest'
import type { Integer } from '../../base/integer'
import { parseInteger } from '../../base/integer'
import { printProfile } from '../../format/text/print'
import type { Unit } from '../../profile/unit'
import type { GoldenProfile } from '../../testing/golden'
import { readGoldenFiles } from '../../testing/golden'
import { compareByteOrder } from './byteOrder'
import { DerivedCounter, DescriptionCounter, HighWaterMarkCounter, ProfileCounter } from './profileCounter'
import type { ProfileSemantics } from './runtimeProfile'
import { RuntimeProfile } from './runtimeProfile'

const merges = (['v1', 'v2'] as const).flatMap((version) =>
  readGoldenFiles(version)
    .filter((file) => 'merge_src' in file.json)
    .map((file) => ({ file, semantics: (version === 'v1' ? 'p1' : 'p2') as ProfileSemantics })),
)

describe('merge', () => {
  it('has every golden merge of both versions to answer for', () => {
    expect(merges).toHaveLength(52)
  })

  it.each(merges.map((merge) => [`${merge.file.version} ${merge.file.name}`, merge] as const))(
    'prints what Doris prints after a merge: %s',
    (_, { file, semantics }) => {
      const destination = build(file.json['merge_dst_before'] as GoldenProfile)
      destination.merge(build(file.json['merge_src'] as GoldenProfile), semantics)
      const node = destination.toNode(semantics)
      expect(printProfile({ ...node, children: [node] }, semantics)).toBe(file.text)
    },
  )

  it('wraps at 2^63 as int64 does', () => {
    const ours = new RuntimeProfile('a')
    ours.addCounter('n', 'UNIT').set(9223372036854775807n)
    const theirs = new RuntimeProfile('b')
    theirs.addCounter('n', 'UNIT').set(1)
    ours.merge(theirs, 'p2')
    expect(ours.toNode('p2').counters[0]!.value).toBe(-9223372036854775808n)
  })

  it('ends where two trees together close a circle of parents', () => {
    const ours = new RuntimeProfile('a')
    ours.addCounter('x', 'UNIT')
    ours.addCounter('y', 'UNIT', 'x')
    const theirs = new RuntimeProfile('b')
    theirs.addCounter('y', 'UNIT')
    theirs.addCounter('x', 'UNIT', 'y')
    ours.merge(theirs, 'p1')
    expect(ours.toNode('p1').counters.map((counter) => counter.name)).toEqual(['x', 'y'])
  })
})

describe('RuntimeProfile', () => {
  it('prints trees built from the golden structures as Doris does', () => {
    let trees = 0
    for (const version of ['v1', 'v2'] as const) {
      const semantics = version === 'v1' ? 'p1' : 'p2'
      for (const file of readGoldenFiles(version)) {
        // Two children of one name are an error here; Doris's release builds let them pass.
        if (file.flags?.duplicate_siblings === true || file.name.startsWith('hostile_12')) continue
        // What came out of a merge may stand under two parents: those are made by merging, above.
        if ('merge_src' in file.json) continue
        const profiles = file.json['profiles'] as GoldenProfile[]
        const children = profiles.map((profile) => build(profile).toNode(semantics))
        expect(printProfile({ ...children[0]!, children }, semantics), `${version} ${file.name}`).toBe(file.text)
        trees++
      }
    }
    expect(trees).toBeGreaterThan(200)
  })

  it('puts a child at the end or at the front', () => {
    const profile = new RuntimeProfile('root')
    profile.createChild('first')
    profile.createChild('second')
    profile.createChild('zeroth', { front: true })
    expect(profile.children.map((child) => child.name)).toEqual(['zeroth', 'first', 'second'])
  })

  it('refuses a second child of the same name, and names it', () => {
    const profile = new RuntimeProfile('TasksMemory')
    profile.createChild('Details')
    expect(() => profile.createChild('Details')).toThrow('"TasksMemory" already has a child "Details"')
  })

  it('refuses a counter without a name and one under a parent that is not there', () => {
    const profile = new RuntimeProfile('root')
    expect(() => profile.addCounter('', 'UNIT')).toThrow('has no name')
    expect(() => profile.addCounter('a', 'UNIT', 'b')).toThrow('hang under "b"')
  })

  it('gives the first counter back when a name is asked for twice', () => {
    const profile = new RuntimeProfile('root')
    const first = profile.addCounter('a', 'BYTES')
    expect(profile.addCounter('a', 'UNIT')).toBe(first)
    expect(() => profile.addHighWaterMarkCounter('a', 'BYTES')).toThrow('keeps no peak')
  })

  it('keeps the peak of a high-water counter, which is 0 while it is only negative', () => {
    const counter = new HighWaterMarkCounter('BYTES')
    counter.set(-4096)
    expect([counter.current(), counter.value()]).toEqual([-4096, 0])
    counter.set(10)
    counter.set(3)
    expect([counter.current(), counter.value()]).toEqual([3, 10])
  })

  it('shows a computed counter as each generation does', () => {
    const profile = new RuntimeProfile('root')
    profile.addDerivedCounter('rate', 'UNIT', () => 7)
    expect(profile.toNode('p1').counters[0]!.value).toBe(7)
    expect(profile.toNode('p2').counters[0]!.value).toBe(0)
  })

  it('treats __proto__ as a name like any other', () => {
    const profile = new RuntimeProfile('__proto__')
    profile.addCounter('__proto__', 'UNIT').set(1)
    profile.createChild('constructor')
    const node = profile.toNode('p1')
    expect([node.name, node.counters[0]!.name, node.children[0]!.name]).toEqual(['__proto__', '__proto__', 'constructor'])
  })
})

describe('compareByteOrder', () => {
  it('orders by UTF-8 bytes, not by UTF-16 units', () => {
    const names = ['0', 'A', 'A b', 'A-b', 'B', 'Z', '_', 'a', 'a10', 'a9', 'b', 'z', '~', 'é', '中', 'ａ', '😀']
    expect(names.toReversed().toSorted(compareByteOrder)).toEqual(names)
    expect([...names].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))).toEqual(names)
  })
})

function build(golden: GoldenProfile): RuntimeProfile {
  const profile = new RuntimeProfile(golden.name)
  fill(profile, golden)
  return profile
}

function fill(profile: RuntimeProfile, golden: GoldenProfile): void {
  profile.totalTime.set(parseInteger(golden.total_time_ns ?? '0')!)
  profile.localTimePercent = Number(golden.local_time_percent ?? '0')
  for (const [key, value] of golden.info ?? []) profile.setInfo(key, value)
  for (const sequence of golden.events ?? []) {
    profile.addEventSequence({
      name: sequence.key,
      elapsedNs: parseInteger(sequence.elapsed_ns)!,
      points: sequence.events.map(([label, ns]) => [label, parseInteger(ns)!]),
    })
  }
  for (const counter of golden.counters as readonly GoldenCounter[]) {
    // One that stands under two parents came out of a merge: the only way to make it is to merge.
    if (profile.counter(counter.name) === undefined) profile.putCounter(counter.name, makeCounter(counter), counter.parent)
  }
  for (const child of golden.children) fill(profile.createChild(child.name, { indent: child.indent }), child)
}

type GoldenCounter = GoldenProfile['counters'][number] & { readonly parent: string; readonly description?: string }

function makeCounter(golden: GoldenCounter): ProfileCounter {
  const { unit, level } = golden
  const value = toValue(golden.value, unit)
  if (golden.kind === 'HighWaterMark') {
    return new HighWaterMarkCounter(unit, level, toValue(golden.current!, unit), toValue(golden.peak!, unit))
  }
  if (golden.kind === 'Description') return new DescriptionCounter(golden.description ?? '', level, unit)
  if (golden.kind === 'Derived' || golden.kind === 'Condition') {
    return new DerivedCounter(unit, () => value, level, toValue(golden.raw ?? golden.value, unit))
  }
  return new ProfileCounter(unit, value, level)
}

/** All golden values are int64 in text; of a DOUBLE_VALUE they are its bits. */
function toValue(int64: string, unit: Unit): Integer {
  return unit === 'DOUBLE_VALUE' ? new Float64Array(BigInt64Array.of(BigInt(int64)).buffer)[0]! : parseInteger(int64)!
}
