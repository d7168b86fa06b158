import { describe, expect, it } from 'vitest'
import { GOLDEN_VERSIONS, readGoldenFiles, type GoldenFile } from '../testing/golden'
import { readAny } from './index'
import { printProfile } from './text/print'

// What a user drops goes through the door, not to the text reader: no text of Doris may be taken for something else there.

const isUnambiguous = (file: GoldenFile): boolean =>
  file.kind === 'memory_profile' ||
  (file.flags !== undefined && !file.flags.ambiguous_names && !file.flags.has_unindented_child && !file.flags.has_info)

describe.each(GOLDEN_VERSIONS)('every unambiguous golden text of %s goes through the door and prints again', (version) => {
  const files = readGoldenFiles(version).filter((file) => isUnambiguous(file) && file.text !== '')
  it.each(files.map((file) => [file.name, file] as const))('%s', async (_name, file) => {
    const { frames } = await readAny([{ name: 'be.txt', bytes: new TextEncoder().encode(file.text), takenAt: 1_795_413_847_000 }])
    const sample = frames.find((frame) => frame.kind === 'sample')!
    expect(printProfile(sample.snapshot.profile!, version === 'v1' ? 'p1' : 'p2')).toBe(file.text)
  })
})

it('an ASAN section as it stands in a log is Doris’s text, though it begins like a list', async () => {
  const text = '[ASAN]MemoryOverviewSnapshot:\n   - PhysicalMemory(VmRSS): 5.85 GB\n   - PhysicalMemoryPeak: 7.13 GB\n'
  const { frames } = await readAny([{ name: 'be.txt', bytes: new TextEncoder().encode(text), takenAt: 1 }])
  expect(frames.filter((frame) => frame.kind === 'sample')).toHaveLength(1)
})
