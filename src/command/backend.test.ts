import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBuilder } from 'vite'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { readProfileJson } from '../format/json/read'
import { computeMeaning } from '../profile/meaning'
import type { Snapshot } from '../profile/snapshot'
import { computeTasks } from '../profile/task'
import { makeSettings } from '../backend/settings'
import { explainNoRoom, explainShortage, runBackend } from './backend'

const MB = 1024 ** 2
const isLinux = process.platform === 'linux'

describe('a wrong call', () => {
  const call = async (...args: string[]): Promise<{ status: number; out: string; err: string }> => {
    let out = ''
    let err = ''
    const status = await runBackend(args, {
      stdout: { write: (text: string) => ((out += text), true) },
      stderr: { write: (text: string) => ((err += text), true) },
    })
    return { status, out, err }
  }

  it.each([
    ['--port 99999', '--port takes a number from 0 to 65535, not "99999".'],
    ['--port x', '--port takes a number from 0 to 65535, not "x".'],
    ['--workload busy', '--workload takes steady, leak, spike, idle, not "busy".'],
    ['--generation p4', '--generation takes p1, p2, p3, not "p4".'],
    ['--seed one', '--seed takes a whole number, not "one".'],
    ['--seed -1', "Option '--seed' argument is ambiguous. Did you forget"],
    ['--mem-limit much', '--mem-limit takes a size such as 512m or 2g, not "much".'],
    ['--mem-limit 0', '--mem-limit takes a size such as 512m or 2g, not "0".'],
    ['--log-step x', '--log-step takes a size such as 64m, not "x".'],
    ['--log=', '--log takes the name of a file, not "".'],
    ['--nonsense', "Unknown option '--nonsense'"],
    ['extra', "Unexpected argument 'extra'"],
  ])('is status 2 and a sentence: %s', async (line, sentence) => {
    const { status, out, err } = await call(...line.split(' '))
    expect([status, out]).toEqual([2, ''])
    expect(err).toContain(`memlane backend: ${sentence}`)
    expect(err).toMatch(/See memlane backend --help\.\n$/)
  })

  it('explains itself', async () => {
    const { status, out } = await call('--help')
    expect(status).toBe(0)
    for (const option of [
      '--port',
      '--workload',
      '--seed',
      '--generation',
      '--mem-limit',
      '--log',
      '--log-step',
      '--debug-memory',
    ]) {
      expect(out).toContain(`  ${option} `)
    }
  })

  it('is status 1 when the limit is smaller than what the process already uses', async () => {
    const { status, err } = await call('--port', '0', '--mem-limit', '8m')
    expect(status).toBe(1)
    expect(err).toMatch(/the limit of 8\.00 MB leaves no room: the process alone uses .+ MB\. Give it a larger --mem-limit\.\n$/)
  })
})

describe('what there is for it', () => {
  const memInfo = { memLimit: 60 * MB, softMemLimit: 54 * MB } as const
  const settings = { mem_limit: 256 * MB }

  it('is said by its cause: the option, the control group or the machine', () => {
    expect(explainNoRoom({ ...memInfo, cgroup: undefined }, settings, 53 * MB)).toBeUndefined()
    expect(explainNoRoom({ ...memInfo, cgroup: undefined }, { mem_limit: 60 * MB }, 70 * MB)).toBe(
      'the limit of 60.00 MB leaves no room: the process alone uses 70.00 MB. Give it a larger --mem-limit.',
    )
    expect(explainNoRoom({ ...memInfo, cgroup: { state: 'known', limit: 60 * MB, usage: 0 } }, settings, 70 * MB)).toBe(
      'the limit of 60.00 MB of its control group leaves no room: the process alone uses 70.00 MB. Give the control group more ' +
        'memory; a larger --mem-limit does not help.',
    )
    expect(explainNoRoom({ ...memInfo, cgroup: undefined }, settings, 70 * MB)).toContain('a machine with more memory')
  })

  it('is compared with what is available too', () => {
    expect(explainShortage({ available: 100 * MB, lowWaterMark: 50 * MB })).toBeUndefined()
    expect(explainShortage({ available: undefined, lowWaterMark: undefined })).toBeUndefined()
    expect(explainShortage({ available: 40 * MB, lowWaterMark: 50 * MB })).toBe(
      'only 40.00 MB are available here, and 50.00 MB are to be left free (the low water mark). It starts all the same, and its ' +
        'work begins when more is available.',
    )
  })

  it('scales what goes with the limit by the one in effect', () => {
    const scaled = makeSettings({ mem_limit: 1024 * MB }, 128 * MB)
    const small = makeSettings({ mem_limit: 128 * MB })
    expect({ ...scaled, mem_limit: 0 }).toEqual({ ...small, mem_limit: 0 })
    expect([scaled.memory_status_log_step_bytes, makeSettings({ mem_limit: 2048 * MB }).memory_status_log_step_bytes]).toEqual([
      32 * MB,
      256 * MB,
    ])
  })
})

