import { describe, expect, it } from 'vitest'
import type { Counter } from '../../profile/counter'
import type { ProfileNode } from '../../profile/node'
import { GOLDEN_VERSIONS, readGoldenFiles, readGoldenSections } from '../../testing/golden'
import type { GoldenFile, GoldenVersion } from '../../testing/golden'
import { printProfile } from './print'
import type { PrintStyle } from './print'
import { printValue } from './printValue'
import { readProfileText } from './read'

function printAgain(text: string, style: PrintStyle): string {
  return printProfile(readProfileText(text).root, style)
}

/** What was printed: a text that begins with a ProcessProfile is read as that root. */
function topsOf(root: ProfileNode): readonly ProfileNode[] {
  return root.extra === undefined ? root.children : [root]
}

/** A tree as a list of lines with all that a text tells: names, nesting, order, values as printed, high-water or not. */
function outline(nodes: readonly ProfileNode[], style: PrintStyle, depth = 0): string[] {
  return nodes.flatMap((node) => [
    `${depth} node ${node.name} ${node.totalTimeNs === 0 ? '' : printValue(node.totalTimeNs, 'TIME_NS')}`,
    ...outlineCounters(node.counters, style, depth, 0),
    ...outline(node.children, style, depth + 1),
  ])
}

function outlineCounters(counters: readonly Counter[], style: PrintStyle, depth: number, level: number): string[] {
  return counters.flatMap((counter) => {
    const { name, unit, value, peak } = counter
    const text =
      peak === undefined
        ? printValue(value, unit)
        : style === 'p1'
          ? printValue(peak, unit)
          : `${printValue(value, unit)} of ${printValue(peak, unit)}`
    return [`${depth} ${level} counter ${name} ${text}`, ...outlineCounters(counter.counters, style, depth, level + 1)]
  })
}

/** The units that a text of this value may be read as: what prints alike reads alike. */
const READS_AS: Partial<Record<string, readonly string[]>> = {
  TIME_S: ['TIME_MS', 'TIME_NS', 'UNIT'],
  TIME_MS: ['TIME_NS', 'UNIT'],
  CPU_TICKS: ['TIME_NS', 'TIME_MS'],
  UNIT_PER_SECOND: ['BYTES_PER_SECOND', 'UNIT'],
  BYTES: ['UNIT'],
}

function unitsOf(nodes: readonly ProfileNode[]): string[] {
  const ofCounters = (counters: readonly Counter[]): string[] =>
    counters.flatMap((counter) => [counter.unit, ...ofCounters(counter.counters)])
  return nodes.flatMap((node) => [...ofCounters(node.counters), ...unitsOf(node.children)])
}

const isMemoryProfile = (file: GoldenFile): boolean => file.kind === 'memory_profile'
const isUnique = ({ flags }: GoldenFile): boolean =>
  flags !== undefined && !flags.ambiguous_names && !flags.has_info && !flags.has_unindented_child
const named = <T extends { name: string }>(files: readonly T[]): [string, T][] => files.map((file) => [file.name, file])

describe.each(GOLDEN_VERSIONS)('texts of Doris read and printed again, %s', (version: GoldenVersion) => {
  const files = readGoldenFiles(version)
  const style = version === 'v1' ? 'p1' : 'p2'

  describe('memory profiles: the same bytes, the same tree, nothing to report', () => {
    it.each(named(files.filter(isMemoryProfile)))('%s', (_name, file) => {
      const read = readProfileText(file.text)
      expect(printProfile(read.root, style)).toBe(file.text)
      expect(outline(topsOf(read.root), style)).toEqual(outline(file.root.children, style))
      expect(unitsOf(topsOf(read.root))).toEqual(unitsOf(file.root.children))
      expect(read).toMatchObject({ problems: [], moreProblems: 0, complete: true })
    })

    const sections = readGoldenSections(version).flatMap(({ name, sections }) =>
      Object.entries(sections).map(([printer, text]) => [`${name} ${printer}`, text] as const),
    )

    it.each(sections.filter(([name]) => !name.endsWith('process_memory_detail_str')))('%s', (_name, text) => {
      expect(printAgain(text, style)).toBe(text)
      expect(readProfileText(text)).toMatchObject({ problems: [], complete: true })
    })

    it.each(sections.filter(([name]) => name.endsWith('process_memory_detail_str')))('%s: the log form', (_name, text) => {
      const [first = '', ...sectionTexts] = text.split('\n, ')
      expect(printAgain(text, style)).toBe(sectionTexts.map((section) => section.replace(/\n*$/, '\n')).join(''))
      expect(readProfileText(text).problems).toMatchObject([{ kind: 'skipped', line: 1, text: first }])
    })
  })

  describe('trees that a text tells wholly', () => {
    it.each(named(files.filter(isUnique)))('%s: the same tree and the same bytes', (_name, file) => {
      const read = readProfileText(file.text)
      expect(outline(topsOf(read.root), style)).toEqual(outline(file.root.children, style))
      const ours = unitsOf(topsOf(read.root))
      const wrong = unitsOf(file.root.children).filter((unit, at) => unit !== ours[at] && !READS_AS[unit]?.includes(ours[at]!))
      expect(wrong).toEqual([])
      expect(printAgain(file.text, style)).toBe(file.text)
      expect(read).toMatchObject({ problems: [], moreProblems: 0, complete: true })
    })
  })

  it('prints the same bytes again of every text with ordinary names, info strings and unindented children too', () => {
    const different = files
      .filter(({ flags }) => flags === undefined || !flags.ambiguous_names)
      .filter((file) => printAgain(file.text, style) !== file.text)
    expect(different.map((file) => file.name)).toEqual([])
  })

  it('and of those with names that look like syntax, but for two that look like another tree', () => {
    const different = files
      .filter(({ flags }) => flags?.ambiguous_names)
      .filter((file) => printAgain(file.text, style) !== file.text)
    expect(different.map((file) => file.name)).toEqual(['hostile_00_newline_in_name', 'hostile_04_profile_looks_like_counter'])
  })
})
