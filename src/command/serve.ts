import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { version } from '../../package.json'
import { isLoopback } from '../gateway/addressRule'
import { CredentialsError } from '../gateway/credentials'
import { createGateway, type Gateway, type GatewayTarget } from '../gateway/gateway'
import type { RecorderOptions } from '../gateway/recorder/recorder'
import type { CommandStreams } from './backend'
import { foldInThread } from './foldInThread'
import { startReferenceProcess } from './referenceProcess'
import { parseSize } from './size'
import { readEvery, readSecrets, readTargets, type WrongCall } from './targetArguments'
import { untilToldToStop } from './untilToldToStop'

const HELP = `memlane serve: the page, and the gateway that asks the targets for it.

Usage: memlane serve [options]

  --target NAME=URL   what to watch, such as be1=http://10.0.0.17:8040; may be given several times. A Doris BE as it is, or any
                      program that serves GET /profile. Without it, Memlane starts the reference process and watches that
  --port N            where the page is (default 8765)
  --host ADDRESS      a loopback address only (default 127.0.0.1): there is no sign-in yet
  --every TIME        time from one poll to the next while somebody watches, at least 1s (default 5s)
  --idle-every TIME   the same while nobody watches; off: not at all (default 30s)
  --credentials FILE  for targets that ask for a password: {"be1": {"user": "...", "password": "..."}}, file mode 0600
  --ca FILE           a further certificate authority to trust, PEM
  --record DIR        keeps every target's timeline in this folder too, as it comes, and goes on with it after a restart: all that
                      is polled, so with --idle-every 5s every 5 s whether somebody watches or not
  --max-size SIZE     what the recordings in that folder may have together; then the oldest go (default 2g)
  --open              opens the page in the browser
  --verbose           one log line a request
  --help              this text

The page is at http://127.0.0.1:8765/. Log lines go to standard error. Ctrl+C ends it.
`

const DEFAULT_PORT = 8765
const PORTS_TO_TRY = 20
const REFERENCE_NAME = 'reference process'

/** What the call asks for, checked. */
interface ServeCall {
  readonly targets: readonly GatewayTarget[]
  readonly port: number | undefined
  readonly host: string
  readonly everyMs: number
  readonly idleEveryMs: number | null
  readonly credentials: string | undefined
  readonly ca: string | undefined
  readonly record: RecorderOptions | undefined
  readonly open: boolean
  readonly verbose: boolean
}

/** Serves until it is told to stop. Returns the exit status: 0 done, 1 it could not serve, 2 a wrong call. */
export async function runServe(args: readonly string[], io: CommandStreams, program: string): Promise<number> {
  const call = readCall(args)
  if (call === 'help') {
    io.stdout.write(HELP)
    return 0
  }
  if ('wrong' in call) {
    io.stderr.write(`memlane serve: ${call.wrong} See memlane serve --help.\n`)
    return 2
  }
  const log = (line: string): void => void io.stderr.write(`${new Date().toISOString()} ${line}\n`)

  const own = call.targets.length === 0
  const targets: readonly GatewayTarget[] = own ? [{ name: REFERENCE_NAME, url: undefined, reference: true }] : call.targets
  let gateway: Gateway
  try {
    gateway = createGateway({
      targets,
      host: call.host,
      everyMs: call.everyMs,
      idleEveryMs: call.idleEveryMs,
      ...(await readSecrets(
        call,
        targets.map(({ name }) => name),
      )),
      record: call.record && { ...call.record, fold: foldInThread(program) },
      pageFolder: fileURLToPath(new URL('../client', import.meta.url)),
      version,
      log,
      verbose: call.verbose,
    })
  } catch (error) {
    if (!(error instanceof CredentialsError)) throw error
    io.stderr.write(`memlane serve: ${error.message}\n`)
    return 2
  }

  const unfit = await gateway.prepareRecording()
  if (unfit !== undefined) {
    io.stderr.write(`memlane serve: --record: ${unfit}\n`)
    return 2
  }
  const told = untilToldToStop()
  const started = await startOnAPort(gateway, call)
  if (typeof started === 'string') {
    io.stderr.write(`memlane serve: ${started}\n`)
    return 1
  }
  // From here on, what goes wrong in one part must not end the others (policy 11 of hardening.md).
  process.on('uncaughtException', (error) => log(`unexpected error: ${error.stack ?? error.message}`))
  const reference = own
    ? startReferenceProcess({ program, log, onMove: (url, why) => gateway.moveTarget(REFERENCE_NAME, url, why) })
    : undefined
  await Promise.race([reference?.ready, told])
  const watched = own
    ? 'It watches the reference process that it has started'
    : `It watches ${targets
        .map(({ name }) => name)
        .slice(0, 5)
        .join(', ')}${targets.length > 5 ? ` and ${targets.length - 5} more` : ''}`
  if (started.insteadOf !== undefined) io.stdout.write(`Port ${started.insteadOf} is taken, so this is another one.\n`)
  const recorded = call.record ? ` It records into ${call.record.folder}.` : ''
  io.stdout.write(`Memlane is at ${started.url}\n${watched}, every ${call.everyMs / 1000} s.${recorded} Ctrl+C ends it.\n`)
  if (call.open) openInBrowser(started.url, log)

  await told
  await Promise.all([reference?.stop(), gateway.stop()])
  return 0
}

