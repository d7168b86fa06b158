import { expect, test } from 'vitest'
import type { Frame, SampleFrame } from '../../profile/frame'
import { readProfileJson } from '../json/read'
import { readSession, SessionReader } from './read'
import { SessionWriter } from './write'

const header = { tool: '0.1.0', created: 1795413847000, target: 'be-17', source: 'live', note: '' } as const

function sample(seq: number, tasks: Record<string, number>): SampleFrame {
  const counter = (value: number) => ({ name: 'Memory', unit: 'BYTES', value, peak: value })
  const json = {
    format: 'process-profile',
    version: 1,
    takenAt: 1795413847000 + seq,
    process: { name: 'doris_be', pid: 1 },
    profile: {
      name: 'ProcessProfile',
      counters: [{ name: 'PhysicalMemory', unit: 'BYTES', value: 100 + seq, counters: [counter(5)] }],
      children: Object.entries(tasks).map(([name, value]) => ({ name, counters: [counter(value)] })),
    },
  }
  return { kind: 'sample', seq, at: 1795413847000 + seq * 5000, tookMs: 84, wireBytes: 61000, snapshot: readProfileJson(json) }
}

const frames: Frame[] = [
  sample(1, { a: 1, b: 2 }),
  sample(2, { a: 1, b: 3 }),
  { kind: 'gap', from: 1, to: 2, why: 'connection refused', tries: 3 },
  sample(3, { b: 3, c: 9, a: 1 }),
  { kind: 'mark', at: 5, mark: 'note', text: 'here' },
  sample(4, { c: 9 }),
]

test('what was written is read back, frame by frame', () => {
  const writer = new SessionWriter(header)
  const text = writer.headerLine() + frames.map((frame) => writer.lines(frame)).join('') + writer.endLine()
  const reader = new SessionReader()
  const back = text
    .split('\n')
    .map((line) => reader.readLine(line))
    .filter((frame) => frame !== undefined)
  expect(back).toEqual(frames)
  expect(reader.header).toEqual(header)
  expect(reader.complete).toBe(true)
  expect(reader.problems).toEqual([])
})

test('a stream gives the same frames, and says that the end is missing', async () => {
  const writer = new SessionWriter(header)
  const text = writer.headerLine() + frames.map((frame) => writer.lines(frame)).join('')
  const back: Frame[] = []
  const reading = readSession(new Blob([text]).stream())
  let next = await reading.next()
  for (; !next.done; next = await reading.next()) back.push(next.value)
  expect(back).toEqual(frames)
  expect(next.value.complete).toBe(false)
  expect(next.value.problems.at(-1)?.message).toContain('no end line')
})
