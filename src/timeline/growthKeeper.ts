import { language } from '../base/say'
import type { UnixMs } from '../base/units'
import { growthStamp, growthSteps, type GrowthReport, type GrowthSettings } from './computeGrowth'
import type { GrowthSource } from './growthSource'
import { finishSteps, type Steps } from './steps'

/** Keeps the last report of growth, so that a new sample costs next to nothing until there are enough of them to change it. */
export class GrowthKeeper {
  private source: GrowthSource | undefined
  private settings: GrowthSettings | undefined
  private stamp = ''
  private report: GrowthReport | undefined

  /** As computeGrowth; at most a few samples old. */
  compute(
    source: GrowthSource,
    range: { readonly from: UnixMs; readonly to: UnixMs },
    settings: GrowthSettings | undefined,
  ): GrowthReport {
    return finishSteps(this.steps(source, range, settings))
  }

  /** As `compute`, a step at a time. */
  *steps(
    source: GrowthSource,
    range: { readonly from: UnixMs; readonly to: UnixMs },
    settings: GrowthSettings | undefined,
  ): Steps<GrowthReport> {
    // A report has sentences in it.
    const stamp = `${language()} ${growthStamp(source, range)}`
    const isKept = this.source === source && this.settings === settings && this.stamp === stamp
    // How much longer to watch counts down with each sample.
    if (this.report && isKept && this.report.verdict !== 'insufficient') return this.report
    const report = yield* growthSteps(source, range, settings)
    this.report = report
    this.source = source
    this.settings = settings
    this.stamp = stamp
    return report
  }
}
