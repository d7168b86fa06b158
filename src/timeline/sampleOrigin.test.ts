import { expect, it } from 'vitest'
import { readAny } from '../format/index'
import { printDorisPage } from '../format/doris/page'
import { readGoldenFile } from '../testing/golden'
import { printLog, type LogGeneration } from '../testing/logPrinter'
import { findOrigin } from './sampleOrigin'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

async function originsOf(text: string): Promise<string[]> {
  const { frames } = await readAny([{ name: 'a', bytes: encode(text), takenAt: 1 }])
  return frames.flatMap((frame) => (frame.kind === 'sample' ? [findOrigin(frame.snapshot)] : []))
}

const log = (generation: LogGeneration): string =>
  printLog(
    (['block', 'status'] as const).map((kind, index) => ({
      at: Date.UTC(2024, 6, 18, 15, index),
      micros: 0,
      kind,
      figures: { rss: 2 ** 34, global: 2 ** 30, physical: 2 ** 36, limit: 2 ** 35, tasks: [] },
    })),
    { generation },
  )

it.each(['G1a', 'G1', 'G2', 'P1', 'P2', 'P3'] as const)('samples of a log of %s', async (generation) => {
  expect(await originsOf(log(generation))).toEqual(['log', 'log'])
})

it.each([
  ['v1', 'memory_profile_00003'],
  ['v2', 'memory_profile_00003'],
] as const)('a page, and its text alone: %s', async (version, name) => {
  const { text } = readGoldenFile(version, name)
  expect(await originsOf(text)).toEqual(['page'])
  expect(await originsOf(printDorisPage({ profileText: text, raw: true, escape: false }))).toEqual(['page'])
})

it('metrics, of Doris and of StarRocks', async () => {
  expect(await originsOf('doris_be_memory_allocated_bytes 2401232080\n')).toEqual(['metric'])
  expect(await originsOf('starrocks_be_process_mem_bytes 100\n')).toEqual(['metric'])
})
