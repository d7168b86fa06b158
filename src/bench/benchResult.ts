/** One line of the report. A ratio to a floor measured in the same run, because absolute times mean little on shared machines. */
export interface BenchResult {
  readonly name: string
  /** Subject / floor, the median over the rounds. */
  readonly ratio: number
  /** What the floor is, in words. */
  readonly floor: string
  /** The ratio that is not to be exceeded; undefined = none is set. */
  readonly goal: number | undefined
  /** What the subject did, in words: "5.22 MB in 31.0 ms, 168 MB/s". */
  readonly value: string
  /** Lower and upper quartile of the ratio: "1.10-1.31". */
  readonly spread: string
}

export interface Ratio {
  readonly ratio: number
  readonly spread: string
  /** Median time of one call in ms. */
  readonly subjectMs: number
  readonly floorMs: number
}

/** Short calls are repeated within a round until it takes this long, in ms. */
const SHORTEST_ROUND_MS = 8

/**
 * Measures two functions turn by turn, so that both meet the same noise of the machine, and gives the median of the ratios. Who goes
 * first changes from round to round.
 */
export async function measureRatio(subject: () => unknown, floor: () => unknown, rounds = 15): Promise<Ratio> {
  const subjectCalls = await countCalls(subject)
  const floorCalls = await countCalls(floor)
  const subjectTimes: number[] = []
  const floorTimes: number[] = []
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) subjectTimes.push(await timeCalls(subject, subjectCalls))
    floorTimes.push(await timeCalls(floor, floorCalls))
    if (round % 2 === 1) subjectTimes.push(await timeCalls(subject, subjectCalls))
  }
  const ratios = subjectTimes.map((time, round) => time / floorTimes[round]!)
  return {
    ratio: quantile(ratios, 0.5),
    spread: `${quantile(ratios, 0.25).toFixed(2)}-${quantile(ratios, 0.75).toFixed(2)}`,
    subjectMs: quantile(subjectTimes, 0.5),
    floorMs: quantile(floorTimes, 0.5),
  }
}

/** "5.22 MB in 31.0 ms, 168 MB/s", MB = 10^6 bytes. */
export function describeSpeed(bytes: number, ms: number): string {
  const megabytes = bytes / 1e6
  return `${megabytes.toFixed(2)} MB in ${ms.toFixed(ms < 10 ? 2 : 1)} ms, ${Math.round((megabytes / ms) * 1000)} MB/s`
}

/** How many calls fill a round; warms the function up on the way. */
async function countCalls(call: () => unknown): Promise<number> {
  for (let calls = 1; ; calls *= 2) {
    const total = (await timeCalls(call, calls)) * calls
    if (total >= SHORTEST_ROUND_MS) return calls
  }
}

async function timeCalls(call: () => unknown, calls: number): Promise<number> {
  const start = performance.now()
  for (let index = 0; index < calls; index++) {
    const result = call()
    if (result instanceof Promise) await result
  }
  return (performance.now() - start) / calls
}

/** The value below which this share (0 to 1) of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * share)]!
}
