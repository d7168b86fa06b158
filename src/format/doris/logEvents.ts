import { parseInteger } from '../../base/integer'
import type { Figure } from '../../profile/snapshot'
import { readValue } from '../text/readValue'

// What the sentences of the log and of error messages say that happened (doris-formats.md, sections 7.4 and 7.5).

export type LogEvent =
  | { readonly kind: 'gc-start'; readonly level: GcLevel; readonly reason: string }
  | {
      readonly kind: 'gc-step'
      readonly text: string
      readonly cancelled: readonly UsedTask[]
      readonly cancelling: readonly UsedTask[]
      /** Entries of the list whose name was cut off. */
      readonly nameless: number
    }
  | { readonly kind: 'gc-end'; readonly level: GcLevel; readonly freed: Figure | undefined; readonly micros: number | undefined }
  | { readonly kind: 'cancel'; readonly task: string | undefined; readonly bytes: Figure | undefined; readonly text: string }
  | { readonly kind: 'exceeded'; readonly task: string | undefined; readonly bytes: Figure | undefined; readonly text: string }
  | {
      readonly kind: 'task-end'
      readonly id: string
      readonly limit: Figure | undefined
      readonly current: Figure | undefined
      readonly peak: Figure | undefined
    }
  | { readonly kind: 'started'; readonly physical: Figure | undefined }

export type GcLevel = 'minor' | 'full'

/** A task with what it used. */
export interface UsedTask {
  readonly task: string
  readonly bytes: number
}

const AMOUNT = String.raw`(-?[\d.,]{1,30}(?: ?[KMGTP]?B)?)`

/**
 * What a sentence says that happened; undefined if nothing that has to do with memory. `unwrapped` is the same sentence with nothing
 * between the lines that it was wrapped into.
 */
export function readLogEvent(sentence: string, unwrapped: string = sentence): LogEvent | undefined {
  if (sentence === '') return undefined
  return (
    readGc(sentence, unwrapped) ?? readTaskEnd(sentence) ?? readStart(sentence) ?? readRefusal(sentence) ?? readList(unwrapped)
  )
}

function readGc(sentence: string, unwrapped: string): LogEvent | undefined {
  const start = /\[MemoryGC\] start (minor|full) GC,? ?(.*)/i.exec(sentence)
  if (start) return { kind: 'gc-start', level: levelOf(start[1]!), reason: start[2]!.replace(/[.\s]+$/, '') }
  const end = new RegExp(String.raw`\[MemoryGC\] end (minor|full) GC, free [Mm]emory ${AMOUNT}`, 'i').exec(sentence)
  if (end) {
    const micros = /cost\(us\): ?(\d{1,15})/.exec(sentence)?.[1]
    return {
      kind: 'gc-end',
      level: levelOf(end[1]!),
      freed: readAmount(end[2]!),
      micros: micros === undefined ? undefined : Number(micros),
    }
  }
  const step = /\[MemoryGC\] ?(.+)/.exec(sentence)
  if (step && /\bGC free |^before free |\bfinished\b|\bcancel/i.test(step[1]!)) {
    const tasks = readTasks(unwrapped)
    return { kind: 'gc-step', text: step[1]!, ...tasks }
  }
  const old = /^process (minor|full) gc\b/i.exec(sentence)
  return old ? { kind: 'gc-start', level: levelOf(old[1]!), reason: '' } : undefined
}

const levelOf = (text: string): GcLevel => (text.toLowerCase() === 'full' ? 'full' : 'minor')

/** Part of the list of cancelled tasks of a GC, without its beginning. */
function readList(unwrapped: string): LogEvent | undefined {
  const tasks = readTasks(unwrapped)
  if (tasks.cancelled.length + tasks.cancelling.length < 2) return undefined
  return { kind: 'gc-step', text: unwrapped.slice(0, 200), ...tasks }
}

/** `L memory used N Bytes` are being cancelled now, `L:N Bytes` were already and are not done yet. */
function readTasks(text: string): { cancelled: UsedTask[]; cancelling: UsedTask[]; nameless: number } {
  const begin = text.indexOf('consist of:')
  const list = begin < 0 ? text : text.slice(begin + 'consist of:'.length)
  const cancelled: UsedTask[] = []
  const cancelling: UsedTask[] = []
  let nameless = 0
  for (const entry of list.split(',')) {
    const used = /^\s*(\S.{0,300}?) memory used (\d{1,19}) Bytes\s*$/.exec(entry)
    // The first one of a list that lost its beginning has no name.
    if (used) {
      if (used[1]!.includes('#')) cancelled.push({ task: repairLabel(used[1]!), bytes: Number(used[2]) })
      else nameless += 1
      continue
    }
    const before = begin < 0 ? undefined : /^\s*(\S.{0,300}?):(-?\d{1,19}) Bytes\s*$/.exec(entry)
    if (before) cancelling.push({ task: repairLabel(before[1]!), bytes: Number(before[2]) })
  }
  return { cancelled, cancelling, nameless }
}

