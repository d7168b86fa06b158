import { resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { version } from '../../package.json'
import { printSnapshotsCsv } from '../format/csv/snapshots'
import { printTasksCsv } from '../format/csv/tasks'
import type { ReadOptions } from '../format/index'
import { printProfileJson } from '../format/json/write'
import { SessionWriter } from '../format/session/write'
import { printProfile, styleOf, type PrintStyle } from '../format/text/print'
import type { BlockPart } from '../profile/block/block'
import type { Frame, SampleFrame, TimelineHeader } from '../profile/frame'
import { ReadError } from '../profile/report'
import type { Timeline } from '../timeline/timeline'
import { openInputs } from './openInputs'
import { CLOCK_HELP, CLOCK_OPTIONS, readClockOptions } from './readClockOptions'
import { readTimeline } from './readTimeline'
import { makeVisible, tellReport } from './tellReport'
import { OutputError, writeOutput } from './writeOutput'

const HELP = `memlane convert: reads profiles, logs, texts, pages and saved timelines, and writes them in another form.

Usage: memlane convert INPUT... [--to FORM] [--at WHICH] [--style p1|p2] [-o OUT]
                       [--log-offset OFFSET] [--kernel-offset SECONDS]

  INPUT          a file, gzipped or not; - for standard input. A saved timeline; process-profile JSON (one, a list,
                 one per line); Doris's /profile page, whole, ?raw, as its copy button gives it, or as text; the
                 text of a profile; be.INFO, be.WARNING and be.out of any version, rotated parts too; the output of
                 dmesg -T or kern.log; /mem_tracker, /memz, /metrics and information_schema.backend_memory_tracker as
                 text; the same of StarRocks; Impala's RuntimeProfile as JSON. Several are put together in the order
                 of time; what does not say its time has that of its file, or else that of reading
  --to text      what Doris would print for one snapshot (this is what you get without --to)
  --to profile   one snapshot as process-profile JSON
  --to tasks     the tasks of one snapshot as CSV, a row each
  --to csv       all snapshots as CSV, a row each, in bytes; empty: not reported, none: reported as none
  --to timeline  everything as a saved timeline; gzipped if OUT ends in .gz
  --at WHICH     which snapshot: first, last (this is what you get without --at), its number from 1 on, or a time
                 such as 2026-11-23T06:05:10Z: the last one at or before it. With csv and timeline: only that one
  --style p1|p2  with --to text: p1 prints a high-water counter as its peak, p2 as "Name Current: x (Peak: y)";
                 without it, as in INPUT
  -o, --out OUT  the file to write; else standard output
${CLOCK_HELP}  --help         this text

What was read, and the lines that were not understood, are told on standard error.
Exit status: 0 done, 1 an input could not be read, 2 a wrong call.
`

const FORMS = ['text', 'profile', 'tasks', 'csv', 'timeline'] as const
type Form = (typeof FORMS)[number]

export interface ConvertStreams {
  readonly stdin: AsyncIterable<Uint8Array>
  readonly stdout: Writable
  readonly stderr: { write(text: string): unknown }
}

type Which =
  | { readonly kind: 'first' | 'last' }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'time'; readonly at: number; readonly text: string }

interface ConvertCall {
  readonly inputs: readonly string[]
  readonly to: Form
  /** undefined: not said. */
  readonly at: Which | undefined
  readonly style: PrintStyle | undefined
  /** undefined: standard output. */
  readonly out: string | undefined
  readonly clock: Pick<ReadOptions, 'logUtcOffsetMinutes' | 'kernelOffsetMs'>
}

interface WrongCall {
  readonly wrong: string
}

/** An error whose sentence is for the user: the input was at fault. */
class ConvertError extends Error {}

/** Runs `memlane convert`. Returns the exit status: 0 done, 1 an input or the output was at fault, 2 a wrong call. */
export async function runConvert(args: readonly string[], io: ConvertStreams): Promise<number> {
  const call = readCall(args)
  if (call === 'help') {
    io.stdout.write(HELP)
    return 0
  }
  if ('wrong' in call) {
    io.stderr.write(`memlane convert: ${call.wrong} See memlane convert --help.\n`)
    return 2
  }
  const tell = (sentence: string): void => void io.stderr.write(`memlane convert: ${makeVisible(sentence)}\n`)
  const { inputs, failed } = await openInputs(call.inputs, io, tell)
  if (inputs.length === 0) return 1
  try {
    const result = await readTimeline(inputs, call.clock)
    for (const report of result.reports) tellReport(report, io)
    await writeOutput(convert(result.timeline, call), call.out, io)
    return failed || result.reports.some(({ failure }) => failure !== undefined) ? 1 : 0
  } catch (error) {
    if (error instanceof ReadError) tell(inputs.length === 1 ? `${inputs[0]!.name}: ${error.message}` : error.message)
    else if (error instanceof ConvertError || error instanceof OutputError) tell(error.message)
    else throw error
    return 1
  }
}

