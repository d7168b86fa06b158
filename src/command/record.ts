import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { version } from '../../package.json'
import { formatBytes } from '../base/formatBytes'
import { CredentialsError } from '../gateway/credentials'
import { createFleet, type Fleet, type FleetTarget } from '../gateway/fleet'
import type { RecorderOptions } from '../gateway/recorder/recorder'
import type { CommandStreams } from './backend'
import { parseDuration } from './duration'
import { foldInThread } from './foldInThread'
import { parseSize } from './size'
import { readEvery, readSecrets, readTargets, type WrongCall } from './targetArguments'
import { untilToldToStop } from './untilToldToStop'

const HELP = `memlane record: keeps the timelines of targets on disk, without a page.

Usage: memlane record --target NAME=URL... --out DIR [options]

  --target NAME=URL   what to record, such as be1=http://10.0.0.17:8040; may be given several times. A Doris BE as it is, or any
                      program that serves GET /profile
  --out DIR           the folder; made if there is none. A file a target and start, NAME_START.memlane.ndjson; a new one each UTC
                      day, and when it is large; those that are over are gzipped. All of them open in the page and in convert
  --every TIME        time from one poll to the next, at least 1s (default 5s)
  --for TIME          such as 24h; without it, until Ctrl+C
  --max-size SIZE     what the recordings in the folder may have together; then the oldest go (default 2g)
  --credentials FILE  for targets that ask for a password: {"be1": {"user": "...", "password": "..."}}, file mode 0600
  --ca FILE           a further certificate authority to trust, PEM
  --help              this text

Started again, it goes on in a new file; what was missed is told as a gap. Where the disk is full or the folder gone, samples wait in
memory and it tries again. What happens is said on standard error. Exit status: 0 recorded, 1 a target gave nothing or samples
were lost, 2 the call was wrong.
`

const PROGRESS_MS = 60_000
/** setTimeout takes no more than 24 days. */
const LONGEST_WAIT_MS = 86_400_000

/** What the call asks for, checked. */
interface RecordCall {
  readonly targets: readonly FleetTarget[]
  readonly record: RecorderOptions
  readonly everyMs: number
  /** undefined: until it is told to stop. */
  readonly forMs: number | undefined
  readonly credentials: string | undefined
  readonly ca: string | undefined
}

/** Records until the time is over or it is told to stop. Returns the exit status: 0 recorded, 1 something is missing, 2 a wrong call. */
export async function runRecord(args: readonly string[], io: CommandStreams, program: string): Promise<number> {
  const call = readCall(args)
  if (call === 'help') {
    io.stdout.write(HELP)
    return 0
  }
  if ('wrong' in call) {
    io.stderr.write(`memlane record: ${call.wrong} See memlane record --help.\n`)
    return 2
  }
  const log = (line: string): void => void io.stderr.write(`${new Date().toISOString()} ${line}\n`)
  const names = call.targets.map(({ name }) => name)
  let fleet: Fleet
  try {
    fleet = createFleet({
      targets: call.targets,
      everyMs: call.everyMs,
      idleEveryMs: call.everyMs,
      record: { ...call.record, fold: foldInThread(program) },
      // Nobody asks for a past here.
      historyLimits: { keepMs: PROGRESS_MS },
      version,
      log,
      ...(await readSecrets(call, names)),
    })
  } catch (error) {
    if (!(error instanceof CredentialsError)) throw error
    io.stderr.write(`memlane record: ${error.message}\n`)
    return 2
  }
  const unfit = await fleet.recorder!.prepare()
  if (unfit !== undefined) {
    io.stderr.write(`memlane record: --out: ${unfit}\n`)
    return 2
  }

  const told = untilToldToStop()
  // What goes wrong in one part must not end the others (policy 11 of hardening.md).
  process.on('uncaughtException', (error) => log(`unexpected error: ${error.stack ?? error.message}`))
  const began = performance.now()
  fleet.start()
  const { folder } = call.record
  const until = call.forMs === undefined ? 'until Ctrl+C' : `for ${describeTime(call.forMs)}`
  log(`Recording ${list(names)} into ${folder}, every ${call.everyMs / 1000} s, ${until}.`)
  const progress = setInterval(() => log(describeProgress(fleet, performance.now() - began)), PROGRESS_MS)
  const over = new AbortController()
  await Promise.race([told, ...(call.forMs === undefined ? [] : [wait(call.forMs, over.signal)])])
  over.abort()
  clearInterval(progress)
  await fleet.stop()
  return tellEnd(fleet, performance.now() - began, folder, io)
}

