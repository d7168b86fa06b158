import type { TimelineHeader } from '../profile/frame'
import { formatBytes } from '../base/formatBytes'
import { findContradictions } from '../profile/contradictions'
import { computeMeaning } from '../profile/meaning'
import { ReadError, type ReadProblem, type ReadReport } from '../profile/report'
import type { Snapshot, Source } from '../profile/snapshot'
import { assembleLogs } from './doris/log'
import { isDorisLog, LogCollector, type LogPart } from './doris/logPart'
import { isDmesg, readDmesg } from './doris/dmesg'
import { isImpalaProfile, readImpalaProfile } from './doris/impala'
import { isDorisPage, readDorisPage } from './doris/page'
import { stripTags } from './doris/markup'
import { isMemz, readMemz } from './doris/memz'
import { isMetrics, readMetrics } from './doris/metrics'
import { isSqlTable, readSqlTable } from './doris/sqlTable'
import { isTrackerTable, readTrackerTable } from './doris/trackerTable'
import { whyGeneration } from './doris/whyGeneration'
import type { ReadInput, ReadOptions, ReadResult } from './input'
import { readJsonProfiles } from './jsonProfiles'
import { isMarkup, refuseBinary, refuseMarkup } from './looksLike'
import { type Item, mergeFrames } from './mergeFrames'
import { openInput, type OpenInput, sayWrapping } from './openInput'
import { readSession, SessionReader } from './session/read'
import { readProfileText } from './text/read'
import { isJson, isSavedTimeline } from './timelineParts'

export type { ReadInput, ReadOptions, ReadResult } from './input'
export { openSeveralParts, type SeveralParts } from './severalParts'
export { NotInOrder, openPartsInOrder, openTimelineParts, type TimelineParts } from './timelineParts'

/**
 * The one door for foreign data: bytes of anything that Memlane knows, gzipped or not, one or several files; snapshots and a report
 * out. Throws ReadError when nothing at all can be read from any input; a part that cannot be read is a problem in its report.
 */
export async function readAny(inputs: readonly ReadInput[], options: ReadOptions = {}): Promise<ReadResult> {
  if (inputs.length === 0) throw new ReadError('empty', 'Nothing was given to read.')
  const onBytes = countProgress(inputs, options)
  const parts: (Part | ReadError)[] = []
  for (const input of inputs) {
    try {
      parts.push(await readOne(input, options, onBytes))
    } catch (error) {
      if (!(error instanceof ReadError) || error.code === 'cancelled') throw error
      parts.push(error)
    }
  }
  settleLogs(parts, options)
  if (parts.every((part) => part instanceof ReadError)) throw joinErrors(inputs, parts)

  const { frames, notes } = mergeFrames(
    parts.map((part) => (part instanceof ReadError ? [] : part.items)),
    options.now ?? Date.now(),
  )
  const reports = parts.map((part, index) => makeReport(inputs[index]!.name, part, notes[index]!))
  const header = parts.find((part) => !(part instanceof ReadError) && part.header !== undefined) as Part | undefined
  return {
    header: header?.header ?? makeHeader(parts, frames.find((frame) => frame.kind === 'sample')?.at ?? 0),
    frames,
    reports,
  }
}

/** What one input gave. */
interface Part {
  readonly header?: TimelineHeader
  readonly items: readonly Item[]
  readonly recognisedAs: string
  readonly problems: readonly ReadProblem[]
  readonly moreProblems: number
  readonly complete: boolean
  readonly span?: ReadReport['span']
  readonly clock?: ReadReport['clock']
  /** A log, which says what it has only together with its other parts. */
  readonly log?: LogPart
}

/** A kind of input: how it is told by its first 4 KiB, and how it is read. Throws ReadError if it turns out not to be one. */
interface Format {
  readonly name: string
  readonly recognises: (head: string) => boolean
  readonly read: (input: OpenInput, options: ReadOptions) => Promise<Part>
}

