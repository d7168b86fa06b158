import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toInteger } from '../../base/integer'
import type { Integer } from '../../base/integer'
import { NO_COUNTERS } from '../../profile/counter'
import type { Counter } from '../../profile/counter'
import type { ProfileNode } from '../../profile/node'
import { NO_EVENTS } from '../../profile/node'
import { ReadError } from '../../profile/report'
import { UNITS } from '../../profile/unit'
import type { Unit } from '../../profile/unit'
import { readGoldenFile } from '../../testing/golden'
import { printProfile } from './print'
import { readProfileText } from './read'

/** Any name that does not look like the grammar itself (golden/README.md, "ambiguous_names"). */
const name = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 12 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      'Memory',
      'Limit',
      'a:b',
      'x (y)',
      'Cache[size]',
      'é',
      '中',
      'tab\tin',
      ' leading',
      'trailing ',
      '-',
      '--',
      ':x',
      '0',
      '5.00',
    ),
  )
  .filter((text) => !/[\n]|: |:$|^-? |^ *-$| Current|\(Peak|^, |^$/.test(text) && text.trim() !== '')

const int64 = fc.oneof(
  fc.bigInt({ min: -5000n, max: 5000n }),
  fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
  fc.tuple(fc.nat({ max: 62 }), fc.bigInt({ min: 1n, max: 1n << 62n })).map(([shift, value]) => value >> BigInt(shift)),
)

const value = (unit: Unit): fc.Arbitrary<Integer> => (unit === 'DOUBLE_VALUE' ? fc.double({ noNaN: true }) : int64.map(toInteger))

const counter = (depth: number): fc.Arbitrary<Counter> =>
  fc.constantFrom(...UNITS).chain((unit) =>
    fc.record({
      name,
      unit: fc.constant(unit),
      value: value(unit),
      peak: fc.option(value(unit), { nil: undefined }),
      error: fc.constant(undefined),
      peakError: fc.constant(undefined),
      level: fc.constant(undefined),
      counters: depth === 0 ? fc.constant(NO_COUNTERS) : fc.array(counter(depth - 1), { maxLength: 3 }),
      extra: fc.constant(undefined),
    }),
  )

const info = fc.array(
  fc.tuple(
    name,
    fc.string({ maxLength: 20 }).filter((text) => !/\n| Current: .*\(Peak: /.test(text)),
  ),
  { maxLength: 3 },
)

const node = (depth: number, withInfo: boolean): fc.Arbitrary<ProfileNode> =>
  fc.record({
    name,
    totalTimeNs: fc.oneof(fc.constant<Integer>(0), int64.map(toInteger)),
    localTimePercent: fc.double({ min: 0, max: 100, noNaN: true }),
    info: withInfo ? info : fc.constant([]),
    events: fc.constant(NO_EVENTS),
    counters: fc.array(counter(2), { maxLength: 4 }),
    children: depth === 0 ? fc.constant([]) : fc.array(node(depth - 1, withInfo), { maxLength: 3 }),
    indent: fc.constant(true),
    extra: fc.constant(undefined),
  })

function makeRoot(children: ProfileNode[]): ProfileNode {
  return {
    name: 'ProcessProfile',
    totalTimeNs: 0,
    localTimePercent: 0,
    info: [],
    events: [],
    counters: [],
    children,
    indent: true,
    extra: undefined,
  }
}

function shape(nodes: readonly ProfileNode[]): unknown[] {
  const ofCounters = (counters: readonly Counter[]): unknown[] =>
    counters.map((each) => [each.name, each.peak !== undefined, ofCounters(each.counters)])
  return nodes.map((each) => [each.name, ofCounters(each.counters), shape(each.children)])
}

/** Names in the order of the text, with their depth. */
function outline(nodes: readonly ProfileNode[], depth = 0): string[] {
  const ofCounters = (counters: readonly Counter[], level: number): string[] =>
    counters.flatMap((each) => [`${depth}.${level} ${each.name}`, ...ofCounters(each.counters, level + 1)])
  return nodes.flatMap((each) => [`${depth} ${each.name}`, ...ofCounters(each.counters, 0), ...outline(each.children, depth + 1)])
}

/** What is read, or undefined if it is refused as it should be: by a ReadError. */
function tryRead(text: string): ReturnType<typeof readProfileText> | undefined {
  try {
    return readProfileText(text)
  } catch (error) {
    if (error instanceof ReadError) return undefined
    throw error
  }
}

describe('any tree with unambiguous names', () => {
  const tree = (withInfo: boolean) => fc.array(node(3, withInfo), { minLength: 1, maxLength: 3 }).map(makeRoot)

  it('is read back with all its names and nesting, and prints the same bytes', () => {
    fc.assert(
      fc.property(tree(false), (root) => {
        const text = printProfile(root, 'p2')
        const read = readProfileText(text)
        expect(shape(read.root.children)).toEqual(shape(root.children))
        expect(printProfile(read.root, 'p2')).toBe(text)
        expect(read.problems).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  it('prints the same bytes with info strings too', () => {
    fc.assert(
      fc.property(tree(true), (root) => {
        const text = printProfile(root, 'p2')
        expect(printProfile(readProfileText(text).root, 'p2')).toBe(text)
      }),
      { numRuns: 500 },
    )
  })

  it('once read, is read the same again', () => {
    fc.assert(
      fc.property(tree(true), (root) => {
        const read = readProfileText(printProfile(root, 'p2'))
        expect(readProfileText(printProfile(read.root, 'p2'))).toEqual(read)
      }),
      { numRuns: 60 },
    )
  })
})

describe.each([
  ['P1', readGoldenFile('v1', 'memory_profile_00003').text],
  ['P2', readGoldenFile('v2', 'memory_profile_71b95362_00003').text],
  ['P3', readGoldenFile('v2', 'memory_profile_00003').text],
])('a memory profile cut anywhere, %s', (_generation, text) => {
  const full = outline(readProfileText(text).root.children)
  const undetectable = text.indexOf('    OtherTasks:') + '    OtherTasks:'.length

  it('gives what stood before the cut and nothing else, and says that it is cut', () => {
    for (let end = 0; end < text.length; end += 1 + (end % 7)) {
      const read = tryRead(text.slice(0, end))
      if (read === undefined) continue
      const names = outline(read.root.children)
      expect(names).toEqual(full.slice(0, names.length))
      expect(read.complete).toBe(end >= undetectable && read.complete)
      expect(read.problems.every(({ message }) => message.endsWith('.'))).toBe(true)
    }
    expect(readProfileText(text).complete).toBe(true)
  })

  it('has no value that the whole does not have', () => {
    const valuesOf = (root: ProfileNode): unknown[] => {
      const ofCounters = (counters: readonly Counter[]): unknown[] =>
        counters.flatMap((each) => [each.value, each.error, ...ofCounters(each.counters)])
      return [...ofCounters(root.counters), ...root.children.flatMap(valuesOf)]
    }
    const all = valuesOf(readProfileText(text).root)
    fc.assert(
      fc.property(fc.nat({ max: text.length }), (end) => {
        const read = tryRead(text.slice(0, end))
        const values = read === undefined ? [] : valuesOf(read.root)
        expect(values).toEqual(all.slice(0, values.length))
      }),
      { numRuns: 300 },
    )
  })
})

describe('anything at all', () => {
  const text = readGoldenFile('v1', 'random_003').text
  const piece = fc.oneof(
    fc.constantFrom(
      '\n',
      '  ',
      '    ',
      ' - ',
      '- ',
      ': ',
      ':',
      ' Current: ',
      ' (Peak: ',
      ')',
      '1.00 GB',
      '0',
      '5.000us',
      '(Active: ',
      'non-child: ',
      '%)',
      '\t',
      '\r\n',
      '> ',
      '* ',
      '```',
      '\u001b[1m',
    ),
    fc.constantFrom(
      'MemoryProfile',
      'MemoryOverviewSnapshot',
      'TrackedMemory',
      'AllTasksMemorySnapshot',
      'x@query@id=1-2',
      'Details',
      'ProcessProfile',
    ),
    fc.string({ maxLength: 5 }),
  )

  it('is read or refused by a ReadError, and what is read can be printed and read again', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 120 }), (pieces) => {
        const read = tryRead(pieces.join(''))
        const again = read === undefined ? undefined : tryRead(printProfile(read.root, 'p2'))
        expect(again?.root.name ?? 'ProcessProfile').toBe('ProcessProfile')
      }),
      { numRuns: 3000 },
    )
  })

  it('and so is a profile with pieces of it taken out, doubled or replaced', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: text.length }), fc.nat({ max: 40 }), piece), { minLength: 1, maxLength: 6 }),
        (edits) => {
          let damaged = text
          for (const [at, length, insert] of edits) damaged = damaged.slice(0, at) + insert + damaged.slice(at + length)
          const read = tryRead(damaged)
          const again = read === undefined ? undefined : tryRead(printProfile(read.root, 'p1'))
          expect(again?.root.name ?? 'ProcessProfile').toBe('ProcessProfile')
        },
      ),
      { numRuns: 1500 },
    )
  })
})
