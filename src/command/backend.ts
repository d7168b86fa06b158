import type { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { version } from '../../package.json'
import { Backend, readUsed } from '../backend/backend'
import { startServer } from '../backend/page/server'
import { GENERATIONS } from '../backend/report/generation'
import { Log } from '../backend/report/log'
import { makeSettings } from '../backend/settings'
import { WORKLOADS } from '../backend/work/workload'
import { printValue } from '../format/text/printValue'
import { isLeashed, runWithSteadyMalloc, untilStopped } from './backendLife'

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
  --log-step SIZE     a status line each time the resident memory has moved by so much (default 256m)
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
  const status = await runWithSteadyMalloc(args)
  if (status !== undefined) return status

  const { port, file, settings, ...rest } = call
  const log = new Log({ file, stderrFrom: isLeashed() ? 'ERROR' : 'INFO', stderr: (text) => io.stderr.write(text) })
  const backend = new Backend({ ...rest, settings, log, version })
  const used = readUsed()
  if (used >= backend.memInfo.softMemLimit) {
    io.stderr.write(
      `memlane backend: the limit of ${printValue(backend.memInfo.memLimit, 'BYTES')} leaves no room: the process alone uses ` +
        `${printValue(used, 'BYTES')}. Give it a larger --mem-limit.\n`,
    )
    return 1
  }
  let started
  try {
    started = await startServer(backend, port)
  } catch (error) {
    io.stderr.write(`memlane backend: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
  backend.start()
  io.stdout.write(`memlane backend listening on http://127.0.0.1:${started.port}\n`)
  await untilStopped()
  backend.stop()
  started.server.close()
  started.server.closeAllConnections()
  log.close()
  return 0
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
        'log-step': { type: 'string', default: '256m' },
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
  const logStep = parseSize(values['log-step'])
  if (logStep === undefined) return `--log-step takes a size such as 64m, not "${values['log-step']}".`
  const settings = makeSettings({
    mem_limit: memLimit,
    memory_status_log_step_bytes: logStep,
    crash_in_memory_tracker_inaccurate: values['debug-memory'],
    webserver_port: port,
  })
  return { port, workload, generation, seed: Number(values.seed), file: values.log, settings }
}

/** A size such as 512m, 2g, 1048576 in bytes; undefined if it is not one. */
function parseSize(text: string): number | undefined {
  const match = /^(\d{1,15})([kmg]?)b?$/i.exec(text)
  if (!match) return undefined
  const bytes = Number(match[1]) * { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[match[2]!.toLowerCase() as '' | 'k' | 'm' | 'g']
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined
}