describe('the process', () => {
  let folder: string
  let program: string
  const running = new Set<ChildProcess>()

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'memlane-backend-'))
    const builder = await createBuilder(
      { logLevel: 'error', environments: { server: { build: { outDir: folder, emptyOutDir: true } } } },
      null,
    )
    await builder.build(builder.environments['server']!)
    program = join(folder, 'memlane.js')
  }, 60_000)
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  interface Started {
    readonly child: ChildProcess
    readonly err: () => string
    readonly port: Promise<number>
    /** Exit status; null: ended by a signal. */
    readonly ended: Promise<number | null>
  }

  /** `within`: a command that runs the one that follows. */
  function start(args: readonly string[], stdio: 'ignore' | 'pipe' | 'ipc' = 'ignore', within: readonly string[] = []): Started {
    const [command, ...rest] = [...within, process.execPath, program, 'backend', '--port', '0', ...args]
    const child = spawn(command!, rest, {
      stdio: stdio === 'ipc' ? ['ignore', 'pipe', 'pipe', 'ipc'] : [stdio, 'pipe', 'pipe'],
    })
    running.add(child)
    let err = ''
    child.stderr!.on('data', (chunk: Buffer) => (err += chunk.toString()))
    const port = new Promise<number>((resolve) => {
      let out = ''
      child.stdout!.on('data', (chunk: Buffer) => {
        out += chunk.toString()
        const line = /^memlane backend listening on http:\/\/127\.0\.0\.1:(\d+)\n/.exec(out)
        if (line) resolve(Number(line[1]))
      })
    })
    const ended = new Promise<number | null>((resolve) =>
      // Not 'close': that does not come where this end of the channel was disconnected.
      child.once('exit', (status) => {
        running.delete(child)
        resolve(status)
      }),
    )
    return { child, err: () => err, port, ended }
  }

  async function look(port: number): Promise<Snapshot> {
    const answer = await fetch(`http://127.0.0.1:${port}/profile?type=json`)
    return readProfileJson(await answer.text())
  }

  const isGone = (pid: number): boolean => {
    try {
      process.kill(pid, 0)
      return false
    } catch {
      return true
    }
  }

  it('works: tasks come, with labels that say what they are, and memory is theirs', { timeout: 60_000 }, async () => {
    const started = start(['--mem-limit', '512m'])
    const port = await started.port
    const kinds = new Set<string>()
    let snapshot = await look(port)
    await expect
      .poll(
        async () => {
          snapshot = await look(port)
          for (const task of computeTasks(snapshot)!.tasks) kinds.add(task.kind)
          return kinds.size
        },
        { timeout: 50_000, interval: 300 },
      )
      .toBeGreaterThan(5)
    expect(kinds.has('unknown')).toBe(false)
    started.child.kill('SIGTERM')
    expect(await started.ended).toBe(0)
    expect(isGone(snapshot.process.pid!)).toBe(true)
  })

  it.each(['p1', 'p2', 'p3'])(
    'charges to trackers what it holds in array buffers, within 5 % or 4 MB at every moment: %s',
    { timeout: 60_000 },
    async (generation) => {
      const started = start(['--mem-limit', '256m', '--generation', generation])
      const port = await started.port
      const figures = ['tasks', 'global', 'memtables', 'metadata', 'cache'] as const
      for (let sample = 0; sample < 20; sample++) {
        await sleep(500)
        const snapshot = await look(port)
        const meaning = computeMeaning(snapshot)
        expect(Number(meaning.tracked!.value) + Number(meaning.untracked!.value)).toBe(Number(meaning.rss!.value))
        // Up to P2 memtables are a view of what loads hold, and in P1 metadata and cache are global.
        const counted = figures.filter((name) =>
          name === 'memtables' ? generation === 'p3' : generation !== 'p1' || name === 'tasks' || name === 'global',
        )
        const charged = counted.reduce((sum, name) => sum + Number(meaning[name]?.value ?? 0), 0)
        const arrayBuffers = Number(/array buffers: (\d+)/.exec(snapshot.memoryInfo!.allocator!)![1])
        expect(Math.abs(charged - arrayBuffers)).toBeLessThan(Math.max(0.05 * arrayBuffers, 4 * MB))
      }
      started.child.kill('SIGKILL')
    },
  )

  it('leaks with --workload leak: what no tracker knows grows', { timeout: 60_000 }, async () => {
    const started = start(['--mem-limit', '256m', '--workload', 'leak', '--generation', 'p2'])
    const port = await started.port
    const unknown = async (): Promise<number> => {
      const snapshot = await look(port)
      const meaning = computeMeaning(snapshot)
      const figures = ['tasks', 'global', 'metadata', 'cache'] as const
      const charged = figures.reduce((sum, name) => sum + Number(meaning[name]!.value), 0)
      return Number(/array buffers: (\d+)/.exec(snapshot.memoryInfo!.allocator!)![1]) - charged
    }
    expect(await unknown()).toBeLessThan(4 * MB)
    await expect.poll(unknown, { timeout: 50_000, interval: 1_000 }).toBeGreaterThan(7 * MB)
    started.child.kill('SIGKILL')
  })

  it.skipIf(!canUnmountProc())('runs on Linux without /proc, and says in a sentence what is not reported', async () => {
    const started = start(['--mem-limit', '256m'], 'ignore', [
      'unshare',
      '-rm',
      'sh',
      '-c',
      'mount -t tmpfs none /proc && exec "$0" "$@"',
    ])
    const snapshot = await look(await started.port)
    const meaning = computeMeaning(snapshot)
    expect([meaning.rss, meaning.untracked, snapshot.memoryInfo!.properties!.lowWaterMark]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(Number(meaning.tracked!.value)).toBeGreaterThan(MB)
    expect(started.err()).toContain('/proc/self/status cannot be read (ENOENT)')
    expect(started.err()).not.toMatch(/^\s+at /m)
    started.child.kill('SIGKILL')
  })

  it('goes on when whoever read its stderr is gone', async () => {
    const started = start(['--mem-limit', '256m'])
    const port = await started.port
    started.child.stderr!.destroy()
    await sleep(3_000)
    expect((await look(port)).process.pid).toBeGreaterThan(0)
    started.child.kill('SIGTERM')
    expect(await started.ended).toBe(0)
  })

  it('says why it ends when its stdin is a socket at its end', async () => {
    const started = start(['--mem-limit', '256m'], 'pipe')
    started.child.stdin!.end()
    expect(await started.ended).toBe(0)
    expect(started.err()).toContain(
      'memlane backend: stdin or the channel to the program that started it was closed, so it ends.',
    )
  })

  it.skipIf(!isLinux).each(['128m', '256m'])(
    'stays under a small limit while a spike drives it: %s',
    { timeout: 60_000 },
    async (limit) => {
      const started = start(['--mem-limit', limit, '--workload', 'spike', '--generation', 'p3'])
      const { pid } = (await look(await started.port)).process
      await expect.poll(() => started.err().includes('end minor GC'), { timeout: 40_000, interval: 200 }).toBe(true)
      await sleep(2_000)
      const peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1])
      expect(peak).toBeLessThan(Number.parseInt(limit) * 1024)
      started.child.kill('SIGKILL')
    },
  )

  it.skipIf(!isLinux)('says the resident memory that the kernel says at the same moment', async () => {
    const started = start(['--mem-limit', '256m', '--workload', 'idle', '--generation', 'p2'])
    const port = await started.port
    await look(port)
    await expect
      .poll(async () => {
        const snapshot = await look(port)
        const status = readFileSync(`/proc/${snapshot.process.pid}/status`, 'latin1')
        const kernel = Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) * 1024
        return Math.abs(kernel - Number(computeMeaning(snapshot).rss!.value))
      })
      .toBeLessThan(2 * MB)
  })

  it(
    'runs into the soft limit with --workload spike: queries are cancelled, and the memory falls',
    { timeout: 90_000 },
    async () => {
      const log = join(folder, 'spike.INFO')
      const started = start(['--mem-limit', '256m', '--workload', 'spike', '--log', log, '--log-step', '32m', '--debug-memory'])
      const port = await started.port
      let peak = 0
      const text = (): string => readFileSync(log, 'latin1')
      await expect
        .poll(
          async () => {
            peak = Math.max(peak, Number(computeMeaning(await look(port)).rss!.value))
            return text().includes('[MemoryGC] end minor GC') && /tasks canceled, memory size being freed: [1-9]/.test(text())
          },
          { timeout: 80_000, interval: 250 },
        )
        .toBe(true)
      const victim =
        /^I.*\] Cancel (Query#Id=\S+), reason: \[MEM_LIMIT_EXCEEDED\]Process memory not enough, cancel top memory overcommit query/m
      await expect.poll(() => victim.test(text())).toBe(true)
      const cancelled = victim.exec(text())![1]
      const after = await look(port)
      expect(computeTasks(after)!.tasks.some((task) => task.label === cancelled)).toBe(false)
      expect(Number(computeMeaning(after).rss!.value)).toBeLessThan(peak)
      expect(text()).toMatch(/^I.*\] os physical memory .*process memory used .*\[vm\/rss\].*warning water mark .*\.$/m)
      expect(text()).toMatch(/^W.*\] Process Memory Summary: os physical memory .*\nW.*\] \nMemoryOverviewSnapshot:\n/m)
      expect(text()).toContain('Type:query, Memory Tracker Summary: TypeMemTrackersSnapshot:\n')
      expect(text()).not.toMatch(/^E/m)
    },
  )

  it('ends when the program that holds its channel or its pipe goes away', async () => {
    for (const stdio of ['ipc', 'pipe'] as const) {
      const started = start(['--mem-limit', '512m', '--workload', 'idle'], stdio)
      const { pid } = (await look(await started.port)).process
      if (stdio === 'ipc') started.child.disconnect()
      else started.child.stdin!.end()
      expect(await started.ended).toBe(0)
      expect(isGone(pid!)).toBe(true)
    }
  })

  it.skipIf(!isLinux)('leaves no process behind when it is killed', async () => {
    const started = start(['--mem-limit', '512m', '--workload', 'idle'])
    const { pid } = (await look(await started.port)).process
    started.child.kill('SIGKILL')
    await started.ended
    await expect.poll(() => isGone(pid!), { timeout: 5_000 }).toBe(true)
  })

  it('is status 1 when the port is taken, and says what to do', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => blocker.once('listening', resolve))
    const { port } = blocker.address() as AddressInfo
    const started = start(['--port', String(port)])
    expect(await started.ended).toBe(1)
    blocker.close()
    expect(started.err()).toContain(
      `memlane backend: Port ${port} is taken. Stop the process that uses it, or choose another with --port`,
    )
  })
})

/** Needs a Linux that lets a user have name spaces of their own. */
function canUnmountProc(): boolean {
  return isLinux && spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/proc']).status === 0
}