/** The first that recognises an input reads it. */
const FORMATS: readonly Format[] = [
  {
    name: 'saved timeline',
    recognises: isSavedTimeline,
    read: readTimeline,
  },
  { name: 'messages of the kernel', recognises: isDmesg, read: readKernel },
  { name: 'Impala RuntimeProfile JSON', recognises: isImpalaProfile, read: readImpala },
  { name: 'process-profile JSON', recognises: isJson, read: readJson },
  { name: 'table of trackers in SQL', recognises: isSqlTable, read: readSql },
  { name: 'Doris page', recognises: (head) => isMarkup(head) || isDorisPage(head), read: readPage },
  { name: 'page of trackers', recognises: isTrackerTable, read: readTable },
  { name: 'page /memz', recognises: isMemz, read: readMemory },
  { name: 'metrics', recognises: isMetrics, read: readPrometheus },
  { name: 'Doris log', recognises: isDorisLog, read: readLog },
  { name: 'profile text', recognises: () => true, read: readText },
]

async function readOne(input: ReadInput, options: ReadOptions, onBytes: (count: number) => void): Promise<Part> {
  const opened = await openInput(input, { signal: options.signal, onBytes })
  try {
    const refused = refuseBinary(opened.head, opened.gzipped)
    if (refused) throw refused
    const format = FORMATS.find(({ recognises }) => recognises(opened.headText))!
    const part = await format.read(opened, options)
    const cutOff = opened.cutOff()
    return {
      ...part,
      // Of a log the first half comes when all its parts are there.
      recognisedAs: `${part.recognisedAs}${sayWrapping(opened)}`,
      problems:
        cutOff === undefined
          ? part.problems
          : [...part.problems, { kind: 'missing', line: undefined, message: cutOff, text: undefined }],
      complete: part.complete && cutOff === undefined,
    }
  } finally {
    opened.close()
  }
}

async function readTimeline(input: OpenInput, { signal }: ReadOptions): Promise<Part> {
  const reader = new SessionReader()
  const items: Item[] = []
  const frames = readSession(input.stream(), { ...(signal && { signal }), file: input.name, reader })
  let next = await frames.next()
  while (!next.done) {
    items.push(next.value)
    next = await frames.next()
  }
  const { recognisedAs, problems, moreProblems, complete } = next.value
  return { ...(reader.header && { header: reader.header }), items, recognisedAs, problems, moreProblems, complete }
}

async function readJson(input: OpenInput): Promise<Part> {
  const items: Item[] = []
  const profiles = readJsonProfiles(input.strings())
  let next = await profiles.next()
  for (; !next.done; next = await profiles.next()) items.push({ kind: 'snapshot', snapshot: next.value, at: next.value.takenAt })
  giveTime(items, input.takenAt)
  const { error, ...report } = next.value
  if (items.length === 0) throw error
  return { items, ...report }
}

/** A profile that does not say its time has that of its input, if it is the only one. */
function giveTime(items: Item[], takenAt: number | undefined): void {
  const timeless = items.filter((item) => item.kind === 'snapshot' && item.at === undefined)
  if (timeless.length !== 1 || takenAt === undefined) return
  const index = items.indexOf(timeless[0]!)
  items[index] = { ...(items[index] as Item & { kind: 'snapshot' }), at: takenAt }
}

async function readPage(input: OpenInput): Promise<Part> {
  const text = await input.text()
  if (!isDorisPage(text) && isTrackerTable(text)) return readTableText(text, input)
  if (!isDorisPage(text) && isMemz(stripTags(text))) return readMemzText(text, input)
  if (isMarkup(text) && !isDorisPage(text) && !/MemoryProfile|MemoryOverviewSnapshot/.test(text)) throw refuseMarkup(text)
  return readPageText(text, input)
}

