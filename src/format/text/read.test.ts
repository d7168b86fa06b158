import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Counter } from '../../profile/counter'
import { MAX_DEPTH, MAX_NAME_LENGTH, MAX_NODES } from '../../profile/limits'
import type { ProfileNode } from '../../profile/node'
import { ReadError } from '../../profile/report'
import { findSamplesFolder, readGoldenFile } from '../../testing/golden'
import { HEAD_FIELD, printProfile, TEXT_FIELD } from './print'
import { readProfileText } from './read'

const P1 = readGoldenFile('v1', 'memory_profile_00015').text
const P2 = readGoldenFile('v2', 'memory_profile_71b95362_00015').text
const P3 = readGoldenFile('v2', 'memory_profile_00015').text

function lines(...text: string[]): string {
  return `${text.join('\n')}\n`
}

function eachLine(text: string, change: (line: string) => string): string {
  return text.trimEnd().split('\n').map(change).join('\n').concat('\n')
}

function find(root: ProfileNode, ...path: string[]): ProfileNode {
  let node = root
  for (const name of path) {
    const next = node.children.find((child) => child.name === name)
    if (next === undefined) throw new Error(`There is no ${name} in ${node.name}.`)
    node = next
  }
  return node
}

function findCounter(node: ProfileNode, name: string): Counter {
  const counter = node.counters.find((each) => each.name === name)
  if (counter === undefined) throw new Error(`There is no ${name} in ${node.name}.`)
  return counter
}

function errorOf(text: string): ReadError {
  try {
    readProfileText(text)
  } catch (error) {
    if (error instanceof ReadError) return error
    throw error
  }
  throw new Error('It was read.')
}

describe('what a memory profile says', () => {
  it('P1: current and peak are counters of their own', () => {
    const { root, source } = readProfileText(P1)
    expect(source).toBe('P1')
    const tasks = find(root, 'MemoryProfile', 'MemoryOverviewSnapshot', 'TrackedMemory', 'TasksMemory')
    expect(findCounter(tasks, 'CurrentUsage')).toMatchObject({
      unit: 'BYTES',
      peak: undefined,
      counters: [{ name: 'ReservedMemory' }, { name: 'ReservedMemoryPeak' }],
    })
  })

  it('P3: one counter with its peak, each with its own error', () => {
    const { root, source } = readProfileText(
      lines(
        'MemoryOverviewSnapshot:',
        '   - PhysicalMemory(VmRSS) Current: 5.85 GB (Peak: 7.13 GB)',
        '  UntrackedMemory:',
        '     - Memory Current: -184081656.00 B (Peak: 26.96 KB)',
      ),
    )
    expect(source).toBe('P2')
    expect(find(root, 'MemoryOverviewSnapshot').counters).toEqual([
      {
        name: 'PhysicalMemory(VmRSS)',
        unit: 'BYTES',
        value: 6281389670,
        peak: 7655779205,
        error: 5368709,
        peakError: 5368709,
        level: undefined,
        counters: [],
        extra: undefined,
      },
    ])
    expect(find(root, 'MemoryOverviewSnapshot', 'UntrackedMemory').counters).toMatchObject([
      { value: -184081656, error: undefined, peak: 27607, peakError: 5 },
    ])
  })

  it.each([
    ['P1', P1],
    ['P2', P2],
    ['P3', P3],
    [
      'P3a',
      P2.replace('      MetadataMemory:\n', '      JvmMemory:\n         - Memory Current: 0 (Peak: 0)\n      MetadataMemory:\n'),
    ],
    ['P2', 'ObjectHeapDump:\n   - AllRowsetsNum: 0\n'],
    ['P1', 'MemTrackerSnapshot:\n  Orphan@global@id=174326b30a1968b5-a648ddca7a2fc1b8:\n     - CurrentUsage: 0\n'],
    ['P1', '[ASAN]MemoryOverviewSnapshot:\n'],
    ['text', 'Query (id=1):\n   - Rows: 0\n'],
  ])('%s is recognised', (source, text) => expect(readProfileText(text).source).toBe(source))

  it('takes a 0 for bytes, but for the counts of the heap dump and of other profiles', () => {
    const { root } = readProfileText(
      lines('ObjectHeapDump:', '   - AllRowsetsMemBytes: 0', '   - AllRowsetsNum: 0', 'Query:', '   - Rows: 0'),
    )
    expect(root.children.map((node) => node.counters.map((counter) => counter.unit))).toEqual([['BYTES', 'UNIT'], ['UNIT']])
  })

  it('keeps unknown nodes and counters of a future Doris', () => {
    const text = P3.replace(
      '      GlobalMemory:\n',
      '      ArrowMemory:\n         - Pool Current: 1.00 MB (Peak: 2.00 MB)\n      GlobalMemory:\n',
    )
    const { root, problems } = readProfileText(text)
    expect(printProfile(root, 'p2')).toBe(text)
    expect(problems).toEqual([])
    expect(find(root, 'MemoryProfile', 'MemoryOverviewSnapshot', 'TrackedMemory', 'ArrowMemory').counters).toMatchObject([
      { value: 2 ** 20, peak: 2 ** 21 },
    ])
  })

  it('takes a text that begins with ProcessProfile for the root itself, and prints its head again', () => {
    const text = `ProcessProfile:\n${eachLine(P1, (line) => `  ${line}`)}`
    const { root } = readProfileText(text)
    expect(root.children.map((node) => node.name)).toEqual(['MemoryProfile'])
    expect(root.extra?.get(HEAD_FIELD)).toBe(true)
    expect(printProfile(root, 'p1')).toBe(text)
  })
})

