import type { Counter } from '../../profile/counter'
import type { EventSequence, ProfileNode } from '../../profile/node'
import { subtractIntegers } from '../../base/integer'
import type { Integer } from '../../base/integer'
import type { Snapshot } from '../../profile/snapshot'
import { printFixed, printValue } from './printValue'

/** 'p1': a high-water counter prints as its peak. 'p2': `Name Current: x (Peak: y)` (#44645). */
export type PrintStyle = 'p1' | 'p2'

/**
 * The field in a label counter's `extra` that holds the text behind its colon, where a text had something there that is no value
 * (`- RowsProduced: sum 5, avg 1` of a merged query profile). It prints again and survives the JSON form.
 */
export const TEXT_FIELD = 'text'

/**
 * The field in a root's `extra` that says that its text had a head of its own (Doris's print_process_profile, which neither page nor
 * log use), so that it prints again.
 */
export const HEAD_FIELD = 'printsHead'

/** The text of one node and all below it, as Doris's RuntimeProfile::pretty_print writes it, from the column of `prefix`. */
export function printNode(node: ProfileNode, style: PrintStyle, prefix = ''): string {
  return printNodes([node], style, prefix)
}

/** What the page prints: the children of the root, each from column 0 (print_process_profile_no_root). */
export function printProfile(root: ProfileNode, style: PrintStyle): string {
  return root.extra?.get(HEAD_FIELD) === true ? printNode(root, style) : printNodes(root.children, style, '')
}

/** The style that fits a snapshot's source: 'p1' for P1, else 'p2'. */
export function styleOf(snapshot: Snapshot): PrintStyle {
  return snapshot.source === 'P1' ? 'p1' : 'p2'
}

/** Siblings that are still to print, all but `next` of them done. */
interface Pending<T> {
  readonly siblings: readonly T[]
  readonly prefix: string
  next: number
}

// A stack of our own in place of recursion: how deep a tree is was for the reader to judge, and printing must not fail on it.
function printNodes(nodes: readonly ProfileNode[], style: PrintStyle, prefix: string): string {
  let out = ''
  const stack: Pending<ProfileNode>[] = []
  for (const node of nodes) {
    stack.push({ siblings: [node], prefix, next: 0 })
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!
      const next = top.siblings[top.next++]
      if (next === undefined) {
        stack.pop()
        continue
      }
      // Only below the first level does `indent` count (golden/README.md, "JSON layout").
      const at = stack.length === 1 || !next.indent ? top.prefix : `${top.prefix}  `
      out += printHead(next, at)
      for (const [key, value] of next.info) out += `${at}   - ${key}: ${value}\n`
      for (const sequence of next.events) out += printEvents(sequence, at)
      if (next.counters.length > 0) out += printCounters(next.counters, style, `${at}   - `)
      if (next.children.length > 0) stack.push({ siblings: next.children, prefix: at, next: 0 })
    }
  }
  return out
}

function printHead(node: ProfileNode, prefix: string): string {
  if (node.totalTimeNs === 0) return `${prefix}${node.name}:\n`
  const active = printValue(node.totalTimeNs, 'TIME_NS')
  return `${prefix}${node.name}:(Active: ${active}, non-child: ${printFixed(node.localTimePercent, 2)}%)\n`
}

/** Generation P1: each point with the time since the start and, in brackets, since the point before it. */
function printEvents(sequence: EventSequence, prefix: string): string {
  let out = `${prefix}  ${sequence.name}: ${printValue(sequence.elapsedNs, 'TIME_NS')}\n`
  let before: Integer = 0
  for (const [label, at] of sequence.points) {
    const since = subtractIntegers(at, before)
    out += `${prefix}     - ${label}: ${printValue(at, 'TIME_NS')} (${printValue(since, 'TIME_NS')})\n`
    before = at
  }
  return out
}

function printCounters(counters: readonly Counter[], style: PrintStyle, dash: string): string {
  let out = ''
  const stack: Pending<Counter>[] = [{ siblings: counters, prefix: dash, next: 0 }]
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!
    const counter = top.siblings[top.next++]
    if (counter === undefined) {
      stack.pop()
      continue
    }
    out += `${top.prefix}${counter.name}${printCounterValue(counter, style)}\n`
    if (counter.counters.length > 0) stack.push({ siblings: counter.counters, prefix: `  ${top.prefix}`, next: 0 })
  }
  return out
}

function printCounterValue(counter: Counter, style: PrintStyle): string {
  const { unit, value, peak, extra } = counter
  if (peak !== undefined) {
    if (style === 'p1') return `: ${printValue(peak, unit)}`
    return ` Current: ${printValue(value, unit)} (Peak: ${printValue(peak, unit)})`
  }
  if (unit === 'NONE' && extra !== undefined) {
    const text = extra.get(TEXT_FIELD)
    if (typeof text === 'string') return `: ${text}`
  }
  return `: ${printValue(value, unit)}`
}