function readTaskEnd(sentence: string): LogEvent | undefined {
  const end =
    /deregister query\/load memory tracker, query_?id ?= ?([0-9a-f]{1,16}[-:][0-9a-f]{1,16}), Limit ?= ?([^,]{1,60}), CurrUsed ?= ?([^,]{1,60}), PeakUsed ?= ?([^,;\s]{1,40}(?: [KMGTP]?B)?(?:\(-?\d{1,20} B\))?)/i.exec(
      sentence,
    )
  if (!end) return undefined
  return { kind: 'task-end', id: end[1]!, limit: readAmount(end[2]!), current: readAmount(end[3]!), peak: readAmount(end[4]!) }
}

/** Printed twice when a process starts (MemInfo). */
function readStart(sentence: string): LogEvent | undefined {
  const start = new RegExp(`^Physical Memory: ${AMOUNT}`).exec(sentence)
  return start ? { kind: 'started', physical: readAmount(start[1]!) } : undefined
}

const MAX_TEXT = 2000

function readRefusal(sentence: string): LogEvent | undefined {
  const text = sentence.slice(0, MAX_TEXT)
  const cancelTop = new RegExp(
    String.raw`cancel top memory (?:used|overcommit) (?:query|load|tracker)[: ]*<([^>]{1,300})> consumption ${AMOUNT}`,
  ).exec(sentence)
  if (cancelTop) return { kind: 'cancel', task: repairLabel(cancelTop[1]!), bytes: readAmount(cancelTop[2]!), text }
  const cancel =
    /^Cancel (\S{1,300}), reason: /.exec(sentence) ??
    /\bTask: ?(\S{1,300}?) canceled\b/.exec(sentence) ??
    /\bQuery[: ] ?([0-9a-f]{1,16}-[0-9a-f]{1,16}),? (?:is )?cancell?ed\b/.exec(sentence)
  if (cancel && MEMORY_REASON.test(sentence))
    return { kind: 'cancel', task: repairLabel(cancel[1]!), bytes: findUsed(sentence), text }
  if (!REFUSED.test(sentence)) return undefined
  const task =
    /consuming[_ ]tracker ?[:=] ?<?([^>,]{1,300})/i.exec(sentence) ??
    /exceeded[_ ]tracker ?[:=] ?<?([^>,]{1,300})/i.exec(sentence) ??
    /tracker[_ ]label ?[:=] ?<?([^>,]{1,300})/i.exec(sentence) ??
    /\bTask: ?(\S{1,300}?) (?:sys memory|waiting|canceled)/.exec(sentence) ??
    /current tracker=([^.,]{1,300})/.exec(sentence)
  return {
    kind: 'exceeded',
    task: task ? repairLabel(task[1]!.replace(/^<|>$/g, '')) : undefined,
    bytes: findRefused(sentence),
    text,
  }
}

const MEMORY_REASON = /mem(?:ory)?\b|MEM_/i
const REFUSED =
  /MEM_LIMIT_EXCEEDED|MEM_ALLOC_FAILED|Mem(?:ory)? ?limit exceed|Memory exceed limit|memory tracker limit exceeded|(?:sys memory|mem tracker) check failed|Mem Exceed Limit|failed mem consume|mem limit exceeded|memory limit exceeded|memory hard limit/i

/** How much was asked for in vain. */
function findRefused(sentence: string): Figure | undefined {
  const patterns = [
    /Cannot alloc: ?(\d{1,19})/,
    new RegExp(String.raw`failed[_ ]alloc(?:[_ ]size)?[:=<( ]*${AMOUNT}`),
    new RegExp(String.raw`consume_size=${AMOUNT}`),
    /Try Alloc: ?(\d{1,19})/,
    /TryConsume failed size=(\d{1,19})/,
  ]
  for (const pattern of patterns) {
    const found = pattern.exec(sentence)?.[1]
    const amount = found === undefined ? undefined : readAmount(found)
    if (amount) return amount
  }
  return undefined
}

function findUsed(sentence: string): Figure | undefined {
  const found = new RegExp(String.raw`(?:consumption|current[ _]used)[:= ]*${AMOUNT}`).exec(sentence)?.[1]
  return found === undefined ? undefined : readAmount(found)
}

/** Bytes, with a unit or as a bare count. */
export function readAmount(text: string): Figure | undefined {
  const trimmed = text.trim().replace(/[.,]+$/, '')
  const whole = parseInteger(trimmed)
  if (whole !== undefined) return { value: whole, error: 0 }
  const read = readValue(trimmed, 'BYTES')
  return read?.unit === 'BYTES' ? { value: read.value, error: read.error ?? 0 } : undefined
}

/** Ids that were torn apart on their way: "Query#Id=457efb1fdae74d3 b-b4fffdcfd4baaf32". */
function repairLabel(label: string): string {
  return label
    .trim()
    .replace(/(#Id=[0-9a-f]{1,16}) ([0-9a-f]{0,16}-[0-9a-f])/, '$1$2')
    .slice(0, 300)
}
