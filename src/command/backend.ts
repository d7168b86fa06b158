import { fstatSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { version } from '../../package.json'
import { Backend } from '../backend/backend'
import { startServer } from '../backend/page/server'
import type { Generation } from '../backend/report/generation'
import { GENERATIONS } from '../backend/report/generation'
import type { WorkloadName } from '../backend/work/workload'
import { WORKLOADS } from '../backend/work/workload'

/** Where a command writes; process.stdout and process.stderr in the real program. */
export interface CommandStreams {
  readonly stdout: Pick<Writable, 'write'>
  readonly stderr: Pick<Writable, 'write'>
}

const HELP = `memlane backend: the reference process, a real Node program that tracks its own memory as Doris's backend does.

Usage: memlane backend [options]

  --port N            where to serve /profile, /mem_tracker and /metrics, on 127.0.0.1 only; 0 takes any free port (default 8040)
  --workload NAME     steady, leak, spike or idle (default steady)
  --seed N            repeats the same workload (default 1)
  --generation NAME   which memory profile to show: p1, p2 or p3 (default p1)
  --mem-limit SIZE    such as 512m or 2g; the workload stays under it (default 1g)
  --log FILE          writes the log there too, in Doris's form
  --log-step SIZE     a status line each time the resident memory has moved by this much (default 256m)
  --debug-memory      logs the trackers by type as well (Doris: crash_in_memory_tracker_inaccurate)
  --help              this text
`

/** Runs the reference process until it is told to stop. Returns the exit status: 0 done, 1 it could not run, 2 a wrong call. */
export async function runBackend(args: readonly string[], io: CommandStreams): Promise<number> {
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
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    return wrongCall(io, error instanceof Error ? error.message : String(error))
  }
  if (values.help) {
    io.stdout.write(HELP)
    return 0
  }
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN
  if (!(port <= 65_535)) return wrongCall(io, `--port takes a number from 0 to 65535, not "${values.port}".`)
  const workload = WORKLOADS.find((name) => name === values.workload) satisfies WorkloadName | undefined
  if (workload === undefined) return wrongCall(io, `--workload takes ${WORKLOADS.join(', ')}, not "${values.workload}".`)
  const generation = GENERATIONS.find((name) => name === values.generation) satisfies Generation | undefined
  if (generation === undefined) return wrongCall(io, `--generation takes ${GENERATIONS.join(', ')}, not "${values.generation}".`)
  if (!/^\d{1,10}$/.test(values.seed)) return wrongCall(io, `--seed takes a whole number, not "${values.seed}".`)
  const memLimit = parseSize(values['mem-limit'])
  if (memLimit === undefined) return wrongCall(io, `--mem-limit takes a size such as 512m or 2g, not "${values['mem-limit']}".`)

  const backend = new Backend({
    workload,
    seed: Number(values.seed),
    generation,
    memLimit,
    version,
    onError: (error) =>
      io.stderr.write(`A task failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`),
  })
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
  started.server.closeAllConnections()
  started.server.close()
  return 0
}

/** A size such as 512m, 2g, 1048576 in bytes; undefined if it is not one. */
function parseSize(text: string): number | undefined {
  const match = /^(\d{1,12})([kmg]?)b?$/i.exec(text)
  if (!match) return undefined
  const bytes = Number(match[1]) * { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[match[2]!.toLowerCase() as '' | 'k' | 'm' | 'g']
  return bytes > 0 ? bytes : undefined
}

/** Resolves on SIGINT, SIGTERM, or when the process that started this one with a channel or a pipe goes away. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => resolve()
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
    if (process.channel) process.once('disconnect', stop)
    else if (stdinIsFromNode()) {
      process.stdin.once('end', stop)
      process.stdin.once('error', stop)
      process.stdin.resume()
    }
  })
}

/** Node gives a child that it starts with a pipe a socket; a shell's pipe or /dev/null says nothing about whoever started us. */
function stdinIsFromNode(): boolean {
  try {
    return fstatSync(0).isSocket()
  } catch {
    return false
  }
}

function wrongCall(io: CommandStreams, sentence: string): number {
  io.stderr.write(`memlane backend: ${sentence} See memlane backend --help.\n`)
  return 2
}