describe('what pasting does to it is undone', () => {
  const damages: [string, (text: string) => string][] = [
    ['CRLF line ends', (text) => text.replaceAll('\n', '\r\n')],
    ['no line feed at the end', (text) => text.trimEnd()],
    ['blank lines between', (text) => text.replaceAll('\n', '\n\n')],
    ['no-break blanks everywhere', (text) => text.replaceAll(' ', '\u00a0')],
    ['tabs in place of eight blanks', (text) => text.replaceAll('        ', '\t')],
    ['a Markdown quote', (text) => eachLine(text, (line) => `> ${line}`)],
    ['a quote in a quote', (text) => eachLine(text, (line) => `> > ${line}`)],
    ['a code fence', (text) => `\`\`\`\n${text}\`\`\`\n`],
    ['stars for dashes', (text) => text.replaceAll(' - ', ' * ')],
    ['bullets for dashes', (text) => text.replaceAll(' - ', ' • ')],
    ['every line a bullet', (text) => eachLine(text, (line) => line.replace(/^( *)(- )?/, '$1* '))],
    ['lines broken at 60 columns', (text) => eachLine(text, (line) => line.replaceAll(/.{60}(?=.)/g, '$&\n'))],
    ['lines broken at 44 columns', (text) => eachLine(text, (line) => line.replaceAll(/.{44}(?=.)/g, '$&\n'))],
    ['bullets eaten', (text) => eachLine(text, (line) => line.replace(/^( +)- /, '$1'))],
    ['terminal colours', (text) => eachLine(text, (line) => line.replace(/^( *)(.*)$/, '$1\u001b[1;32m$2\u001b[0m'))],
    [
      'full-width marks',
      (text) =>
        text
          .replaceAll(': ', '：')
          .replaceAll(' (Peak', '（Peak')
          .replaceAll(/(Peak：[^\n]*)\)/g, '$1）'),
    ],
    ['everything four blanks to the right', (text) => eachLine(text, (line) => `    ${line}`)],
    ['everything one blank to the right', (text) => eachLine(text, (line) => ` ${line}`)],
    ['four blanks a level', (text) => eachLine(text, (line) => line.replace(/^ +/, '$&$&'))],
    [
      'one blank a level',
      (text) => eachLine(text, (line) => line.replace(/^ +/, (blanks) => ' '.repeat(Math.ceil(blanks.length / 2)))),
    ],
    [
      'tabs for two blanks',
      (text) => eachLine(text, (line) => line.replace(/^( {2})+/, (blanks) => '\t'.repeat(blanks.length / 2))),
    ],
    ['no indentation at all', (text) => eachLine(text, (line) => line.trimStart())],
    ['sections with a comma, as in the log of P3', (text) => text.replaceAll(/^ {2}(?=\w+Snapshot:)/gm, '  , ')],
    [
      'quoted, with CRLF and stars',
      (text) => eachLine(text, (line) => `> ${line.replace(' - ', ' * ')}`).replaceAll('\n', '\r\n'),
    ],
  ]

  describe.each([
    ['P1', P1],
    ['P2', P2],
    ['P3', P3],
  ])('%s', (_generation, text) => {
    const clean = readProfileText(text)

    it.each(damages)('%s', (_damage, damage) => {
      const damaged = damage(text)
      expect(damaged).not.toBe(text)
      const read = readProfileText(damaged)
      expect(read.root).toEqual(clean.root)
      expect(read.source).toBe(clean.source)
      expect(read.complete).toBe(true)
      expect(read.problems.filter((problem) => problem.kind !== 'note')).toEqual([])
    })
  })

  it('says that it rebuilt the nesting', () => {
    const [byName] = readProfileText(eachLine(P3, (line) => line.trimStart())).problems
    expect(byName).toEqual({
      kind: 'note',
      line: undefined,
      text: undefined,
      message: 'The indentation is damaged; the nesting was rebuilt from the order of the known sections.',
    })
    const [byColumn] = readProfileText('A:\n    B:\n        - x: 1.00 KB\n').problems
    expect(byColumn?.message).toBe(
      "The indentation is not Doris's own; the nesting was read from what stands further right than what.",
    )
  })

  it('reads a section of which the first line lost its indentation', () => {
    const overview = P3.slice(P3.indexOf('MemoryOverviewSnapshot:'))
    const { root } = readProfileText(overview)
    expect(root.children.map((node) => node.name)).toEqual([
      'MemoryOverviewSnapshot',
      'GlobalMemorySnapshot',
      'MetadataMemorySnapshot',
      'CacheMemorySnapshot',
      'TopMemoryTasksSnapshot',
      'AllTasksMemorySnapshot',
    ])
    expect(root.children).toEqual(readProfileText(P3).root.children[0]!.children)
  })

  it('reads a part out of the middle as it stands', () => {
    const part = P3.slice(P3.indexOf('    TrackedMemory:'), P3.indexOf('      GlobalMemory:'))
    const { root } = readProfileText(part)
    expect(find(root, 'TrackedMemory', 'TasksMemory', 'Details').counters).toHaveLength(5)
    const cut = readProfileText(part.slice(5))
    expect(find(cut.root, 'rackedMemory', 'TasksMemory', 'Details').counters).toHaveLength(5)
  })

  it('keeps tabs, colours and carriage returns in the middle of names where the rest is as Doris prints it', () => {
    const text = 'Root:\n   - cr: a\rb\n   - esc\u001b[31m: 1\n  tab\there:\n     - x\ty: 1.00 KB\n'
    expect(printProfile(readProfileText(text).root, 'p2')).toBe(text)
  })
})

