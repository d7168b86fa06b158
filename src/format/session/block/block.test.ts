import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Block } from '../../../profile/block/block'
import { BlockBuilder } from '../../../profile/block/blockBuilder'
import { BlockReader } from '../../../profile/block/blockReader'
import { BlockLives, findLives } from '../../../profile/block/lives'
import type { SampleFrame } from '../../../profile/frame'
import { arbitrarySamples } from '../../../testing/arbitrarySamples'
import { takeChurn } from '../../../testing/churn'
import { blockFromJson } from './readBlock'
import { blockToJson } from './writeBlock'
import { readSession, SessionReader } from '../read'
import { SessionWriter } from '../write'

const header = { tool: '0.1.0', created: 0, target: 'be-17', source: 'live', note: '' } as const

function blockOf(samples: readonly SampleFrame[]): Block {
  const builder = new BlockBuilder()
  for (const sample of samples) builder.add(sample)
  return builder.finish().block
}

function samplesOf(block: Block): SampleFrame[] {
  const reader = new BlockReader(block)
  return Array.from({ length: block.count }, (_, index) => reader.sampleAt(index))
}

const throughText = (block: Block): Block =>
  blockFromJson(JSON.parse(JSON.stringify(blockToJson(block))) as Record<string, unknown>)

test('a block is read back as it was written', () => {
  fc.assert(
    fc.property(arbitrarySamples({ maxLength: 16, jumps: true }), (samples) => {
      const back = throughText(blockOf(samples))
      expect(samplesOf(back)).toStrictEqual(samples)
      // Packed again it is the same line: nothing depends on how it was packed.
      expect(blockToJson(throughText(back))).toEqual(blockToJson(back))
    }),
    { numRuns: 200 },
  )
})

test('lives and names that are not written are the same again', () => {
  const samples = takeChurn(60, { trackers: 30 })
  const block = blockOf(samples)
  const back = throughText(block)
  expect(samplesOf(back)).toStrictEqual(samples)
  expect({ ...back, names: { ...back.names } }).toEqual({ ...block, names: { ...block.names } })
  const path = ['MemoryProfile', 'MemoryOverviewSnapshot', 'UntrackedMemory']
  expect(findLives(new BlockLives(back), path)).toEqual(findLives(new BlockLives(block), path))
})

test('in a file a block stands for its samples, and deltas may follow', async () => {
  const samples = takeChurn(30, { trackers: 10 })
  const writer = new SessionWriter(header)
  const text = [
    writer.headerLine(),
    writer.lines({ kind: 'block', block: blockOf(samples.slice(0, 20)) }),
    ...samples.slice(20).map((sample) => writer.lines(sample)),
    writer.endLine(),
  ].join('')
  expect(text.split('\n').map((line) => (line === '' ? '' : (JSON.parse(line) as { k?: string }).k))).toEqual([
    undefined,
    'block',
    'key',
    ...Array.from({ length: 9 }, () => 'delta'),
    'end',
    '',
  ])
  const back: unknown[] = []
  const reading = readSession(new Blob([text]).stream())
  let next = await reading.next()
  for (; !next.done; next = await reading.next()) back.push(next.value)
  expect(back).toStrictEqual(samples)
  expect(next.value).toMatchObject({ snapshots: 30, complete: true, problems: [] })
})

test('where only single frames are expected, a block is left out with a sentence', () => {
  const line = new SessionWriter(header).blockLine(blockOf(takeChurn(2, { trackers: 1 })))
  const reader = new SessionReader()
  expect(reader.readLine(line)).toBeUndefined()
  expect(reader.samples).toBe(0)
  expect(reader.problems[0]!.message).toContain('not expected here')
})

const good = blockToJson(blockOf(takeChurn(4, { trackers: 3 })))
const columns = good['values'] as number[][]
const orders = good['orders'] as number[]

