import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

// The real programs, as the user starts them, on free ports.

const PROGRAM = fileURLToPath(new URL('../dist/server/memlane.js', import.meta.url))
const START_MS = 20_000

export interface RunningProgram {
  /** Without a slash at its end. */
  readonly url: string
  readonly port: number
  readonly pid: number
  /** What it has printed so far, both streams. */
  output(): string
  /** Ends it as Ctrl+C does. */
  stop(): Promise<void>
  /** kill -9. */
  kill(): Promise<void>
}

/** `memlane backend`: the reference process alone. `port` 0 takes a free one. */
export function startBackend(
  options: { readonly port?: number; readonly args?: readonly string[] } = {},
): Promise<RunningProgram> {
  return start(['backend', '--port', String(options.port ?? 0), ...(options.args ?? [])], /listening on (http:\/\/[^\s/]+)/)
}

/** `memlane serve` with these targets, by name; none: it starts the reference process itself. */
export function startGateway(
  options: {
    readonly targets?: Readonly<Record<string, string>>
    readonly port?: number
    readonly args?: readonly string[]
  } = {},
): Promise<RunningProgram> {
  const targets = Object.entries(options.targets ?? {}).flatMap(([name, url]) => ['--target', `${name}=${url}`])
  return start(
    ['serve', '--port', String(options.port ?? 0), '--every', '1s', ...targets, ...(options.args ?? [])],
    /Memlane is at (http:\/\/[^\s/]+)/,
  )
}

async function start(args: readonly string[], ready: RegExp): Promise<RunningProgram> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // With this set, `memlane backend` does not run itself once more to set it: the pid is the one that is watched.
    env: { ...process.env, MALLOC_MMAP_THRESHOLD_: '131072' },
  })
  let printed = ''
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`memlane ${args.join(' ')} did not come up:\n${printed}`)), START_MS)
    const listen = (chunk: Buffer): void => {
      printed += chunk.toString()
      const found = ready.exec(printed)?.[1]
      if (found === undefined) return
      clearTimeout(timer)
      resolve(found)
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`memlane ${args.join(' ')} ended with ${code}:\n${printed}`))
    })
  })
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid!,
    output: () => printed,
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}