function tellEnd(fleet: Fleet, ms: number, folder: string, io: CommandStreams): number {
  const { samples, lost, files, bytes } = fleet.recorder!.totals()
  const silent = [...fleet.byName.values()].filter((target) => target.recorded === 0)
  const what = `${count(samples, 'sample')} of ${list([...fleet.byName.values()].filter(({ recorded }) => recorded > 0).map(({ name }) => name))}`
  if (samples === 0) io.stdout.write(`Nothing was recorded in ${describeTime(ms)}.\n`)
  else
    io.stdout.write(
      `Recorded ${what} in ${describeTime(ms)} into ${folder}: ${count(files, 'file')}, ${formatBytes(bytes)} before packing.\n`,
    )
  for (const target of silent) {
    const { failure, recording } = target.summary()
    const what = recording?.lostSamples ? 'gave samples, but none could be written' : 'gave nothing to record'
    io.stderr.write(`memlane record: ${target.name} ${what}.${failure ? ` ${failure.message}` : ''}\n`)
  }
  if (lost > 0)
    io.stderr.write(`memlane record: ${count(lost, 'sample')} could not be written and ${lost === 1 ? 'is' : 'are'} lost.\n`)
  return silent.length > 0 || lost > 0 ? 1 : 0
}

function describeProgress(fleet: Fleet, ms: number): string {
  const { samples, bytes } = fleet.recorder!.totals()
  const notes: string[] = []
  for (const target of fleet.byName.values()) {
    const { failure, recording } = target.summary()
    if (failure) notes.push(`${target.name} does not answer (${failure.code}, ${count(failure.tries, 'try', 'tries')})`)
    if (recording?.state === 'trouble')
      notes.push(`${target.name}: ${count(recording.waitingSamples, 'sample')} of it wait for the disk`)
  }
  const rest = notes.length > 5 ? [`${notes.length - 5} more are in trouble`] : []
  return (
    [`${describeTime(ms)}: ${count(samples, 'sample')}, ${formatBytes(bytes)}`, ...notes.slice(0, 5), ...rest].join('; ') + '.'
  )
}

function readCall(args: readonly string[]): RecordCall | 'help' | WrongCall {
  let values
  try {
    values = parseArgs({
      args: [...args],
      options: {
        target: { type: 'string', multiple: true, default: [] },
        out: { type: 'string' },
        every: { type: 'string', default: '5s' },
        for: { type: 'string' },
        'max-size': { type: 'string' },
        credentials: { type: 'string' },
        ca: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    return { wrong: `${(error instanceof Error ? error.message : String(error)).split('\n')[0]!.replace(/\.$/, '')}.` }
  }
  if (values.help) return 'help'
  const targets = readTargets(values.target)
  if ('wrong' in targets) return targets
  if (targets.length === 0) return { wrong: 'There is no --target NAME=URL to record.' }
  if (!values.out) return { wrong: 'There is no --out DIR to record into.' }
  const everyMs = readEvery(values.every)
  if (everyMs === undefined) return { wrong: `--every takes a time from 1s to 1h, not "${values.every}".` }
  const forMs = values.for === undefined ? undefined : parseDuration(values.for)
  if (values.for !== undefined && !forMs) return { wrong: `--for takes a time such as 90s or 24h, not "${values.for}".` }
  const maxFolderBytes = values['max-size'] === undefined ? undefined : parseSize(values['max-size'])
  if (values['max-size'] !== undefined && maxFolderBytes === undefined)
    return { wrong: `--max-size takes a size such as 500m or 2g, not "${values['max-size']}".` }
  return {
    targets,
    record: { folder: values.out, ...(maxFolderBytes !== undefined && { maxFolderBytes }) },
    everyMs,
    forMs,
    credentials: values.credentials,
    ca: values.ca,
  }
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  for (let left = ms; left > 0 && !signal.aborted; left -= LONGEST_WAIT_MS) {
    await setTimeout(Math.min(left, LONGEST_WAIT_MS), undefined, { signal }).catch(() => undefined)
  }
}

/** "24 h", "1 h 30 min", "2 min", "12 s" */
function describeTime(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`
}

/** "be1", "be1 and be2", "be1, be2, be3 and 7 more" */
function list(names: readonly string[]): string {
  if (names.length > 4) return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join('')
}