test.each([
  ['no samples', { n: 0 }],
  ['more samples than are read', { n: 1e9 }],
  ['fewer times than samples', { t: [1] }],
  ['more sequence numbers than samples', { seq: [1, 1, 1, 1, 1] }],
  ['a column that is longer than its life', { values: [columns[0], [1, 2, 3, 4, 5], ...columns.slice(2)] }],
  ['a column without any value', { values: [columns[0], [], ...columns.slice(2)] }],
  ['a column too few', { values: columns.slice(1) }],
  ['a column too many', { values: [...columns, [1]] }],
  ['a fraction among the values', { values: [[0.5], ...columns.slice(1)] }],
  ['values that add up to more than is exact', { values: [[2 ** 53 - 1, 2 ** 53 - 1], ...columns.slice(1)] }],
  ['orders that end too early', { orders: orders.slice(0, -1) }],
  ['a life that begins twice', { orders: [...orders, 0, 0, 1, -4 * 5 + 1] }],
  ['a child that is not there', { orders: [...orders, 0, 0, 2, 4 * 99, 1] }],
  ['a sample beyond the block', { orders: [...orders, 99, 0, 0] }],
  [
    'a life that never begins',
    { lives: [...(good['lives'] as number[]), -1], lifeForms: [...(good['lifeForms'] as number[]), 0] },
  ],
  ['names without templates', { templates: [] }],
  ['fewer ids than names', { ids: '' }],
  ['ids that are no hex', { ids: 'x'.repeat((good['ids'] as string).length) }],
  ['forms that are none', { forms: [1] }],
  ['a form that is not there', { lifeForms: (good['lifeForms'] as number[]).map(() => 99) }],
  ['no facts', { facts: [] }],
  [
    'facts in disorder',
    {
      facts: [
        [0, { process: { name: '' } }],
        [0, { process: { name: '' } }],
      ],
    },
  ],
  ['an allocator with lines of nothing', { allocator: [[0, [[1], 'x']]] }],
  ['wide values of a column that is not there', { wide: [[0, 99, ['1']]] }],
  ['a field of another kind', { t: 'x' }],
])('a block with %s is left out with a sentence, and the rest is read', (_, damage) => {
  const [one, two] = takeChurn(2, { trackers: 1 })
  const writer = new SessionWriter(header)
  const reader = new SessionReader()
  const lines = [writer.lines(one!), JSON.stringify({ k: 'block', ...good, ...damage }), writer.keyLine(two!)]
  expect(lines.map((line) => reader.readPart(line))).toStrictEqual([one, undefined, two])
  expect(reader.problems).toHaveLength(1)
  expect(reader.problems[0]!.message).toMatch(/^This block .+ This line was left out\.$/s)
})

/** What a reader makes of one line, and what it says about it. */
function readLine(read: (reader: SessionReader) => ReturnType<SessionReader['readPart']>): unknown {
  const reader = new SessionReader()
  const part = read(reader)
  return { part, samples: reader.samples, problems: reader.problems }
}

function bothWays(line: string): readonly [fromBytes: unknown, fromText: unknown] {
  const bytes = new TextEncoder().encode(line)
  return [readLine((reader) => reader.readBytes(bytes)), readLine((reader) => reader.readPart(line))]
}

test('read from its bytes a block is the same as read from its text', () => {
  fc.assert(
    fc.property(arbitrarySamples({ maxLength: 16, jumps: true }), (samples) => {
      const [fromBytes, fromText] = bothWays(JSON.stringify({ k: 'block', ...blockToJson(blockOf(samples)) }))
      expect(fromBytes).toStrictEqual(fromText)
    }),
    { numRuns: 200 },
  )
})

test('so it is when it is long, or written by another program', () => {
  // Long enough for counts of two bytes.
  const line = new SessionWriter(header).blockLine(blockOf(takeChurn(100, { trackers: 20 }))).trimEnd()
  const others = [
    line.replace('"values":[[', '"values": [['),
    line.replace('{"k":"block",', '{"k":"block","more":{"values":[[1]]},'),
    JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line) as object).toReversed())),
  ]
  for (const one of [line, ...others]) {
    const [fromBytes, fromText] = bothWays(one)
    expect(fromBytes).toStrictEqual(fromText)
    expect(fromBytes).toMatchObject({ part: { kind: 'block' }, samples: 100, problems: [] })
  }
})

test('damaged anywhere, a block read from its bytes is what it is from its text', () => {
  const text = JSON.stringify({ k: 'block', ...blockToJson(blockOf(takeChurn(6, { trackers: 4 }))) })
  const place = fc.integer({ min: text.indexOf('"values"') - 20, max: text.length - 1 })
  const changes = [
    '0',
    '00',
    '-0',
    '9',
    '99999999999',
    '-',
    '1e9',
    '.5',
    ',',
    '[',
    ']',
    ']]',
    '[]',
    'null',
    '"',
    '}',
    '',
    ' ',
    ',0',
  ]
  fc.assert(
    fc.property(place, fc.constantFrom(...changes), fc.nat(2), (at, change, cut) => {
      const [fromBytes, fromText] = bothWays(text.slice(0, at) + change + text.slice(at + cut))
      expect(fromBytes).toStrictEqual(fromText)
    }),
    { numRuns: 1000 },
  )
})

test('a block changed at any place is refused or gives samples, but never hangs or breaks', () => {
  const text = JSON.stringify({ k: 'block', ...blockToJson(blockOf(takeChurn(6, { trackers: 4 }))) })
  fc.assert(
    fc.property(
      fc.nat(text.length - 1),
      fc.constantFrom('0', '9', '-', '1e9', ',', '[', ']', 'null', '"', '', ',0', ',1'),
      (place, change) => {
        const reader = new SessionReader()
        const part = reader.readPart(text.slice(0, place) + change + text.slice(place + 1))
        const samples = part?.kind === 'block' ? samplesOf(part.block) : []
        expect(samples.length + reader.problems.length).toBeGreaterThan(0)
      },
    ),
    { numRuns: 1000 },
  )
})