function readCall(args: readonly string[]): ConvertCall | 'help' | WrongCall {
  let parsed
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        to: { type: 'string', default: 'text' },
        at: { type: 'string' },
        style: { type: 'string' },
        out: { type: 'string', short: 'o' },
        ...CLOCK_OPTIONS,
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return { wrong: `${(error instanceof Error ? error.message : String(error)).split('\n')[0]!.replace(/\.$/, '')}.` }
  }
  const { values, positionals } = parsed
  if (values.help) return 'help'
  if (positionals.length === 0) return { wrong: 'There is no INPUT: give a file, or - for standard input.' }
  if (positionals.filter((name) => name === '-').length > 1)
    return { wrong: 'Standard input can be read once only: give - once.' }
  const to = FORMS.find((form) => form === values.to)
  if (!to) return { wrong: `--to takes one of ${FORMS.join(', ')}, not "${values.to}".` }
  const at = values.at === undefined ? undefined : readWhich(values.at)
  if (at && 'wrong' in at) return at
  const clock = readClockOptions(values)
  if ('wrong' in clock) return clock
  const { style } = values
  if (style !== undefined && style !== 'p1' && style !== 'p2') return { wrong: `--style takes p1 or p2, not "${style}".` }
  if (style !== undefined && to !== 'text') return { wrong: '--style goes with --to text only.' }
  if (values.out === '') return { wrong: '-o needs the name of a file.' }
  const { out } = values
  if (out !== undefined && out !== '-' && positionals.some((name) => name !== '-' && resolve(name) === resolve(out)))
    return { wrong: `-o ${out} is one of the inputs, and would take its place: name another file.` }
  return { inputs: positionals, to, at, style, out: values.out === '-' ? undefined : values.out, clock }
}

function readWhich(text: string): Which | WrongCall {
  if (text === 'first' || text === 'last') return { kind: text }
  if (/^[1-9]\d{0,8}$/.test(text)) return { kind: 'number', number: Number(text) }
  // Unix time, seconds or ms, as other tools print it
  const at = /^\d{10}$/.test(text)
    ? Number(text) * 1000
    : /^\d{13}$/.test(text)
      ? Number(text)
      : /^\d{4}-\d\d-\d\d/.test(text)
        ? Date.parse(text)
        : Number.NaN
  if (!Number.isNaN(at)) return { kind: 'time', at, text }
  return { wrong: `--at takes first, last, a number from 1 on, or a time such as 2026-11-23T06:05:10Z, not "${text}".` }
}

/** The output, piece by piece. Throws ConvertError if what is asked for is not there. */
function convert(timeline: Timeline, { to, at, style }: ConvertCall): Iterable<string> {
  switch (to) {
    case 'csv':
      return printSnapshotsCsv(at ? [choose(timeline, at)] : timeline.samples())
    case 'timeline':
      return printTimeline(timeline.header, at ? [choose(timeline, at)] : timeline.parts())
    case 'tasks':
      return printTasksCsv(choose(timeline, at).snapshot)
    case 'profile':
      return [printProfileJson(choose(timeline, at).snapshot), '\n']
    case 'text': {
      const { snapshot } = choose(timeline, at)
      if (!snapshot.profile) throw new ConvertError('This sample has no profile to print as text, only what a status line says.')
      const text = printProfile(snapshot.profile, style ?? styleOf(snapshot))
      if (text === '' && snapshot.profile.counters.length > 0) {
        throw new ConvertError(
          'Doris prints what stands below the root, and this profile has its counters on the root itself: there is no text of it. Take --to profile.',
        )
      }
      return [text]
    }
  }
}

function choose(timeline: Timeline, which: Which = { kind: 'last' }): SampleFrame {
  const { length } = timeline
  if (length === 0) throw new ConvertError('There is no snapshot in the input.')
  switch (which.kind) {
    case 'first':
      return timeline.sampleAt(0)
    case 'last':
      return timeline.sampleAt(length - 1)
    case 'number':
      if (which.number > length)
        throw new ConvertError(`--at ${which.number}: the input has ${length} snapshot${length === 1 ? '' : 's'} only.`)
      return timeline.sampleAt(which.number - 1)
    case 'time': {
      const index = timeline.indexAt(which.at)
      if (index < 0)
        throw new ConvertError(`--at ${which.text}: the first snapshot is later, from ${printTime(timeline.times.at(0))}.`)
      return timeline.sampleAt(index)
    }
  }
}

function* printTimeline(header: TimelineHeader, parts: Iterable<Frame | BlockPart>): Generator<string> {
  const writer = new SessionWriter({ ...header, tool: version })
  yield writer.headerLine()
  for (const part of parts) yield writer.lines(part)
  yield writer.endLine()
}

const printTime = (at: number): string => (Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at))