describe('hand-made values', () => {
  it('case 22: bytes in brackets win, odd forms are read, and one that cannot be read costs only its line', () => {
    const { root, problems } = readProfileText(
      lines(
        'MemoryOverviewSnapshot:',
        '   - A: 1461.01 GB',
        '   - B: 1 35.41 GB',
        '   - C: 0B',
        '   - D: 1 GB',
        '   - E: 1.67 GB(1788834344 B)',
        '   - F: 5,85 GB',
        '   - G: lots',
        '   - H Current: 1 GB (Peak: ?)',
        '   - I: 2.00 KB',
      ),
    )
    expect(root.children[0]!.counters.map(({ name, value, error }) => [name, value, error])).toEqual([
      ['A', 1568747542282, 5368709],
      ['B', 145395380388, 5368709],
      ['C', 0, undefined],
      ['D', 2 ** 30, 2 ** 29],
      ['E', 1788834344, undefined],
      ['F', 6281389670, 5368709],
      ['H', 2 ** 30, 2 ** 29],
      ['I', 2048, 5],
    ])
    expect(root.children[0]!.info).toEqual([['G', 'lots']])
    expect(problems.filter(({ kind }) => kind === 'note')).toEqual([
      {
        kind: 'note',
        line: 8,
        message: 'What stands behind the colon is not a value that Doris prints; it was kept as text.',
        text: '- G: lots',
      },
      {
        kind: 'note',
        line: 9,
        message: 'The peak of this counter cannot be read; its current value was kept.',
        text: '- H Current: 1 GB (Peak: ?)',
      },
    ])
  })
})

