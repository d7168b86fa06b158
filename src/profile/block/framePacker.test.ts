import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitrarySamples } from '../../testing/arbitrarySamples'
import { takeChurn } from '../../testing/churn'
import type { Frame } from '../frame'
import type { BlockPart } from './block'
import { BlockReader } from './blockReader'
import { FramePacker } from './framePacker'

function pack(frames: readonly Frame[]): (Frame | BlockPart)[] {
  const packer = new FramePacker()
  return [...frames.flatMap((frame) => packer.push(frame)), ...packer.end()]
}

function unpack(parts: readonly (Frame | BlockPart)[]): Frame[] {
  return parts.flatMap((part): Frame[] => {
    if (part.kind !== 'block') return [part]
    const reader = new BlockReader(part.block)
    return Array.from({ length: part.block.count }, (_, index) => reader.sampleAt(index))
  })
}

test('packed samples are the samples, in their order; what is not later than all before it goes alone', () => {
  fc.assert(
    fc.property(arbitrarySamples({ maxLength: 60, jumps: true }), (samples) => {
      const parts = pack(samples)
      expect(unpack(parts)).toStrictEqual(samples)
      let latest = Number.NEGATIVE_INFINITY
      const alone: number[] = []
      for (const { at } of samples) {
        if (at <= latest) alone.push(at)
        latest = Math.max(latest, at)
      }
      expect(parts.flatMap((part) => (part.kind === 'sample' ? [part.at] : []))).toEqual(alone)
    }),
    { numRuns: 100 },
  )
})

test('the first block comes soon, later ones are whole; gaps and marks do not wait', () => {
  const gap: Frame = { kind: 'gap', from: 1, to: 2, why: 'timeout', tries: 1 }
  const samples = takeChurn(200, { trackers: 2 })
  const parts = pack([...samples.slice(0, 3), gap, ...samples.slice(3)])
  expect(parts.map((part) => (part.kind === 'block' ? part.block.count : part.kind))).toEqual(['gap', 32, 128, 40])
})

test('a block among the frames goes on as it is, behind what came before it', () => {
  const samples = takeChurn(20, { trackers: 2 })
  const [block] = pack(samples.slice(5, 10)) as [BlockPart]
  const packer = new FramePacker()
  const parts = [
    ...samples.slice(0, 5).flatMap((sample) => packer.push(sample)),
    ...packer.push(block),
    ...samples.slice(10).flatMap((sample) => packer.push(sample)),
    ...packer.end(),
  ]
  expect(parts.map((part) => part.kind === 'block' && part.block.count)).toEqual([5, 5, 10])
  expect(unpack(parts)).toStrictEqual(samples)
})
