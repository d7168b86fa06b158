import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { heapOptions, STEADY_MALLOC } from './backendLife'

export interface ReferenceProcessOptions {
  /** The built `memlane`, which is started once more as `memlane backend`. */
  readonly program: string
  /** Where it answers; undefined: it is gone, and `why` says in a sentence what happens next. */
  readonly onMove: (url: URL | undefined, why: string) => void
  readonly log: (line: string) => void
  /** Pause before it is started again for the first time; it doubles up to a minute. Default 2 s. */
  readonly restartMs?: number
}

export interface ReferenceProcess {
  /** Resolves when it answers for the first time, or has failed to. */
  readonly ready: Promise<void>
  stop(): Promise<void>
}

/** The default of `memlane backend`. */
const MEM_LIMIT = 1024 ** 3
const RESTART_MS = 2000
const LONGEST_RESTART_MS = 60_000
/** One that ran so long had no trouble starting: the next restart is a first one again. */
const HEALTHY_MS = 30_000

/** Keeps the reference process running: a real child process, started again when it dies, gone when this process is gone. */
export function startReferenceProcess(options: ReferenceProcessOptions): ReferenceProcess {
  const { program, onMove, log, restartMs = RESTART_MS } = options
  let child: ChildProcess | undefined
  let timer: NodeJS.Timeout | undefined
  let pauseMs = restartMs
  let stopped = false
  let port = '0'
  let isReady: () => void = () => undefined
  const ready = new Promise<void>((resolve) => (isReady = resolve))

  const start = (): void => {
    const startedAt = Date.now()
    const started = spawn(process.execPath, [...heapOptions(MEM_LIMIT), program, 'backend', '--port', port], {
      // The channel is a leash: the child ends when it is torn, even where this process was killed.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // As it would set for itself, by starting once more.
      env: { ...process.env, ...STEADY_MALLOC },
      // Ctrl+C goes to all processes of a group; this one is ended by us, not seen to die.
      detached: process.platform !== 'win32',
    })
    child = started
    createInterface({ input: started.stdout! }).on('line', (line) => {
      const address = /listening on (http:\/\/127\.0\.0\.1:(\d+))/.exec(line)
      if (!address) return
      // The same port next time, so that what is open elsewhere on this address goes on.
      port = address[2]!
      log(`reference process: pid ${started.pid} listens on ${address[1]}`)
      onMove(new URL(address[1]!), '')
      isReady()
    })
    createInterface({ input: started.stderr! }).on('line', (line) => log(`reference process: ${line.slice(0, 500)}`))
    started.once('error', (error) => log(`reference process: it cannot be started: ${error.message}`))
    started.once('close', (code, signal) => {
      if (stopped) return
      if (Date.now() - startedAt > HEALTHY_MS) pauseMs = restartMs
      // Somebody else may have taken the port meanwhile.
      else if (code === 1) port = '0'
      const how = signal === null ? `exit status ${code}` : `signal ${signal}`
      log(`reference process: pid ${started.pid} ended (${how}); it is started again in ${pauseMs / 1000} s`)
      onMove(undefined, `The reference process has ended (${how}); Memlane starts it again by itself.`)
      isReady()
      timer = setTimeout(start, pauseMs)
      pauseMs = Math.min(LONGEST_RESTART_MS, pauseMs * 2)
    })
  }
  start()

  return {
    ready,
    async stop() {
      stopped = true
      clearTimeout(timer)
      const running = child
      if (!running || running.exitCode !== null || running.signalCode !== null || running.pid === undefined) return
      const gone = new Promise<void>((resolve) => running.once('close', () => resolve()))
      running.kill('SIGTERM')
      const impatience = setTimeout(() => running.kill('SIGKILL'), 2000)
      await gone
      clearTimeout(impatience)
    },
  }
}
