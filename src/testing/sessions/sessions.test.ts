import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readSession, type SessionReaderOptions } from '../../format/session/read'
import type { Frame, SampleFrame } from '../../profile/frame'
import type { ReadReport } from '../../profile/report'
import { computeMeaning } from '../../profile/meaning'
import { computeTasks } from '../../profile/task'

async function open(name: string, options: SessionReaderOptions = {}): Promise<{ frames: Frame[]; report: ReadReport }> {
  const reading = readSession(new Blob([readFileSync(new URL(name, import.meta.url))]).stream(), { ...options, file: name })
  const frames: Frame[] = []
  for (;;) {
    const next = await reading.next()
    if (next.done) return { frames, report: next.value }
    frames.push(next.value)
  }
}

// Never change a file of a version that is out: that old files open is what it is for.
test('a timeline of version 1 opens with every kind of line', async () => {
  const raw: [number, string][] = []
  const { frames, report } = await open('v1.memlane.ndjson', { onRaw: (seq, text) => raw.push([seq, text]) })
  expect(report).toEqual({
    file: 'v1.memlane.ndjson',
    recognisedAs: 'saved timeline of Memlane, version 1, written by Memlane 0.1.0',
    snapshots: 16,
    marks: 1,
    problems: [
      {
        kind: 'skipped',
        line: undefined,
        message: '1 line of the kind "weather" was skipped: this version of Memlane does not know that kind.',
        text: undefined,
      },
    ],
    moreProblems: 0,
    complete: true,
  })
  const samples = frames.filter((frame): frame is SampleFrame => frame.kind === 'sample')
  expect(samples.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])
  expect(samples.slice(0, 12).map(({ snapshot }) => computeTasks(snapshot)?.tasks.length)).toEqual([
    3, 3, 3, 2, 2, 3, 3, 2, 2, 3, 3, 3,
  ])
  expect(samples.map(({ snapshot }) => computeMeaning(snapshot).rss?.value)).toEqual([
    2488069132,
    2490508981,
    2489125747,
    2486125772,
    2483396359,
    2502704835,
    2499229193,
    2475700074,
    2475122091,
    2493815050,
    2496994401,
    2497475166,
    2n ** 62n + 1n,
    2n ** 62n + 3n,
    5368709120,
    5368709120,
  ])
  expect(samples.map(({ snapshot }) => snapshot.process.pid).slice(10)).toEqual([2211, 2211, 2300, 2300, 2300, 2300])
  expect(samples.map(({ snapshot }) => snapshot.memoryInfo?.allocator).slice(13)).toEqual([
    undefined,
    'Allocated: 1\nActive: 2',
    'Allocated: 1\nActive: 3',
  ])
  expect(samples.at(-1)!.snapshot).toMatchObject({
    profile: undefined,
    source: 'text',
    memoryInfo: { status: { jemallocCache: null } },
  })
  expect(frames.filter(({ kind }) => kind !== 'sample')).toEqual([
    { kind: 'gap', from: 1795442455000, to: 1795442497000, why: 'connection refused', tries: 4 },
    { kind: 'mark', at: 1795442497000, mark: 'restart', text: 'pid 2211 -> 2300' },
  ])
  expect(raw).toEqual([[12, 'MemoryProfile:\n']])
})

test('a timeline from the future is refused with what to do', async () => {
  await expect(open('from-the-future.memlane.ndjson')).rejects.toMatchObject({
    code: 'newer-version',
    message: expect.stringContaining('newer Memlane') as string,
  })
})