function readCall(args: readonly string[]): ServeCall | 'help' | WrongCall {
  let values
  try {
    values = parseArgs({
      args: [...args],
      options: {
        target: { type: 'string', multiple: true, default: [] },
        port: { type: 'string' },
        host: { type: 'string', default: '127.0.0.1' },
        every: { type: 'string', default: '5s' },
        'idle-every': { type: 'string', default: '30s' },
        credentials: { type: 'string' },
        ca: { type: 'string' },
        record: { type: 'string' },
        'max-size': { type: 'string' },
        open: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    return { wrong: `${(error instanceof Error ? error.message : String(error)).split('\n')[0]!.replace(/\.$/, '')}.` }
  }
  if (values.help) return 'help'
  const targets = readTargets(values.target)
  if ('wrong' in targets) return targets
  const port = values.port === undefined ? undefined : /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN
  if (port !== undefined && !(port <= 65_535)) return { wrong: `--port takes a number from 0 to 65535, not "${values.port}".` }
  const host = values.host === 'localhost' ? '127.0.0.1' : values.host.replace(/^\[|\]$/g, '')
  if (!isLoopback(host)) {
    return {
      wrong: `--host ${values.host} would let others in, and there is no sign-in yet: only this computer's own addresses are taken, such as 127.0.0.1. To look from elsewhere, forward the port: ssh -L 8765:127.0.0.1:8765.`,
    }
  }
  const everyMs = readEvery(values.every)
  if (everyMs === undefined) return { wrong: `--every takes a time from 1s to 1h, not "${values.every}".` }
  const idleEveryMs = values['idle-every'] === 'off' ? null : readEvery(values['idle-every'])
  if (idleEveryMs === undefined)
    return { wrong: `--idle-every takes a time from 1s to 1h, or off, not "${values['idle-every']}".` }
  if (values.record === '') return { wrong: '--record takes the name of a folder.' }
  const maxSize = values['max-size']
  if (maxSize !== undefined && values.record === undefined) return { wrong: '--max-size goes with --record DIR.' }
  const maxFolderBytes = maxSize === undefined ? undefined : parseSize(maxSize)
  if (maxSize !== undefined && maxFolderBytes === undefined)
    return { wrong: `--max-size takes a size such as 500m or 2g, not "${maxSize}".` }
  return {
    targets,
    port,
    host,
    everyMs,
    idleEveryMs,
    credentials: values.credentials,
    ca: values.ca,
    record:
      values.record === undefined
        ? undefined
        : { folder: values.record, ...(maxFolderBytes !== undefined && { maxFolderBytes }) },
    open: values.open,
    verbose: values.verbose,
  }
}

/** On the port that was asked for; where none was, on the first free one from 8765 on. A text is what went wrong. */
async function startOnAPort(gateway: Gateway, call: ServeCall): Promise<{ url: string; insteadOf: number | undefined } | string> {
  const first = call.port ?? DEFAULT_PORT
  const last = call.port === undefined ? first + PORTS_TO_TRY : first
  for (let port = first; ; port++) {
    try {
      const { url } = await gateway.start(port)
      return { url, insteadOf: port === first ? undefined : first }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'EADDRINUSE' && port < last) continue
      if (code === 'EADDRINUSE') {
        return call.port === undefined
          ? `All ports from ${first} to ${last} are taken. Choose another with --port N.`
          : `Port ${port} is taken by another program, perhaps another Memlane. End that, or choose another port with --port N.`
      }
      if (code === 'EACCES') return `Port ${port} is not allowed for an ordinary user. Choose one above 1023 with --port N.`
      if (code === 'EADDRNOTAVAIL') return `This computer has no address ${call.host}. Leave --host away, or give 127.0.0.1.`
      throw error
    }
  }
}

function openInBrowser(url: string, log: (line: string) => void): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url]
  const child = spawn(command!, args, { stdio: 'ignore', detached: true })
  child.once('error', () => log(`No browser could be opened. Open ${url} yourself.`))
  child.unref()
}
