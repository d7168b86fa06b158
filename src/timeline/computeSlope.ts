import { makeRandom } from '../base/makeRandom'
import { findSteps } from './findSteps'
import { takeMedian } from './median'

/** How a series goes up or down, with what is not known about it. */
export interface Slope {
  /** Units of the values a millisecond; the interval holds the true slope in 95 of 100 cases. */
  readonly perMs: number
  readonly low: number
  readonly high: number
  /** Of the line at the last point. */
  readonly level: number
  readonly spanMs: number
  /** Points that it was computed from. */
  readonly points: number
  /** Indices of the points where the series jumped to another level. Slopes are taken between them, never across. */
  readonly steps: readonly number[]
  /** Medians of the first, second and last third of the points. */
  readonly thirds: readonly [number, number, number]
}

/**
 * Theil-Sen: the median of the slopes between pairs of points that lie well apart, so that single spikes do not matter. Its interval is
 * a block bootstrap of what the line leaves over: neighbours in a series of memory are alike, and blocks keep that.
 * undefined: fewer than 3 points, or no time between them. Pure, and the same for the same input.
 * @param times ascending, ms; @param values finite, same length; @param rounding how far values may be off by the rounding of their source
 */
export function computeSlope(times: Float64Array, values: Float64Array, rounding = 0.5): Slope | undefined {
  const count = values.length
  const spanMs = count === 0 ? 0 : times[count - 1]! - times[0]!
  if (count < 3 || !(spanMs > 0)) return undefined
  const [first] = values
  if (values.every((value) => value === first))
    return { perMs: 0, low: 0, high: 0, level: first!, spanMs, points: count, steps: [], thirds: [first!, first!, first!] }
  const steps = findSteps(times, values)
  const pairs = choosePairs(times, steps)
  if (pairs.count === 0) return undefined
  const perMs = medianSlope(pairs, values)
  const thirds = mediansOfThirds(values)
  const rest = takeOffLine(times, values, steps, perMs)
  const common = { spanMs, points: count, steps, thirds, perMs, level: levelAt(times, values, steps, perMs) }
  const width = WIDTH * Math.max(bootstrap(pairs, rest), alikeError(times, rest)) + rounding / spanMs
  return { ...common, low: perMs - width, high: perMs + width }
}

/** Points to compare, and the time between them. */
interface Pairs {
  readonly count: number
  readonly from: Int32Array
  readonly to: Int32Array
  readonly ms: Float64Array
  /** Room for their slopes. */
  readonly room: Float64Array
}

/** About how many pairs to take: all of them would cost the square of the points, and say hardly more. */
const PAIRS = 360
const LEAST_LAGS = 3
const MOST_LAGS = 12

/** Pairs within one level, a quarter to three quarters of the longest one apart. */
function choosePairs(times: Float64Array, steps: readonly number[]): Pairs {
  const edges = [0, ...steps, times.length]
  let longest = 0
  for (let index = 1; index < edges.length; index++) longest = Math.max(longest, edges[index]! - edges[index - 1]!)
  const lagCount = Math.min(MOST_LAGS, Math.max(LEAST_LAGS, Math.floor((2 * PAIRS) / longest)))
  const lags = new Set<number>()
  for (let lag = 0; lag < lagCount; lag++) lags.add(Math.max(1, Math.round(longest * (0.25 + (0.5 * lag) / (lagCount - 1)))))
  const from: number[] = []
  const to: number[] = []
  for (let index = 1; index < edges.length; index++) {
    const end = edges[index]!
    for (const lag of lags) {
      for (let start = edges[index - 1]!; start + lag < end; start++) {
        if (times[start + lag]! === times[start]!) continue
        from.push(start)
        to.push(start + lag)
      }
    }
  }
  const ms = Float64Array.from(from, (start, index) => times[to[index]!]! - times[start]!)
  return { count: from.length, from: Int32Array.from(from), to: Int32Array.from(to), ms, room: new Float64Array(from.length) }
}

function medianSlope({ count, from, to, ms, room }: Pairs, values: Float64Array): number {
  for (let pair = 0; pair < count; pair++) room[pair] = (values[to[pair]!]! - values[from[pair]!]!) / ms[pair]!
  return takeMedian(room)
}

function mediansOfThirds(values: Float64Array): [number, number, number] {
  const at = (third: number): number => Math.round((values.length * third) / 3)
  const median = (third: number): number => takeMedian(values.slice(at(third), Math.max(at(third) + 1, at(third + 1))))
  return [median(0), median(1), median(2)]
}