function readPageText(text: string, input: OpenInput): Part {
  const page = readDorisPage(text)
  const form = page.form === 'page' ? 'Doris /profile page' : 'text of a Doris /profile page'
  const snapshot = makeSnapshot(page.root, page.source, input, { memoryInfo: page.memoryInfo, version: page.version })
  return {
    items: [{ kind: 'snapshot', at: input.takenAt, snapshot }],
    recognisedAs: `${form}, ${describeSource(page.source)}`,
    problems: [...noteGeneration(page.source, page.version), ...page.problems, ...noteContradictions(snapshot, page.complete)],
    moreProblems: page.moreProblems,
    complete: page.complete,
  }
}

async function readTable(input: OpenInput): Promise<Part> {
  return readTableText(await input.text(), input)
}

function readTableText(text: string, input: OpenInput): Part {
  const { root, source, problems, complete } = readTrackerTable(text)
  const page = source === 'StarRocks' ? 'page /mem_tracker of StarRocks' : `page /mem_tracker, ${describeSource(source)}`
  return snapshotPart(input, makeSnapshot(root, source, input, {}), { recognisedAs: page, problems, moreProblems: 0, complete })
}

async function readSql(input: OpenInput): Promise<Part> {
  const { backends, problems, complete } = readSqlTable(await input.text())
  const items = backends.map(({ id, root }): Item => {
    const snapshot = makeSnapshot(root, 'T1', input, {})
    const process = id === '' ? snapshot.process : { ...snapshot.process, host: `BE_ID ${id}` }
    return { kind: 'snapshot', at: input.takenAt, snapshot: { ...snapshot, process } }
  })
  const recognisedAs = `table backend_memory_tracker of ${backends.length} ${backends.length === 1 ? 'backend' : 'backends'}`
  const notes = noteOldNames(items.flatMap((item) => (item.kind === 'snapshot' ? [item.snapshot] : [])))
  return { items, recognisedAs, problems: [...noteGeneration('T1'), ...problems, ...notes], moreProblems: 0, complete }
}

async function readMemory(input: OpenInput): Promise<Part> {
  return readMemzText(await input.text(), input)
}

function readMemzText(text: string, input: OpenInput): Part {
  const { root, memoryInfo, ...rest } = readMemz(text)
  return snapshotPart(input, makeSnapshot(root, 'allocator', input, { memoryInfo }), { ...rest, moreProblems: 0 })
}

async function readPrometheus(input: OpenInput): Promise<Part> {
  const { root, memoryInfo, at, ...rest } = readMetrics(await input.text())
  const source = rest.recognisedAs.includes('StarRocks') ? 'StarRocks' : 'M'
  const takenAt = at ?? input.takenAt
  return snapshotPart({ takenAt }, makeSnapshot(root, source, { name: input.name, takenAt }, { memoryInfo }), {
    ...rest,
    complete: true,
  })
}

async function readImpala(input: OpenInput): Promise<Part> {
  const { root, problems } = readImpalaProfile(await input.text())
  const snapshot = makeSnapshot(root, 'Impala', input, {})
  const process = { ...snapshot.process, name: 'impalad' }
  const recognisedAs = 'RuntimeProfile of Impala (JSON)'
  return snapshotPart(input, { ...snapshot, process }, { recognisedAs, problems, moreProblems: 0, complete: true })
}

function snapshotPart(
  { takenAt }: { readonly takenAt: number | undefined },
  snapshot: Snapshot,
  report: Omit<Part, 'items'>,
): Part {
  const problems = [
    ...noteGeneration(snapshot.source),
    ...report.problems,
    ...noteOldNames([snapshot]),
    ...noteContradictions(snapshot, report.complete),
  ]
  return { ...report, problems, items: [{ kind: 'snapshot', at: takenAt, snapshot }] }
}

/** What was guessed, and why. */
function noteGeneration(source: Source, version?: string): ReadProblem[] {
  const why = whyGeneration(source)
  const sentences = [
    ...(why === undefined ? [] : [`Generation ${source}: told by ${why}.`]),
    ...(version === undefined ? [] : [`Version ${version}: told by the foot of the page.`]),
  ]
  return sentences.map((message) => ({ kind: 'note', line: undefined, message, text: undefined }))
}

