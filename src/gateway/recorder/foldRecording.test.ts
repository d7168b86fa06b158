import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readAny } from '../../format/index'
import { SessionWriter } from '../../format/session/write'
import type { Frame, TimelineHeader } from '../../profile/frame'
import { arbitrarySamples } from '../../testing/arbitrarySamples'
import { takeChurn } from '../../testing/churn'
import { foldRecording } from './foldRecording'
import { recordingHeader } from './recordedFile'

const HEADER: TimelineHeader = { tool: '0.1.0', created: 1_795_413_847_000, target: 'be1', source: 'live', note: '' }

let folder: string
let plain: string
let packed: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memlane-fold-'))
  plain = join(folder, 'plain.ndjson')
  packed = join(folder, 'packed.ndjson.gz')
})
afterEach(() => rm(folder, { recursive: true }))

/** As a recorder writes it. */
function record(frames: readonly Frame[], header = HEADER): string {
  const writer = new SessionWriter(header)
  return recordingHeader(header, { of: 'be1', run: 'r' }) + frames.map((frame) => writer.lines(frame)).join('') + writer.endLine()
}

async function fold(text: string): Promise<{ how: string; text: string; kinds: (string | undefined)[] }> {
  await rm(packed, { force: true })
  await writeFile(plain, text)
  const how = await foldRecording(plain, packed, '0.1.0')
  const out = gunzipSync(await readFile(packed)).toString()
  const kinds = out
    .split('\n')
    .filter((line) => line.startsWith('{"k"'))
    .map((line) => /^\{"k":"(\w+)"/.exec(line)?.[1])
  return { how, text: out, kinds }
}

async function openFile(path: string) {
  const { frames, reports, header } = await readAny([{ name: path, bytes: await readFile(path) }])
  return { frames, header, complete: reports[0]!.complete, problems: reports[0]!.problems.map(({ message }) => message) }
}

describe('a recording that is folded', () => {
  it('opens as it did before, and is less than two thirds of the size', async () => {
    const samples = takeChurn(300)
    const gap: Frame = { kind: 'gap', from: samples[199]!.at, to: samples[200]!.at, why: 'connection refused', tries: 3 }
    const mark: Frame = { kind: 'mark', at: samples[200]!.at, mark: 'restart', text: 'The process restarted.', withinMs: 500 }
    const text = record([...samples.slice(0, 200), gap, mark, ...samples.slice(200, 204), gap, ...samples.slice(204)])
    const { how, text: folded, kinds } = await fold(text)
    expect(how).toBe('folded')
    expect(kinds).toEqual(['block', 'block', 'gap', 'mark', 'key', 'delta', 'delta', 'delta', 'gap', 'block', 'end'])
    expect(folded.split('\n')[0]).toBe(text.split('\n')[0])
    expect(folded.split('\n').at(-2)).toBe('{"k":"end","samples":300}')
    expect(await openFile(packed)).toEqual(await openFile(plain))
    const asItIs = record(samples)
    await fold(asItIs)
    const { length } = await readFile(packed)
    expect(length / (await import('node:zlib')).gzipSync(asItIs).length).toBeLessThan(2 / 3)
  }, 60_000)

  it('gives back any samples, exactly', async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySamples(), fc.nat(3), async (samples, gapAfter) => {
        const frames: Frame[] = []
        for (const [index, sample] of samples.entries()) {
          frames.push(sample)
          if (gapAfter > 0 && index % (gapAfter * 4) === 3)
            frames.push({ kind: 'gap', from: 1, to: 2, why: 'timeout', tries: index })
        }
        const { text } = await fold(record(frames))
        const read = await openFile(packed)
        expect(read).toEqual(await openFile(plain))
        expect(read.complete).toBe(true)
        expect(text.endsWith(`{"k":"end","samples":${samples.length}}\n`)).toBe(true)
      }),
      { numRuns: 60 },
    )
  }, 60_000)

  it('that was cut off in the middle of a line still is, and says so', async () => {
    const text = record(takeChurn(20, { trackers: 5 }))
      .split('\n')
      .slice(0, -2)
      .join('\n')
    const { how, text: folded } = await fold(text.slice(0, -10))
    expect(how).toBe('folded')
    expect(folded.endsWith(text.split('\n').at(-1)!.slice(0, -10))).toBe(true)
    expect(await openFile(packed)).toMatchObject({
      complete: false,
      problems: expect.arrayContaining([expect.stringContaining('cut off')]),
    })
    expect((await openFile(packed)).frames).toEqual((await openFile(plain)).frames)
  })
})

describe('a recording that is packed line for line, because folding would lose something', () => {
  const samples = takeChurn(20, { trackers: 5 })
  const text = record(samples)
  const lines = text.split('\n')

  it.each([
    ['of another version of Memlane', record(samples, { ...HEADER, tool: '0.2.0' })],
    ['with a line that is damaged', text.replace('"k":"delta","seq":7', '"k":"delta","seq":?')],
    ['with a line of a kind that is not known', [...lines.slice(0, 5), '{"k":"later","x":1}', ...lines.slice(5)].join('\n')],
    ["with the server's own text", [...lines.slice(0, 2), '{"k":"raw","seq":1,"text":"x"}', ...lines.slice(2)].join('\n')],
    ['with an empty line', text.replace('\n', '\n\n')],
    ['without a header', lines.slice(1).join('\n')],
    ['that is not one', 'hello\nworld'],
    ['of nothing', ''],
  ])('one %s', async (_what, content) => {
    expect(await fold(content)).toMatchObject({ how: 'as-it-is', text: content })
  })

  it('never writes over another file', async () => {
    await fold(text)
    await expect(foldRecording(plain, packed, '0.1.0')).rejects.toMatchObject({ code: 'EEXIST' })
    await appendFile(plain, 'x')
    await expect(foldRecording(join(folder, 'none'), join(folder, 'other'), '0.1.0')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
