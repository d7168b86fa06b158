import type { TrendSamples } from '../../timeline/computeTrend'

/** One row's values at the samples picked; NaN: none there. */
export interface TrendLine {
  readonly samples: TrendSamples
  readonly values: Float64Array
}

/** Rows whose points are kept; older ones are forgotten. */
const MOST_ROWS = 600

/**
 * Points of trends by row and time. Reading a sample costs, so that only what is missing is read, a slice at a time: the newest
 * points first.
 */
export class TrendCache<Target> {
  private readonly points = new Map<string, Map<number, number>>()
  private readonly lines = new Map<string, TrendLine>()
  private readonly readAt: (sample: number, targets: readonly Target[]) => readonly number[]

  constructor(readAt: (sample: number, targets: readonly Target[]) => readonly number[]) {
    this.readAt = readAt
  }

  /** Reads what is missing, until it is done (true) or the clock (performance.now()) passes `until`. */
  fill(targets: ReadonlyMap<string, Target>, samples: TrendSamples, until: number): boolean {
    for (let at = samples.indices.length - 1; at >= 0; at--) {
      const time = samples.times[at]!
      const missing: string[] = []
      for (const key of targets.keys()) if (!this.points.get(key)?.has(time)) missing.push(key)
      if (missing.length === 0) continue
      const values = this.readAt(
        samples.indices[at]!,
        missing.map((key) => targets.get(key)!),
      )
      missing.forEach((key, index) => {
        let row = this.points.get(key)
        if (!row) this.points.set(key, (row = new Map()))
        row.set(time, values[index]!)
      })
      if (performance.now() > until && at > 0) return false
    }
    this.forget(targets, samples)
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
