import type { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { version } from '../../package.json'
import { Backend, readUsed } from '../backend/backend'
import { MemInfo } from '../backend/machine/memInfo'
import { startServer } from '../backend/page/server'
import { GENERATIONS } from '../backend/report/generation'
import { Log } from '../backend/report/log'
import type { Settings } from '../backend/settings'
import { makeSettings } from '../backend/settings'
import type { Bytes } from '../base/units'
import { WORKLOADS } from '../backend/work/workload'
import { printValue } from '../format/text/printValue'
import { isLeashed, LEASH_GONE, runWithSteadyMalloc, untilStopped } from './backendLife'

/** Where a command writes; process.stdout and process.stderr in the real program. */
export interface CommandStreams {
  readonly stdout: Pick<Writable, 'write'>
  readonly stderr: Pick<Writable, 'write'>
}

const HELP = `memlane backend: the reference process, a real Node program that tracks its own memory as Doris's backend does.

Usage: memlane backend [options]

  --port N            where to serve /profile, /mem_tracker and /metrics, on 127.0.0.1 only; 0 takes any free port (default 8040)
  --workload NAME     steady, leak, spike or idle (default steady)
  --seed N            the same work again (default 1)
  --generation NAME   which of Doris's memory profiles to show: p1, p2 or p3 (default p1)
  --mem-limit SIZE    such as 512m or 2g; the work is sized to stay under it (default 1g)
  --log FILE          append the log to a file, in the form of Doris's be.INFO; it goes to stderr in any case
  --log-step SIZE     a status line each time the resident memory has moved by so much (default a quarter of the limit, at most 256m)
  --debug-memory      log the trackers by type before each step of a GC, and trackers that do not end at 0
                      (Doris: crash_in_memory_tracker_inaccurate)
  --help              this text
`

/** Runs the reference process until it is told to stop. Returns the exit status: 0 done, 1 it could not run, 2 a wrong call. */
export async function runBackend(args: readonly string[], io: CommandStreams): Promise<number> {
  const call = readCall(args)
  if (typeof call === 'string') {
    io.stderr.write(`memlane backend: ${call} See memlane backend --help.\n`)
    return 2
  }
  if (call === undefined) {
    io.stdout.write(HELP)
    return 0
  }
  // Whoever reads what is written here may go away; the process goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  const tell = (sentence: string): void => void io.stderr.write(`memlane backend: ${sentence}\n`)
  const { port, file, settings, limitInEffect, ...rest } = call
  const status = await runWithSteadyMalloc(args, limitInEffect, tell)
  if (status !== undefined) return status

  const log = new Log({ file, stderrFrom: isLeashed() ? 'ERROR' : 'INFO', stderr: (text) => io.stderr.write(text) })
  const backend = new Backend({ ...rest, settings, log, version })
  const narrow = explainNoRoom(backend.memInfo, settings, readUsed())
  if (narrow !== undefined) {
    tell(narrow)
    return 1
  }
  const short = explainShortage(backend.memInfo)
  if (short !== undefined) tell(short)
  let started
  try {
    started = await startServer(backend, port)
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error))
    return 1
  }
  backend.start()
  io.stdout.write(`memlane backend listening on http://127.0.0.1:${started.port}\n`)
  if ((await untilStopped()) === 'leash') tell(LEASH_GONE)
  backend.stop()
  started.server.close()
  started.server.closeAllConnections()
  log.close()
  return 0
}

/** Why nothing could be allocated under this limit, and what helps; undefined: something can. */
export function explainNoRoom(
  memInfo: Pick<MemInfo, 'memLimit' | 'softMemLimit' | 'cgroup'>,
  settings: Pick<Settings, 'mem_limit'>,
  used: Bytes,
): string | undefined {
  if (used < memInfo.softMemLimit) return undefined
  const { memLimit, cgroup } = memInfo
  const isGroups = memLimit < settings.mem_limit && cgroup?.state === 'known' && cgroup.limit === memLimit
  const [whose, help] = isGroups
    ? [' of its control group', 'Give the control group more memory; a larger --mem-limit does not help.']
    : memLimit < settings.mem_limit
      ? [', all that the machine has,', 'It needs a machine with more memory; a larger --mem-limit does not help.']
      : ['', 'Give it a larger --mem-limit.']
  return `the limit of ${printValue(memLimit, 'BYTES')}${whose} leaves no room: the process alone uses ${printValue(used, 'BYTES')}. ${help}`
}

/** That the machine has too little left now, whatever the limit says; undefined: it has enough, or does not say. */
export function explainShortage(memInfo: Pick<MemInfo, 'available' | 'lowWaterMark'>): string | undefined {
  const { available, lowWaterMark } = memInfo
  if (available === undefined || lowWaterMark === undefined || available > lowWaterMark) return undefined
  return (
    `only ${printValue(available, 'BYTES')} are available here, and ${printValue(lowWaterMark, 'BYTES')} are to be left free (the low ` +
    'water mark). It starts all the same, and its work begins when more is available.'
  )
}

/** The options as values; undefined: help is asked for; a string: what is wrong with the call. */
function readCall(args: readonly string[]) {
  let values
  try {
    values = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '8040' },
        workload: { type: 'string', default: 'steady' },
        seed: { type: 'string', default: '1' },
        generation: { type: 'string', default: 'p1' },
        'mem-limit': { type: 'string', default: '1g' },
        log: { type: 'string' },
        'log-step': { type: 'string' },
        'debug-memory': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    return `${(error instanceof Error ? error.message : String(error)).replaceAll('\n', ' ').replace(/\.?$/, '.')}`
  }
  if (values.help) return undefined
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN
  if (!(port <= 65_535)) return `--port takes a number from 0 to 65535, not "${values.port}".`
  const workload = WORKLOADS.find((name) => name === values.workload)
  if (workload === undefined) return `--workload takes ${WORKLOADS.join(', ')}, not "${values.workload}".`
  const generation = GENERATIONS.find((name) => name === values.generation)
  if (generation === undefined) return `--generation takes ${GENERATIONS.join(', ')}, not "${values.generation}".`
  if (!/^\d{1,10}$/.test(values.seed)) return `--seed takes a whole number, not "${values.seed}".`
  const memLimit = parseSize(values['mem-limit'])
  if (memLimit === undefined) return `--mem-limit takes a size such as 512m or 2g, not "${values['mem-limit']}".`
  const step = values['log-step']
  const logStep = step === undefined ? undefined : parseSize(step)
  if (step !== undefined && logStep === undefined) return `--log-step takes a size such as 64m, not "${step}".`
  if (values.log === '') return '--log takes the name of a file, not "".'
  const given = {
    mem_limit: memLimit,
    ...(logStep !== undefined && { memory_status_log_step_bytes: logStep }),
    crash_in_memory_tracker_inaccurate: values['debug-memory'],
    webserver_port: port,
  }
  const limitInEffect = new MemInfo(makeSettings(given), () => undefined).memLimit
  const settings = makeSettings(given, limitInEffect)
  return { limitInEffect, port, workload, generation, seed: Number(values.seed), file: values.log, settings }
}

/** A size such as 512m, 2g, 1048576 in bytes; undefined if it is not one. */
function parseSize(text: string): number | undefined {
  const match = /^(\d{1,15})([kmg]?)b?$/i.exec(text)
  if (!match) return undefined
  const bytes = Number(match[1]) * { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[match[2]!.toLowerCase() as '' | 'k' | 'm' | 'g']
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined
}
