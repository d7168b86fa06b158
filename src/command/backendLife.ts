import { spawn } from 'node:child_process'
import { fstatSync } from 'node:fs'
import { constants } from 'node:os'
import type { Bytes } from '../base/units'

/**
 * The environment in which glibc gives freed blocks back to the kernel at once. By default it keeps blocks of up to 32 MB to itself
 * after the first one was freed, and the resident memory would not fall when a task ends. Other systems ignore it.
 */
export const STEADY_MALLOC = { MALLOC_MMAP_THRESHOLD_: '131072' } as const

/**
 * Node's options that keep the heap in proportion to a limit in bytes: V8 lets its young generation grow to 48 MB, which is much of
 * a limit of 256 MB, and it counts in the resident memory. The work itself is not in the heap.
 */
export function heapOptions(memLimit: Bytes): string[] {
  const mib = Math.floor(memLimit / 1024 ** 2)
  return [
    `--max-semi-space-size=${Math.min(16, Math.max(1, Math.floor(mib / 128)))}`,
    `--max-old-space-size=${Math.max(64, Math.floor(mib / 4))}`,
  ]
}

/** Tells the second run how the first one was started. */
const RERUN = 'MEMLANE_BACKEND_RERUN'

/**
 * Where the environment is another and this is the program `memlane backend`, runs it once more in the right one, and resolves with
 * its exit status when it ends. Resolves with undefined where there is nothing to do. `tell` gets a sentence for the user.
 */
export async function runWithSteadyMalloc(
  args: readonly string[],
  memLimit: Bytes,
  tell: (sentence: string) => void,
): Promise<number | undefined> {
  const program = process.argv[1]
  const isProgram = program !== undefined && process.argv[2] === 'backend'
  if (process.platform !== 'linux' || !isProgram || process.env['MALLOC_MMAP_THRESHOLD_'] !== undefined) return undefined
  // The pipe to its stdin is a leash: the child ends when this process does, however that happens.
  const child = spawn(process.execPath, [...heapOptions(memLimit), ...process.execArgv, program, 'backend', ...args], {
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...process.env, ...STEADY_MALLOC, [RERUN]: isLeashed() ? 'leashed' : 'free' },
  })
  const stop = new AbortController()
  let stopped = false
  void untilStopped(stop.signal).then((why) => {
    if (why === 'ended') return
    stopped = true
    if (why === 'leash') tell(LEASH_GONE)
    child.kill('SIGTERM')
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      stop.abort()
      // Told to stop before it could listen to that: it had nothing to clean up yet.
      if (stopped && signal === 'SIGTERM') resolve(0)
      else resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}

/** Whether another Node program (not this one itself, above) started this one and holds it by a channel or a pipe. */
export function isLeashed(): boolean {
  const rerun = process.env[RERUN]
  if (rerun !== undefined) return rerun === 'leashed'
  return process.channel !== undefined || stdinIsFromNode()
}

export const LEASH_GONE =
  'stdin or the channel to the program that started it was closed, so it ends. Start it with </dev/null to let it go on.'

/** Resolves on SIGINT, SIGTERM ('told'), when whoever holds the leash goes away, or when the signal is given ('ended'). */
export async function untilStopped(signal?: AbortSignal): Promise<'told' | 'leash' | 'ended'> {
  const stdin = process.channel === undefined && stdinIsFromNode() ? process.stdin : undefined
  return new Promise((resolve) => {
    const told = (): void => stop('told')
    const torn = (): void => stop('leash')
    const stop = (why: 'told' | 'leash' | 'ended'): void => {
      process.off('SIGINT', told)
      process.off('SIGTERM', told)
      process.off('disconnect', torn)
      stdin?.pause()
      process.channel?.unref()
      resolve(why)
    }
    process.once('SIGINT', told)
    process.once('SIGTERM', told)
    process.once('disconnect', torn)
    signal?.addEventListener('abort', () => stop('ended'), { once: true })
    // Without a listener for messages Node does not watch the channel, and would not see that it is torn.
    process.channel?.ref()
    stdin?.once('end', torn)
    stdin?.once('error', torn)
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