function takeOffLine(times: Float64Array, values: Float64Array, steps: readonly number[], perMs: number): Float64Array {
  const rest = values.map((value, index) => value - perMs * (times[index]! - times[0]!))
  const edges = [0, ...steps, values.length]
  for (let index = 1; index < edges.length; index++) {
    const level = takeMedian(rest.slice(edges[index - 1], edges[index]))
    for (let point = edges[index - 1]!; point < edges[index]!; point++) rest[point] = rest[point]! - level
  }
  return rest
}

/** Where the line of the last level ends. */
function levelAt(times: Float64Array, values: Float64Array, steps: readonly number[], perMs: number): number {
  const start = steps.at(-1) ?? 0
  const end = times.at(-1)!
  return takeMedian(values.slice(start).map((value, index) => value + perMs * (end - times[start + index]!)))
}

const ROUNDS = 60
/** Standard errors to either side that hold 95 of 100 cases of a normal distribution. */
const WIDTH = 1.96

/** The standard error of a slope of such a series. */
function bootstrap(pairs: Pairs, rest: Float64Array): number {
  const count = rest.length
  const block = blockLength(rest)
  const random = makeRandom(count)
  const drawn = new Float64Array(count)
  const slopes = new Float64Array(ROUNDS)
  for (let round = 0; round < ROUNDS; round++) {
    for (let at = 0; at < count;) {
      const start = Math.floor(random() * count)
      for (let step = 0; step < block && at < count; step++, at++) drawn[at] = rest[(start + step) % count]!
    }
    slopes[round] = medianSlope(pairs, drawn)
  }
  let squares = 0
  for (const slope of slopes) squares += slope ** 2
  const error = Math.sqrt(squares / ROUNDS)
  // Few blocks know little of how far the slopes can lie apart: as Student's t has it.
  const blocks = Math.max(2, count / block)
  return error * Math.sqrt(blocks / (blocks - 1)) * (1 + 1.25 / (blocks - 1))
}

/**
 * The standard error that a slope has if each value is partly the one before (an autoregressive process): blocks that are not much longer
 * than neighbours are alike see too little of it. Both the memory and the variance come out too small from what a line leaves over, the
 * more the longer the memory; that is put right.
 */
function alikeError(times: Float64Array, rest: Float64Array): number {
  const count = rest.length
  const products = [0, 0]
  let mean = 0
  let meanTime = 0
  for (let index = 0; index < count; index++) {
    mean += rest[index]! / count
    meanTime += (times[index]! - times[0]!) / count
  }
  let spread = 0
  for (let index = 0; index < count; index++) {
    const value = rest[index]! - mean
    products[0]! += value ** 2
    if (index > 0) products[1]! += value * (rest[index - 1]! - mean)
    spread += (times[index]! - times[0]! - meanTime) ** 2
  }
  if (products[0] === 0) return 0
  const memory = Math.min(0.98, Math.max(0, ((products[1]! / products[0]!) * count + 2) / Math.max(1, count - 4)))
  // Sums over all pairs of weight x weight x memory ^ distance, by a filter that runs through once.
  let ones = 0
  let slopes = 0
  let filteredOnes = 0
  let filteredTimes = 0
  for (let index = 0; index < count; index++) {
    const time = times[index]! - times[0]! - meanTime
    ones += 1 + 2 * memory * filteredOnes
    slopes += time ** 2 + 2 * time * memory * filteredTimes
    filteredOnes = 1 + memory * filteredOnes
    filteredTimes = time + memory * filteredTimes
  }
  const lost = ones / count + slopes / spread
  const variance = products[0]! / Math.max(1, count - lost)
  const independent = Math.max(2, (count * (1 - memory)) / (1 + memory))
  return (Math.sqrt(variance * slopes) / spread) * MEDIAN_LOSS * (1 + 1.25 / (independent - 1))
}

/** A median of slopes knows a little less than least squares would. */
const MEDIAN_LOSS = 1.2

/** Twice as long as neighbours are alike, so that blocks hardly depend on each other. */
function blockLength(rest: Float64Array): number {
  const count = rest.length
  const most = Math.max(1, Math.floor(count / 5))
  const least = Math.ceil(Math.cbrt(count))
  let mean = 0
  for (const value of rest) mean += value / count
  let variance = 0
  for (const value of rest) variance += (value - mean) ** 2
  const alike = 2 / Math.sqrt(count)
  for (let lag = 1; 2 * lag <= most; lag++) {
    let sum = 0
    for (let index = lag; index < count; index++) sum += (rest[index]! - mean) * (rest[index - lag]! - mean)
    if (!(sum / variance > alike)) return Math.min(most, Math.max(least, 2 * lag))
  }
  return most
}
