import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitrarySamples } from '../../testing/arbitrarySamples'
import { BlockBuilder, type Shared } from './blockBuilder'
import { BlockReader } from './blockReader'

test('a block gives back every sample at every index, in any order of looking', () => {
  fc.assert(
    fc.property(
      arbitrarySamples({ maxLength: 16, jumps: true }),
      fc.array(fc.nat(15), { maxLength: 8 }),
      fc.boolean(),
      (samples, looks, apart) => {
        const builder = new BlockBuilder()
        // Samples that share nothing, as they come from polls, must read the same as those that share what did not change.
        for (const sample of samples) builder.add(apart ? structuredClone(sample) : sample)
        const reader = new BlockReader(builder.finish().block)
        for (const [index, sample] of samples.entries()) expect(reader.sampleAt(index)).toStrictEqual(sample)
        for (const look of looks) expect(reader.sampleAt(look % samples.length)).toStrictEqual(samples[look % samples.length])
      },
    ),
    { numRuns: 200 },
  )
})

test('blocks in a row share what is the same, and each stands alone', () => {
  fc.assert(
    fc.property(arbitrarySamples({ maxLength: 16 }), fc.integer({ min: 1, max: 5 }), (samples, size) => {
      let shared: Shared | undefined
      for (let start = 0; start < samples.length; start += size) {
        const part = samples.slice(start, start + size)
        const builder = new BlockBuilder(shared)
        for (const sample of part) builder.add(sample)
        const finished = builder.finish()
        shared = finished.shared
        const reader = new BlockReader(finished.block)
        expect(part.map((_, index) => reader.sampleAt(index))).toStrictEqual(part)
      }
    }),
  )
})
