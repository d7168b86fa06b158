import { spawn } from 'node:child_process'
import { fstatSync } from 'node:fs'
import { constants } from 'node:os'

/**
 * The environment in which glibc gives freed blocks back to the kernel at once. By default it keeps blocks of up to 32 MB to itself
 * after the first one was freed, and the resident memory would not fall when a task ends. Other systems ignore it.
 */
export const STEADY_MALLOC = { MALLOC_MMAP_THRESHOLD_: '131072' } as const

/** Tells the second run how the first one was started. */
const RERUN = 'MEMLANE_BACKEND_RERUN'

/**
 * Where the environment is another and this is the program `memlane backend`, runs it once more in the right one, and resolves with
 * its exit status when it ends. Resolves with undefined where there is nothing to do.
 */
export async function runWithSteadyMalloc(args: readonly string[]): Promise<number | undefined> {
  const program = process.argv[1]
  const isProgram = program !== undefined && process.argv[2] === 'backend'
  if (process.platform !== 'linux' || !isProgram || process.env['MALLOC_MMAP_THRESHOLD_'] !== undefined) return undefined
  // The pipe to its stdin is a leash: the child ends when this process does, however that happens.
  const child = spawn(process.execPath, [...process.execArgv, program, 'backend', ...args], {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...process.env, ...STEADY_MALLOC, [RERUN]: isLeashed() ? 'leashed' : 'free' },
  })
  const stop = new AbortController()
  void untilStopped(stop.signal).then(() => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      stop.abort()
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}

/** Whether another Node program (not this one itself, above) started this one and holds it by a channel or a pipe. */
export function isLeashed(): boolean {
  const rerun = process.env[RERUN]
  if (rerun !== undefined) return rerun === 'leashed'
  return process.channel !== undefined || stdinIsFromNode()
}

/** Resolves on SIGINT, SIGTERM, when whoever holds the leash goes away, or when the signal is given. */
export async function untilStopped(signal?: AbortSignal): Promise<void> {
  const stdin = process.channel === undefined && stdinIsFromNode() ? process.stdin : undefined
  await new Promise<void>((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      process.off('disconnect', stop)
      stdin?.pause()
      process.channel?.unref()
      resolve()
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
    process.once('disconnect', stop)
    signal?.addEventListener('abort', stop, { once: true })
    // Without a listener for messages Node does not watch the channel, and would not see that it is torn.
    process.channel?.ref()
    stdin?.once('end', stop)
    stdin?.once('error', stop)
    stdin?.resume()
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