describe('other profiles', () => {
  it('tells info strings from counters: what stands before one was one too', () => {
    const text = lines(
      'OLAP_SCAN (id=0):(Active: 2s000ms, non-child: 33.35%)',
      '   - KeyRanges: 0',
      '   - Table: lineitem',
      '   - Bytes: 1.00 KB',
      '   - Rows: 76.45K',
      '     - Filtered: 5',
    )
    const { root, source, problems } = readProfileText(text)
    const [scan] = root.children
    expect(scan).toMatchObject({
      name: 'OLAP_SCAN (id=0)',
      totalTimeNs: 2_000_500_000,
      localTimePercent: 33.35,
      info: [
        ['KeyRanges', '0'],
        ['Table', 'lineitem'],
      ],
      counters: [
        { name: 'Bytes', value: 1024 },
        { name: 'Rows', value: 76450, error: 5, counters: [{ name: 'Filtered', value: 5 }] },
      ],
    })
    expect([source, problems]).toEqual(['text', []])
    expect(printProfile(root, 'p2')).toBe(text)
  })

  it('reads event sequences, whose times and differences print the same again', () => {
    const text = lines(
      'Fragment:',
      '   - Opt: none',
      '  Timeline: 1m2s',
      '     - Open: 3.000ns (3.000ns)',
      '     - Ready: 6.404ms (6.404ms)',
      '     - Go: 6.404ms (2.000ns)',
      '     - End: 1m2s (1m2s)',
      '   - Rows: 5',
    )
    const { root, problems } = readProfileText(text)
    expect(root.children[0]!.events).toMatchObject([
      {
        name: 'Timeline',
        points: [
          ['Open', 3],
          ['Ready', expect.any(Number)],
          ['Go', expect.any(Number)],
          ['End', expect.any(Number)],
        ],
      },
    ])
    expect(problems).toEqual([])
    expect(printProfile(root, 'p1')).toBe(text)
  })

  it('keeps the lines of a statement together', () => {
    const text = lines('Summary:', '   - Sql Statement: select a,', '  b', 'from t', '   - User: root')
    const { root, problems } = readProfileText(text)
    expect(root.children[0]!.info).toEqual([
      ['Sql Statement', 'select a,\n  b\nfrom t'],
      ['User', 'root'],
    ])
    expect(problems).toEqual([])
    expect(printProfile(root, 'p2')).toBe(text)
  })

  it('keeps what merged profiles print in place of values, in its place', () => {
    const text = lines(
      'Op:',
      '   - MemoryUsage: ',
      '     - HashTable: sum 5, avg 1',
      '     - Peak: 1.00 KB',
      '   - Rows: sum 5, avg 1',
    )
    const { root } = readProfileText(text)
    const [usage, rows] = root.children[0]!.counters
    expect(usage).toMatchObject({
      name: 'MemoryUsage',
      unit: 'NONE',
      counters: [
        { name: 'HashTable', unit: 'NONE' },
        { name: 'Peak', value: 1024 },
      ],
    })
    expect(rows?.extra?.get(TEXT_FIELD)).toBe('sum 5, avg 1')
    expect(printProfile(root, 'p2')).toBe(text)
  })

  it('reads what the frontend prints of a plan', () => {
    const { root, problems } = readProfileText(
      lines(
        '  OLAP_SCAN(id=1):(Active: 1.000us, % non-child: 5.00%)',
        '     - PlanInfo',
        '        - TABLE: db.t',
        '        - cardinality=5',
        '     - Rows: 5',
      ),
    )
    expect(root.children[0]).toMatchObject({
      totalTimeNs: 1001,
      localTimePercent: 5,
      counters: [
        { name: 'PlanInfo', unit: 'NONE', counters: [{ name: 'TABLE' }, { name: 'cardinality=5' }] },
        { name: 'Rows', value: 5 },
      ],
    })
    expect(problems.filter(({ kind }) => kind !== 'note')).toEqual([])
  })

  it('opens a profile of the garbage collector, whose root has no name', () => {
    const text = lines(
      ':',
      '  FreeTopMemoryQuery:',
      '     - CancelTasksNum: 3',
      '  Cache type=DataPageCache:',
      '     - CostTime: 5.217ms',
      '     - FreedMemory: 1.20 GB',
    )
    const { root, source } = readProfileText(text)
    expect(source).toBe('text')
    expect(root.children[0]?.name).toBe('')
    expect(printProfile(root, 'p2')).toBe(text)
  })

  it('case 19: names such as __proto__ are names', () => {
    const text = lines(
      '__proto__:',
      '   - constructor: 1',
      '   - hasOwnProperty: 2',
      '     - __proto__: 3',
      '  toString:',
      '     - __proto__: x',
      '     - y: z',
    )
    const { root } = readProfileText(text)
    expect(root.children[0]!.name).toBe('__proto__')
    expect(root.children[0]!.children[0]!.info).toEqual([
      ['__proto__', 'x'],
      ['y', 'z'],
    ])
    expect(printProfile(root, 'p2')).toBe(text)
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it('case 18: siblings of one name, odd characters, ten thousand of them', () => {
    const text = lines(
      'Root:',
      '  same:',
      '     - x: 1',
      '  same:',
      '     - x: 2',
      `  ${'x'.repeat(10_000)}:`,
      '  a/b.c→d\u202e\0😀：:',
      '     - \u202e: 5',
    )
    const read = readProfileText(text)
    expect(read.root.children[0]!.children).toHaveLength(4)
    expect(printProfile(read.root, 'p2')).toBe(text)
    expect(read.problems).toEqual([])
  })
})

describe('a text that breaks off', () => {
  it('keeps what can be trusted of the last line, and says where it breaks off and what is missing', () => {
    const text = lines('MemoryProfile:', '  MemoryOverviewSnapshot:', '    TrackedMemory:', '      GlobalMemory:').concat(
      '         - Memory Current: 55.03 MB (Peak:',
    )
    const read = readProfileText(text)
    expect(read.complete).toBe(false)
    expect(find(read.root, 'MemoryProfile', 'MemoryOverviewSnapshot', 'TrackedMemory', 'GlobalMemory').counters).toMatchObject([
      { name: 'Memory', value: 57703137, peak: undefined },
    ])
    expect(read.problems[0]).toEqual({
      kind: 'skipped',
      line: 5,
      message: 'The text breaks off in the middle of this line; its first value was read, and what followed is missing.',
      text: '- Memory Current: 55.03 MB (Peak:',
    })
    expect(read.problems.filter(({ kind }) => kind === 'missing').map(({ message }) => message)).toEqual([
      'The section GlobalMemorySnapshot is missing.',
      'The section TopMemoryTasksSnapshot is missing.',
      'The section AllTasksMemorySnapshot is missing.',
      'UntrackedMemory is missing in the overview.',
      'TasksMemory is missing in the overview.',
      'JemallocMemory is missing in the overview.',
    ])
  })

  it.each([
    ['       - CurrentUsage: 5', 0],
    ['       - CurrentUsage: 5.8', 0],
    ['       - CurrentUsage: 5.85 G', 0],
    ['       - CurrentUsage: -310038', 0],
    ['       - CurrentUsa', 0],
    ['       - CurrentUsage: 5.85 GB', 1],
    ['       - CurrentUsage: 0', 1],
  ])('%j', (last, counters) => {
    const read = readProfileText(`GlobalMemorySnapshot:\n    Orphan@global@id=174326b30a1968b5-a648ddca7a2fc1b8:\n${last}`)
    expect(read.root.children[0]!.children[0]!.counters).toHaveLength(counters)
    expect(read.complete).toBe(counters === 1)
  })

  it('does not take the first half of a label for a tracker', () => {
    const read = readProfileText(
      'TopMemoryTasksSnapshot:\n  Orphan@global@id=174326b30a1968b5-a648ddca7a2fc1b8:\n     - CurrentUsage: 0\n  FullCompaction:',
    )
    expect(read.root.children[0]!.children).toHaveLength(1)
    expect(read.complete).toBe(false)
  })

  it('says so too if the end is missing after a whole line', () => {
    const read = readProfileText(P3.slice(0, P3.indexOf('    SchemaChangeTasks:')))
    expect(read.complete).toBe(false)
    expect(read.problems.map(({ message }) => message)).toEqual([
      'The group SchemaChangeTasks is missing in AllTasksMemorySnapshot.',
      'The group OtherTasks is missing in AllTasksMemorySnapshot.',
    ])
  })
})

describe('what is not understood', () => {
  it('is reported with its line and text, and the rest is kept', () => {
    const text = P1.replace('  GlobalMemorySnapshot:\n', 'what is this\n  GlobalMemorySnapshot:\n')
    const { root, problems } = readProfileText(text, { firstLine: 1001 })
    expect(root).toEqual(readProfileText(P1).root)
    const line = 1000 + text.slice(0, text.indexOf('what')).split('\n').length
    expect(problems).toEqual([
      { kind: 'skipped', line, message: 'This line is neither a node nor a counter; it was left out.', text: 'what is this' },
    ])
  })

  it('reports a counter that stands before any node', () => {
    const { problems } = readProfileText(`         - CurrentUsage: 3.61 GB\n${P1}`)
    expect(problems).toMatchObject([{ kind: 'skipped', line: 1, text: '- CurrentUsage: 3.61 GB' }])
  })

  it('lists 200 problems and counts the rest', () => {
    const read = readProfileText(`${P1}${'nonsense\n'.repeat(500)}`)
    expect(read.problems).toHaveLength(200)
    expect(read.moreProblems).toBe(300)
  })

  it.each([
    ['', 'empty', 'There is nothing in this text.'],
    [' \n\t\n', 'empty', 'There is nothing in this text.'],
    ['{"format":"process-profile"}', 'not-a-profile', 'looks like JSON'],
    ['<!DOCTYPE html><html><title>Login</title>', 'login-page', 'sign-in page'],
    ['# HELP x\n# TYPE x gauge\nx 5\n', 'not-a-profile', 'looks like metrics'],
    ['I20241123 08:00:00.123456 1 x.cpp:5] hello\n', 'not-a-profile', 'a log without a memory profile'],
    ['___ Begin jemalloc statistics ___\nVersion: "5.3"\n', 'not-a-profile', "an allocator's statistics"],
    ['Dear all:\nplease see below\nwhat I found\n', 'not-a-profile', 'plain text that begins with "Dear all:"'],
    ['\0\0\0\u0001PNG', 'not-a-profile', 'a binary file'],
  ])('%j is refused in words', (text, code, words) => {
    const error = errorOf(text)
    expect(error.code).toBe(code)
    expect(error.message).toContain(words)
  })
})

describe('limits (case 20)', () => {
  it(`reads ${MAX_DEPTH} levels and refuses one more`, () => {
    const deep = (levels: number): string => Array.from({ length: levels }, (_, depth) => `${'  '.repeat(depth)}n:\n`).join('')
    expect(printProfile(readProfileText(deep(MAX_DEPTH)).root, 'p2')).toBe(deep(MAX_DEPTH))
    expect(errorOf(deep(MAX_DEPTH + 1))).toMatchObject({
      code: 'too-deep',
      message: expect.stringContaining(`more than ${MAX_DEPTH} levels deep (line ${MAX_DEPTH + 1})`),
    })
    expect(errorOf(deep(2000)).code).toBe('too-deep')
    // The same in a text that has to be repaired first.
    expect(errorOf(Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}n:\n`).join('')).code).toBe('too-deep')
    expect(errorOf(`n:\n${Array.from({ length: 100 }, (_, level) => `${'  '.repeat(level)}   - c: 1\n`).join('')}`).code).toBe(
      'too-deep',
    )
  })

  it('refuses more nodes than allowed, with both numbers', () => {
    expect(readProfileText('n:\n'.repeat(MAX_NODES)).root.children).toHaveLength(MAX_NODES)
    const error = errorOf('n:\n'.repeat(1_000_000))
    expect(error.code).toBe('too-large')
    expect(error.message).toContain('more than 200,000 nodes in 1,000,000 lines')
  })

  it('refuses more counters than allowed', () => {
    expect(errorOf(`n:\n${'   - c: 1\n'.repeat(1_000_001)}`).code).toBe('too-large')
  })

  it('keeps a name of 64 Ki characters and refuses a longer one', () => {
    const name = 'x'.repeat(MAX_NAME_LENGTH)
    expect(readProfileText(`${name}:\n   - ${name}: ${name}\n`).root.children[0]!.info).toEqual([[name, name]])
    for (const text of [`${name}x:\n`, `a:\n   - ${name}x: 1\n`, `a:\n   - b: ${name}x\n`]) {
      expect(errorOf(text)).toMatchObject({ code: 'too-large', message: expect.stringContaining('65,537 characters') })
    }
  })
})

const samples = findSamplesFolder()

describe.skipIf(samples === undefined)('real pastes', () => {
  const read = (name: string) => readProfileText(readFileSync(new URL(name, samples), 'utf8'))

  it('pr44647: the heap dump', () => {
    const { root, source, problems, complete } = read('pr44647-object-heap-dump.txt')
    expect([source, problems, complete]).toEqual(['P2', [], true])
    expect(root.children[0]!.counters).toHaveLength(30)
    expect(findCounter(root.children[0]!, 'TabletColumnNum')).toMatchObject({ unit: 'UNIT', value: 922_180, error: 5 })
    expect(findCounter(root.children[0]!, 'ZoneMapIndexReaderMemBytes')).toMatchObject({
      unit: 'BYTES',
      value: 0,
      error: undefined,
    })
  })

  it('pr44739: cut in the middle of a line', () => {
    const { root, source, problems, complete } = read('pr44739-profile-metadata-cache.txt')
    expect([source, complete]).toEqual(['P2', false])
    const load = findCounter(
      find(root, 'MemoryProfile', 'MemoryOverviewSnapshot', 'TrackedMemory', 'TasksMemory', 'Details'),
      'Load',
    )
    expect(load.counters).toMatchObject([{ name: 'AllMemTablesMemory', value: 0, peak: 894645043 }])
    expect(problems[0]).toMatchObject({ kind: 'skipped', line: 20 })
  })
})
