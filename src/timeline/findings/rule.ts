import { t, type Phrase } from '../../base/say'
import type { UnixMs } from '../../base/units'
import type { DorisDoc } from '../dorisDocs'
import type { Timeline } from '../timeline'
import type { FindingContext } from './findingContext'

/** 'serious': queries are or will be cancelled, or the process killed. 'warning': look at it. 'info': good to know. */
export const SEVERITIES = ['info', 'warning', 'serious'] as const
export type Severity = (typeof SEVERITIES)[number]

/** 'certain': read off the numbers. 'likely': the numbers say so, and little else would. 'possible': one of several explanations. */
export type Sureness = 'certain' | 'likely' | 'possible'

export function saySeverity(severity: Severity): string {
  switch (severity) {
    case 'info':
      return t('info')
    case 'warning':
      return t('warning')
    case 'serious':
      return t('serious')
  }
}

export function saySureness(sure: Sureness): string {
  switch (sure) {
    case 'certain':
      return t('certain')
    case 'likely':
      return t('likely')
    case 'possible':
      return t('possible')
  }
}

/** A number that a rule goes by; users may set another. */
export interface Threshold {
  readonly label: Phrase
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

interface RuleFacts<Name extends string> {
  readonly id: string
  readonly title: Phrase
  /** By name, which `evaluate` gets them by. */
  readonly thresholds: Readonly<Record<Name, Threshold>>
}

/** Goes by a sample, and what came before it. */
export interface SampleRule<Name extends string> extends RuleFacts<Name> {
  /** What the source does not say, without which this rule cannot decide: "what is tracked". undefined: it can. */
  missing?(context: FindingContext): string | undefined
  evaluate(context: FindingContext, limits: Readonly<Record<Name, number>>): Said | undefined
}

/** Goes by marks alone, and so speaks where there is no sample, too. */
export interface EventRule<Name extends string> extends RuleFacts<Name> {
  evaluateEvents(moment: EventMoment, limits: Readonly<Record<Name, number>>): Said | undefined
}

/** A moment of a timeline for rules that go by marks. */
export interface EventMoment {
  readonly timeline: Timeline
  /** Of the last sample at or before it; -1: there is none. */
  readonly index: number
  /** Marks up to here belong to it: the last sample of a life has what came after it. */
  readonly until: UnixMs
  readonly at: UnixMs
}

export type Rule = SampleRule<string> | EventRule<string>

/** Checks that a rule uses the thresholds that it has. */
export function defineRule<Name extends string>(rule: SampleRule<Name>): Rule {
  return rule
}

export function defineEventRule<Name extends string>(rule: EventRule<Name>): Rule {
  return rule
}
