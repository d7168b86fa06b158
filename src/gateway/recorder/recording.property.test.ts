import { mkdir, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isGzip } from '../../format/gunzip'
import { SessionReader } from '../../format/session/read'
import { BlockReader } from '../../profile/block/blockReader'
import type { SampleFrame } from '../../profile/frame'
import { takeChurn } from '../../testing/churn'
import { createManualClock } from '../../testing/manualClock'
import { createSteadyTime } from '../clock'
import { Recorder } from './recorder'

// Whatever happens to the disk, in whatever order: each sample is in a file, or counted as lost, and each file opens.

const SAMPLES = takeChurn(400, { trackers: 8, from: Date.UTC(2026, 10, 23, 23, 40) })

const step = fc.oneof(
  { weight: 10, arbitrary: fc.record({ do: fc.constant('samples' as const), count: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('gap' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('fail' as const), code: fc.constantFrom('ENOSPC', 'EIO', 'EACCES') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('heal' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 500, 5000, 40_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move file' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move folder' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('make folder' as const) }) },
)

it('case 30: whatever happens to the disk, each sample is in a file that opens, or counted as lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 40 }),
      fc.constantFrom(3000, 20_000, 1e9),
      fc.constantFrom(8000, 1e9),
      async (steps, maxFileBytes, maxWaitingBytes) => {
        const base = await mkdtemp(join(tmpdir(), 'memlane-any-'))
        try {
          const { found, missing, lost, waiting, unfinished, unread } = await run(base, steps, { maxFileBytes, maxWaitingBytes })
          for (const sample of found) expect(sample).toEqual(SAMPLES[sample.seq - 1])
          expect({ unread, unfinished, waiting }).toEqual({ unread: [], unfinished: [], waiting: 0 })
          expect(missing).toBeLessThanOrEqual(lost)
          expect(lost > 0 && maxWaitingBytes > 1e6).toBe(false)
        } finally {
          await rm(base, { recursive: true, force: true })
        }
      },
    ),
    { numRuns: 100 },
  )
}, 120_000)

type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

interface Outcome {
  /** In all files. */
  readonly found: readonly SampleFrame[]
  readonly unread: readonly unknown[]
  readonly unfinished: readonly string[]
  readonly missing: number
  readonly lost: number
  readonly waiting: number
}

async function run(
  base: string,
  steps: readonly Step[],
  limits: { readonly maxFileBytes: number; readonly maxWaitingBytes: number },
): Promise<Outcome> {
  const folder = join(base, 'rec')
  const clock = createManualClock(SAMPLES[0]!.at)
  let code: string | undefined
  const recorder = new Recorder(
    {
      folder,
      ...limits,
      async openFile(path, flags) {
        if (code !== undefined) throw Object.assign(new Error(code), { code })
        const handle = await open(path, flags)
        return new Proxy(handle, {
          get(file, property) {
            const value: unknown = Reflect.get(file, property)
            if (typeof value !== 'function') return value
            if (property !== 'write') return value.bind(file) as unknown
            return async (bytes: Uint8Array, from = 0) => {
              if (code === undefined) return file.write(bytes, from)
              await file.write(bytes, from, Math.ceil((bytes.length - from) / 3))
              throw Object.assign(new Error(code), { code })
            }
          },
        })
      },
    },
    { clock, time: createSteadyTime(clock), version: '0.1.0', targets: 1, log: () => undefined },
  )
  await recorder.prepare()
  const recording = recorder.record({ id: 'be1', name: 'be1' })
  let next = 0
  let moved = 0
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2))
  for (const one of steps) {
    switch (one.do) {
      case 'samples':
        for (let count = 0; count < one.count && next < SAMPLES.length; count++) recording.addSample(SAMPLES[next++]!)
        break
      case 'gap': {
        const { at } = SAMPLES[Math.max(0, next - 1)]!
        for (const ms of [1000, 90_000]) recording.setGap({ kind: 'gap', from: at, to: at + ms, why: 'timeout', tries: 1 })
        break
      }
      case 'restart':
        recording.addMark({ kind: 'mark', at: SAMPLES[next]?.at ?? 0, mark: 'restart', text: 'The process restarted.' })
        break
      case 'fail':
        code = one.code
        break
      case 'heal':
        code = undefined
        break
      case 'wait':
        clock.advance(one.ms)
        await settle()
        break
      case 'move file': {
        const [name] = await readdir(folder).catch(() => [])
        // What is still written to it is found there all the same.
        if (name !== undefined) await rename(join(folder, name), join(base, `moved-${moved++}`)).catch(() => undefined)
        break
      }
      case 'move folder':
        await rename(folder, join(base, `moved-${moved++}`)).catch(() => undefined)
        break
      case 'make folder':
        await mkdir(folder, { recursive: true })
        break
    }
  }
  code = undefined
  await mkdir(folder, { recursive: true })
  await recorder.stop()

  const found: SampleFrame[] = []
  const unread: unknown[] = []
  const unfinished: string[] = []
  for (const entry of await readdir(base, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    const bytes = await readFile(join(entry.parentPath, entry.name))
    if (entry.name.endsWith('.tmp') || bytes.length === 0) {
      // In a folder that was moved away: it was being begun there, or packed, and then the plain one is there too.
      if (entry.parentPath === folder) unfinished.push(entry.name)
      continue
    }
    const { samples, problems } = readFileText((isGzip(bytes) ? gunzipSync(bytes) : bytes).toString())
    found.push(...samples)
    unread.push(...problems)
  }
  return {
    found,
    unread,
    unfinished,
    missing: next - new Set(found.map(({ seq }) => seq)).size,
    lost: recorder.totals().lost,
    waiting: recording.state().waitingSamples,
  }
}

/** A file of which every line must be understood. */
function readFileText(text: string): { samples: SampleFrame[]; problems: unknown[] } {
  const reader = new SessionReader()
  const samples: SampleFrame[] = []
  for (const line of text.split('\n')) {
    const part = reader.readPart(line)
    if (part?.kind === 'sample') samples.push(part)
    if (part?.kind !== 'block') continue
    const unpacked = new BlockReader(part.block)
    for (let index = 0; index < part.block.count; index++) samples.push(unpacked.sampleAt(index))
  }
  return { samples, problems: text.endsWith('\n') ? [...reader.problems] : ['a line without an end'] }
}
