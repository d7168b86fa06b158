import type { UnixMs } from '../../base/units'
import type { DorisDoc } from '../dorisDocs'
import type { FindingContext } from './findingContext'

/** 'serious': queries are or will be cancelled, or the process killed. 'warning': look at it. 'info': good to know. */
export const SEVERITIES = ['info', 'warning', 'serious'] as const
export type Severity = (typeof SEVERITIES)[number]

/** 'certain': read off the numbers. 'likely': the numbers say so, and little else would. 'possible': one of several explanations. */
export type Sureness = 'certain' | 'likely' | 'possible'

/** A number that a rule goes by; users may set another. */
export interface Threshold {
  readonly label: string
  /** 'share': 0 to 1. 'ratio': times. */
  readonly unit: 'share' | 'bytes' | 'ms' | 'count' | 'ratio'
  readonly value: number
}

/** What a rule has to say. */
export interface Said {
  readonly severity: Severity
  /** With the numbers that it was seen by. */
  readonly seen: string
  readonly sure: Sureness
  readonly means: string
  /** What to do next. */
  readonly next: string
  readonly doc: DorisDoc
  /** Index of the sample with which it began; left out: it is about this moment alone. */
  readonly since?: number
  /** When it happened, where that is no sample's time. */
  readonly at?: UnixMs
}

/** A rule has its own thresholds by name, and says something, or nothing. */
export interface RuleDefinition<Name extends string> {
  readonly id: string
  readonly title: string
  readonly thresholds: Readonly<Record<Name, Threshold>>
  /** What the source does not say, without which this rule cannot decide: "what is tracked". undefined: it can. */
  missing?(context: FindingContext): string | undefined
  evaluate(context: FindingContext, limits: Readonly<Record<Name, number>>): Said | undefined
}

export type Rule = RuleDefinition<string>

/** Checks that a rule uses the thresholds that it has. */
export function defineRule<Name extends string>(rule: RuleDefinition<Name>): Rule {
  return rule
}
