import type { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { formatDateTime, UTC } from '../base/formatTime'
import { readAllocator } from '../format/doris/allocator'
import type { ReadOptions } from '../format/index'
import { ReadError } from '../profile/report'
import { computeAllFindings, type Finding, type FindingsReport } from '../timeline/findings/index'
import { SEVERITIES, type Severity } from '../timeline/findings/rule'
import type { Timeline } from '../timeline/timeline'
import { openInputs } from './openInputs'
import { CLOCK_HELP, CLOCK_OPTIONS, readClockOptions } from './readClockOptions'
import { readTimeline } from './readTimeline'
import { makeVisible, tellReport } from './tellReport'

const HELP = `memlane check: says what the rules find in profiles, texts, pages, logs and saved timelines.

Usage: memlane check INPUT... [--json] [--fail-on info|warning|serious] [--log-offset OFFSET]
                     [--kernel-offset SECONDS]

  INPUT               a file, gzipped or not; - for standard input: all that memlane convert reads. Several are put
                      together in the order of time
  --json              as JSON, for programs
  --fail-on SEVERITY  end with 3 only if there is a finding as severe as this: info (this is what you get without
                      --fail-on), warning or serious
${CLOCK_HELP}  --help              this text

It looks at the end of the timeline, at the moment with the highest RSS, and at what came before each restart and kill.
What was read, and the lines that were not understood, are told on standard error.
Exit status: 0 nothing found, 1 an input could not be read, 2 a wrong call, 3 something was found.
`

export interface CheckStreams {
  readonly stdin: AsyncIterable<Uint8Array>
  readonly stdout: Pick<Writable, 'write'>
  readonly stderr: { write(text: string): unknown }
}

interface CheckCall {
  readonly inputs: readonly string[]
  readonly json: boolean
  readonly failOn: Severity
  readonly clock: Pick<ReadOptions, 'logUtcOffsetMinutes' | 'kernelOffsetMs'>
}

/** Runs `memlane check`. Returns the exit status: 0 nothing found, 1 an input was at fault, 2 a wrong call, 3 something was found. */
export async function runCheck(args: readonly string[], io: CheckStreams): Promise<number> {
  const call = readCall(args)
  if (call === 'help') {
    io.stdout.write(HELP)
    return 0
  }
  if ('wrong' in call) {
    io.stderr.write(`memlane check: ${call.wrong} See memlane check --help.\n`)
    return 2
  }
  const tell = (sentence: string): void => void io.stderr.write(`memlane check: ${makeVisible(sentence)}\n`)
  const { inputs, failed } = await openInputs(call.inputs, io, tell)
  if (inputs.length === 0) return 1
  let result: Awaited<ReturnType<typeof readTimeline>>
  try {
    result = await readTimeline(inputs, call.clock)
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    tell(inputs.length === 1 ? `${inputs[0]!.name}: ${error.message}` : error.message)
    return 1
  }
  for (const report of result.reports) tellReport(report, io)
  const { timeline } = result
  const report = computeAllFindings(timeline, { readAllocator })
  io.stdout.write(call.json ? printJson(timeline, report) : printText(timeline, report))
  const least = SEVERITIES.indexOf(call.failOn)
  if (report.findings.some(({ severity }) => SEVERITIES.indexOf(severity) >= least)) return 3
  return failed || result.reports.some(({ failure }) => failure !== undefined) ? 1 : 0
}

function readCall(args: readonly string[]): CheckCall | 'help' | { readonly wrong: string } {
  let parsed
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        'fail-on': { type: 'string', default: 'info' },
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
  const failOn = SEVERITIES.find((severity) => severity === values['fail-on'])
  if (!failOn) return { wrong: `--fail-on takes one of ${SEVERITIES.join(', ')}, not "${values['fail-on']}".` }
  const clock = readClockOptions(values)
  if ('wrong' in clock) return clock
  return { inputs: positionals, json: values.json, failOn, clock }
}

function printText(timeline: Timeline, { findings, undecided, sentence }: FindingsReport): string {
  const lines = [`${whose(timeline)}: ${span(timeline)}.`, sentence, ...findings.flatMap(printFinding)]
  if (undecided.length > 0) {
    lines.push('', 'Not decided, for the data does not say what is needed:')
    lines.push(...undecided.map(({ title, missing }) => `  ${title}: ${missing}`))
  }
  return lines.map((line) => `${makeVisible(line)}\n`).join('')
}

function printFinding({ rule, title, severity, at, since, seen, sure, means, next, doc }: Finding): string[] {
  const began = since && since.at < at ? `, since ${formatDateTime(since.at, UTC)}` : ''
  return [
    '',
    `${severity.toUpperCase()}: ${title} (${formatDateTime(at, UTC)} UTC${began})`,
    `  Seen: ${seen} This is ${sure}.`,
    `  It means: ${means}`,
    `  Next: ${next}`,
    `  ${rule}, ${doc}`,
  ]
}

/** The target's id, else the process's own name and host. */
function whose(timeline: Timeline): string {
  const { header, length } = timeline
  if (header.target !== undefined || length === 0) return header.target ?? 'No process'
  const { name, host, version } = timeline.sampleAt(length - 1).snapshot.process
  return [name, host, version].filter((part) => part !== undefined).join(' ')
}

function span(timeline: Timeline): string {
  const { length, times } = timeline
  const events = timeline.marks.length
  if (length === 0) return `no samples, ${events} event${events === 1 ? '' : 's'}`
  const first = formatDateTime(times.at(0), UTC)
  if (length === 1) return `1 sample, ${first} UTC`
  return `${length} samples, ${first} to ${formatDateTime(times.at(length - 1), UTC)} UTC`
}

/** The form that programs may rely on: times as ISO 8601 UTC, severities and rules by their ids. */
function printJson(timeline: Timeline, report: FindingsReport): string {
  const { length, times, header } = timeline
  const value = {
    format: 'memlane-findings',
    version: 1,
    target: header.target,
    samples: length,
    from: length > 0 ? printTime(times.at(0)) : undefined,
    to: length > 0 ? printTime(times.at(length - 1)) : undefined,
    summary: report.sentence,
    findings: report.findings.map(({ rule, severity, title, at, since, seen, sure, means, next, doc }) => ({
      rule,
      severity,
      title,
      at: printTime(at),
      since: since && printTime(since.at),
      seen,
      sure,
      means,
      next,
      doc,
    })),
    undecided: report.undecided,
    foundNothing: report.quiet,
  }
  return `${JSON.stringify(value, undefined, 2)}\n`
}

const printTime = (at: number): string => (Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at))