/** A page that is cut has half a list, which is no contradiction. */
function noteContradictions(snapshot: Snapshot, complete: boolean): ReadProblem[] {
  if (!complete) return []
  return findContradictions(snapshot, computeMeaning(snapshot)).map(({ what, difference }) => ({
    kind: 'contradiction',
    line: undefined,
    message: `Figures contradict each other: ${what.english} ${formatBytes(difference.value)}. They are kept as printed.`,
    text: undefined,
  }))
}

/** Of generations before P1 names were translated, and one of them means something else today. */
function noteOldNames(snapshots: readonly Snapshot[]): ReadProblem[] {
  if (!snapshots.some((snapshot) => computeMeaning(snapshot).globalHoldsCaches)) return []
  const message =
    'Figures stand under the names that newer versions have for them, with the printed name beside them. "global" holds the caches and the metadata too here; from P2 on they are counted by themselves.'
  return [{ kind: 'note', line: undefined, message, text: undefined }]
}

async function readKernel(input: OpenInput, { logUtcOffsetMinutes, kernelOffsetMs = 0, now }: ReadOptions): Promise<Part> {
  const { marks, ...rest } = await readDmesg(input.strings(), {
    file: input.name,
    latest: input.takenAt ?? now ?? Date.now(),
    utcOffsetMinutes: logUtcOffsetMinutes,
    kernelOffsetMs,
  })
  return { ...rest, items: marks, recognisedAs: 'messages of the kernel', complete: true, clock: 'kernel' }
}

/** A log of this size takes a quarter of an hour to read; what is beyond it, is not one. */
const MAX_LOG_BYTES = 1024 ** 4

/** Only what matters is kept of a log, so it may have any length. */
async function readLog(input: OpenInput): Promise<Part> {
  const collector = new LogCollector(input.name, input.takenAt)
  for await (const chunk of input.chunks(MAX_LOG_BYTES)) collector.push(chunk)
  return logPart(collector)
}

function logPart(collector: LogCollector): Part {
  return { items: [], recognisedAs: '', problems: [], moreProblems: 0, complete: true, log: collector.end() }
}

/** Puts all logs among the inputs together, in place. */
function settleLogs(parts: (Part | ReadError)[], { logUtcOffsetMinutes, now }: ReadOptions): void {
  const places = parts.flatMap((part, place) => (!(part instanceof ReadError) && part.log ? [place] : []))
  if (places.length === 0) return
  const logs = places.map((place) => (parts[place] as Part).log!)
  const results = assembleLogs(logs, { utcOffsetMinutes: logUtcOffsetMinutes, now: now ?? Date.now() })
  places.forEach((place, index) => {
    const read = parts[place] as Part
    const result = results[index]!
    if (result instanceof ReadError) {
      parts[place] = result
      return
    }
    const items: Item[] = [...result.items]
    giveTime(items, logs[index]!.takenAt)
    parts[place] = {
      items,
      recognisedAs: `${result.recognisedAs}${read.recognisedAs}`,
      problems: [...result.problems, ...read.problems],
      moreProblems: result.moreProblems,
      complete: result.complete && read.complete,
      ...(result.span && { span: result.span }),
      ...(logs[index]!.scan.first && { clock: 'log' as const }),
      log: logs[index]!,
    }
  })
}

async function readText(input: OpenInput): Promise<Part> {
  const text = await input.text()
  if (isDorisPage(text)) return readPageText(text, input)
  try {
    return readProfile(text, input)
  } catch (error) {
    // Words of a person before what was pasted: the first 4 KiB did not say that it is a log.
    if (!(error instanceof ReadError) || error.code !== 'not-a-profile' || !isDorisLog(text)) throw error
    const collector = new LogCollector(input.name, input.takenAt)
    collector.push(new TextEncoder().encode(text))
    return logPart(collector)
  }
}

