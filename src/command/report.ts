import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { createGzip } from 'node:zlib'
import { version } from '../../package.json'
import { fillReport } from '../format/report/report'
import { SessionWriter } from '../format/session/write'
import { ReadError } from '../profile/report'
import type { Timeline } from '../timeline/timeline'
import { openInputs } from './openInputs'
import { CLOCK_HELP, CLOCK_OPTIONS, readClockOptions, type ClockOptions } from './readClockOptions'
import { readTimeline } from './readTimeline'
import { makeVisible, tellReport } from './tellReport'
import { OutputError, writeOutput } from './writeOutput'

const HELP = `memlane report: makes one HTML file of profiles, logs or saved timelines that replays anywhere, without a network.

Usage: memlane report INPUT... -o FILE.html [--log-offset OFFSET] [--kernel-offset SECONDS]

  INPUT          what memlane convert reads: a file, gzipped or not; - for standard input. Several are put together in
                 the order of time
  -o, --out FILE the file to write; - for standard output
${CLOCK_HELP}  --help         this text

The file holds the viewer and the timeline. It opens in a browser by a double click, asks nobody for anything, and
gives the timeline back: with its Save button, or to memlane convert. Nothing is left out of it: to replace names of
hosts, labels and ids, save the report from the page.
What was read, and the lines that were not understood, are told on standard error.
Exit status: 0 done, 1 an input could not be read, 2 a wrong call.
`

export interface ReportStreams {
  readonly stdin: AsyncIterable<Uint8Array>
  readonly stdout: Writable
  readonly stderr: { write(text: string): unknown }
}

/** Runs `memlane report`. `program`: path of this program; the page's files lie beside it. Returns the exit status. */
export async function runReport(args: readonly string[], io: ReportStreams, program: string): Promise<number> {
  const call = readCall(args)
  if (call === 'help') {
    io.stdout.write(HELP)
    return 0
  }
  if ('wrong' in call) {
    io.stderr.write(`memlane report: ${call.wrong} See memlane report --help.\n`)
    return 2
  }
  const tell = (sentence: string): void => void io.stderr.write(`memlane report: ${makeVisible(sentence)}\n`)
  const template = await readFile(join(dirname(program), '../client/report.html'), 'utf8').catch(() => undefined)
  if (template === undefined) {
    tell('The viewer has not been built: run "npm run build" and try again.')
    return 1
  }
  const { inputs, failed } = await openInputs(call.inputs, io, tell)
  if (inputs.length === 0) return 1
  try {
    const { timeline, reports } = await readTimeline(inputs, call.clock)
    for (const report of reports) tellReport(report, io)
    if (timeline.length === 0) {
      tell('There is no snapshot in the input.')
      return 1
    }
    const target = timeline.header.target ?? timeline.sampleAt(0).snapshot.process.name
    const packed = Readable.from(printTimeline(timeline)).pipe(createGzip({ level: 9 }))
    await writeOutput(fillReport(template, `${fileNameOf(target)}.memlane.ndjson.gz`, packed), call.out, io)
    return failed || reports.some(({ failure }) => failure !== undefined) ? 1 : 0
  } catch (error) {
    if (error instanceof ReadError) tell(inputs.length === 1 ? `${inputs[0]!.name}: ${error.message}` : error.message)
    else if (error instanceof OutputError) tell(error.message)
    else throw error
    return 1
  }
}

interface ReportCall {
  readonly inputs: readonly string[]
  /** undefined: standard output. */
  readonly out: string | undefined
  readonly clock: ClockOptions
}

function readCall(args: readonly string[]): ReportCall | 'help' | { readonly wrong: string } {
  let parsed
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { out: { type: 'string', short: 'o' }, ...CLOCK_OPTIONS, help: { type: 'boolean', default: false } },
    })
  } catch (error) {
    return { wrong: `${(error instanceof Error ? error.message : String(error)).split('\n')[0]!.replace(/\.$/, '')}.` }
  }
  const { values, positionals } = parsed
  if (values.help) return 'help'
  if (positionals.length === 0) return { wrong: 'There is no INPUT: give a file, or - for standard input.' }
  if (positionals.filter((name) => name === '-').length > 1)
    return { wrong: 'Standard input can be read once only: give - once.' }
  const { out } = values
  if (out === undefined || out === '') return { wrong: 'It is not said where to write: give -o FILE.html.' }
  if (out !== '-' && positionals.some((name) => name !== '-' && resolve(name) === resolve(out)))
    return { wrong: `-o ${out} is one of the inputs, and would take its place: name another file.` }
  if (out.endsWith('.gz')) return { wrong: `-o ${out}: browsers do not open a gzipped page; name it .html.` }
  const clock = readClockOptions(values)
  if ('wrong' in clock) return clock
  return { inputs: positionals, out: out === '-' ? undefined : out, clock }
}

function* printTimeline(timeline: Timeline): Generator<string> {
  const writer = new SessionWriter({ ...timeline.header, tool: version })
  yield writer.headerLine()
  for (const part of timeline.parts()) yield writer.lines(part)
  yield writer.endLine()
}

function fileNameOf(target: string): string {
  return target.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 80) || 'process'
}
