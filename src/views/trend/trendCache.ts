import type { TrendSamples } from '../../timeline/computeTrend'

/** One row's values at the samples picked; NaN: none there. */
export interface TrendLine {
  readonly samples: TrendSamples
  readonly values: Float64Array
}

/** Rows whose points are kept; older ones are forgotten. */
const MOST_ROWS = 600

/** Points of trends by row and time. Reading costs, so that only what is missing is read, some rows at a time. */
export class TrendCache<Target> {
  private readonly points = new Map<string, Map<number, number>>()
  private readonly lines = new Map<string, TrendLine>()
  private readonly read: (target: Target, samples: readonly number[]) => ArrayLike<number>

  constructor(read: (target: Target, samples: readonly number[]) => ArrayLike<number>) {
    this.read = read
  }

  /** Reads what is missing, until it is done (true) or the clock (performance.now()) passes `until`. */
  fill(targets: ReadonlyMap<string, Target>, samples: TrendSamples, until: number): boolean {
    for (const [key, target] of targets) {
      if (this.fillRow(key, target, samples) && performance.now() > until) return false
    }
    this.forget(targets, samples)
    return true
  }

  /** True if something had to be read. */
  private fillRow(key: string, target: Target, { indices, times }: TrendSamples): boolean {
    let row = this.points.get(key)
    if (!row) this.points.set(key, (row = new Map()))
    const missing: number[] = []
    for (let at = 0; at < times.length; at++) if (!row.has(times[at]!)) missing.push(at)
    if (missing.length === 0) return false
    const values = this.read(
      target,
      missing.map((at) => indices[at]!),
    )
    missing.forEach((at, place) => row.set(times[at]!, values[place]!))
    return true
  }

  /** The line of a row: the same object as long as nothing changed, and the former one while points of the new one are missing. */
  lineOf(key: string, samples: TrendSamples): TrendLine | undefined {
    const known = this.lines.get(key)
    const row = this.points.get(key)
    if (known?.samples === samples || !row) return known
    const values = new Float64Array(samples.times.length)
    for (let at = 0; at < values.length; at++) {
      const value = row.get(samples.times[at]!)
      if (value === undefined) return known
      values[at] = value
    }
    const line = { samples, values }
    this.lines.set(key, line)
    return line
  }

  private forget(targets: ReadonlyMap<string, Target>, samples: TrendSamples): void {
    const wanted = new Set(samples.times)
    for (const key of targets.keys()) {
      const row = this.points.get(key)!
      // Moves it to the end: the front of the map is what was not asked for the longest.
      this.points.delete(key)
      this.points.set(key, row)
      if (row.size > 4 * wanted.size + 64) for (const time of row.keys()) if (!wanted.has(time)) row.delete(time)
    }
    for (const key of this.points.keys()) {
      if (this.points.size <= MOST_ROWS) break
      this.points.delete(key)
      this.lines.delete(key)
    }
  }
}
