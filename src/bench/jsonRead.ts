import { readProfileJson } from '../format/json/read'
import { printProfileJson } from '../format/json/write'
import { makeMemorySnapshot, type MemoryTask } from '../testing/makeMemorySnapshot'
import { describeSpeed, measureRatio, type BenchResult } from './benchResult'

/** Reading, checking and building costs at most this much of what JSON.parse alone costs. */
const GOAL = 1.6

/** The text of a process profile, read to a snapshot, against JSON.parse of the same text. */
export async function benchJsonRead(): Promise<BenchResult[]> {
  const results: BenchResult[] = []
  for (const trackers of [200, 20_000]) {
    const text = printProfileJson(makeMemorySnapshot({ tasks: makeTasks(trackers) }))
    const { ratio, spread, subjectMs, floorMs } = await measureRatio(
      () => readProfileJson(text),
      () => JSON.parse(text) as unknown,
    )
    results.push({
      name: `JSON read, ${trackers.toLocaleString('en-US')} trackers`,
      ratio,
      floor: `JSON.parse of the same text, ${floorMs.toFixed(2)} ms`,
      goal: GOAL,
      value: describeSpeed(text.length, subjectMs),
      spread,
    })
  }
  return results
}

/** Like a busy BE: mostly queries, two thirds with a limit, a third with reserved memory. The same for the same count. */
export function makeTasks(count: number): MemoryTask[] {
  let state = 1
  const next = (): number => (state = (state * 48271) % 0x7fffffff)
  const hex = (): string => (next() * 2 ** 22 + next()).toString(16)
  return Array.from({ length: count }, (_, index): MemoryTask => {
    const type = index % 5 === 0 ? 'load' : 'query'
    return {
      label: `${type === 'load' ? 'Load' : 'Query'}#Id=${hex()}-${hex()}`,
      type,
      uid: `${hex().padStart(16, '0')}-${hex().padStart(16, '0')}`,
      current: next() * 4,
      peak: next() * 8,
      ...(index % 3 > 0 && { limit: 2 ** 31 }),
      ...(index % 3 === 0 && { reserved: next() }),
    }
  })
}