function readProfile(text: string, input: OpenInput): Part {
  const profile = readProfileText(text)
  const isMemory = profile.source !== 'text'
  const snapshot = makeSnapshot(profile.root, profile.source, input, {})
  return {
    items: [{ kind: 'snapshot', at: input.takenAt, snapshot }],
    recognisedAs: isMemory ? `text of a memory profile, ${describeSource(profile.source)}` : 'text of a RuntimeProfile',
    problems: isMemory
      ? [...noteGeneration(profile.source), ...profile.problems, ...noteContradictions(snapshot, profile.complete)]
      : [
          {
            kind: 'note',
            line: undefined,
            message: 'This is not a memory profile but another RuntimeProfile, such as a query profile: it is opened as a tree.',
            text: undefined,
          },
          ...profile.problems,
        ],
    moreProblems: profile.moreProblems,
    complete: profile.complete,
  }
}

/** Texts do not say whose they are. */
function makeSnapshot(
  root: NonNullable<Snapshot['profile']>,
  source: Source,
  input: { readonly name: string; readonly takenAt: number | undefined },
  { memoryInfo, version }: { memoryInfo?: Snapshot['memoryInfo']; version?: string | undefined },
): Snapshot {
  return {
    takenAt: input.takenAt,
    process: {
      name: source === 'text' ? input.name : source === 'StarRocks' ? 'starrocks_be' : 'doris_be',
      host: undefined,
      pid: undefined,
      startedAt: undefined,
      version,
      extra: undefined,
    },
    profile: root,
    memoryInfo,
    source,
    extra: undefined,
  }
}

function describeSource(source: Source): string {
  return source === 'text' || source === 'json' || source === 'status' ? 'no generation told' : `generation ${source}`
}

function makeReport(file: string, part: Part | ReadError, notes: readonly ReadProblem[]): ReadReport {
  if (part instanceof ReadError) {
    return {
      file,
      recognisedAs: 'nothing that can be read',
      snapshots: 0,
      problems: [{ kind: 'skipped', line: undefined, message: part.message, text: undefined }],
      moreProblems: 0,
      complete: false,
      failure: part.code,
    }
  }
  return {
    file,
    recognisedAs: part.recognisedAs,
    snapshots: part.items.filter(({ kind }) => kind === 'sample' || kind === 'snapshot').length,
    problems: [...part.problems, ...notes],
    moreProblems: part.moreProblems,
    complete: part.complete,
    ...(part.span && { span: part.span }),
    ...(part.clock && { clock: part.clock }),
    ...markCount(part.items),
  }
}

function markCount(items: readonly Item[]): { readonly marks?: number } {
  const marks = items.filter(({ kind }) => kind === 'mark').length
  return marks === 0 ? {} : { marks }
}

function joinErrors(inputs: readonly ReadInput[], errors: readonly (Part | ReadError)[]): ReadError {
  const all = errors.filter((error) => error instanceof ReadError)
  if (all.length === 1) return all[0]!
  const sentences = all.slice(0, 10).map((error, index) => `${inputs[index]!.name}: ${error.message}`)
  const more = all.length > 10 ? ` And ${all.length - 10} more.` : ''
  return new ReadError(all[0]!.code, `None of the ${all.length} inputs could be read. ${sentences.join(' ')}${more}`)
}

function makeHeader(parts: readonly (Part | ReadError)[], created: number): TimelineHeader {
  const items = parts.flatMap((part) => (part instanceof ReadError ? [] : part.items))
  const fromPages = items.every((item) => item.kind === 'snapshot' && item.snapshot.source !== 'json')
  const fromLog = parts.some((part) => !(part instanceof ReadError) && part.log !== undefined)
  return { tool: '', created, target: undefined, source: fromLog ? 'log' : fromPages ? 'page' : 'file', note: '' }
}

function countProgress(inputs: readonly ReadInput[], { onProgress }: ReadOptions): (count: number) => void {
  const sizes = inputs.map(({ bytes, size }) => size ?? (bytes instanceof Uint8Array ? bytes.length : undefined))
  const total = sizes.reduce<number | undefined>(
    (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  )
  let done = 0
  return (count) => {
    done += count
    onProgress?.(done, total)
  }
}
