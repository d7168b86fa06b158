import { execFileSync } from 'node:child_process'
import { request, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDorisPage } from '../../format/doris/page'
import { readProfileJson } from '../../format/json/read'
import { computeMeaning } from '../../profile/meaning'
import { MB } from '../../testing/makeTrackedProcess'
import { Backend } from '../backend'
import type { Generation } from '../report/generation'
import { Log } from '../report/log'
import { makeSettings } from '../settings'
import { startServer } from './server'

const running: { server: Server; backend: Backend }[] = []
const logged: string[] = []
let backend: Backend
let port: number
beforeAll(async () => {
  ;({ backend, port } = await start('p1'))
})
afterAll(() => {
  for (const { server, backend: one } of running) {
    one.stop()
    server.close()
    server.closeAllConnections()
  }
})

async function start(generation: Generation): Promise<{ backend: Backend; port: number }> {
  const log = new Log({ stderrFrom: 'INFO', stderr: (text) => logged.push(text) })
  const settings = makeSettings({ mem_limit: 8192 * MB, webserver_port: 0, storage_page_cache_limit: 5 * MB })
  const started = new Backend({ workload: 'idle', seed: 1, generation, settings, log, version: '1.2.3' })
  const serving = await startServer(started, 0)
  running.push({ server: serving.server, backend: started })
  return { backend: started, port: serving.port }
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

function ask(
  path: string,
  { method = 'GET', host, at = port }: { method?: string; host?: string; at?: number } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { host }
    const asked = request({ host: '127.0.0.1', port: at, path, method, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode!, type: response.headers['content-type'] ?? '', body }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

describe('/profile', () => {
  it('answers JSON of the contract, in which tracked and untracked are exactly VmRSS', async () => {
    await backend.allocator.allocate(3 * MB, backend.pool.create('query', 'Query#Id=1-2'))
    const answer = await ask('/profile?raw&type=json')
    expect([answer.status, answer.type]).toEqual([200, 'application/json'])
    const snapshot = readProfileJson(answer.body)
    expect(snapshot.process).toMatchObject({ name: 'memlane-backend', pid: process.pid, version: 'memlane-1.2.3' })
    const meaning = computeMeaning(snapshot)
    const value = (name: 'rss' | 'tracked' | 'untracked' | 'tasks' | 'query' | 'limit' | 'softLimit'): number =>
      Number(meaning[name]!.value)
    expect(value('tracked') + value('untracked')).toBe(value('rss'))
    expect([value('query'), value('tasks')]).toEqual([3 * MB, 3 * MB])
    expect([value('limit'), value('softLimit')]).toEqual([8192 * MB, Math.floor(8192 * MB * 0.9)])
    expect(snapshot.memoryInfo?.options?.get('storage_page_cache_limit')).toBe(String(5 * MB))
    expect(snapshot.memoryInfo?.allocator).toContain('V8 heap statistics')
  })

  it('serves Doris’s page, which reads back as the same tree', async () => {
    const page = readDorisPage((await ask('/profile')).body)
    expect([page.source, page.form, page.complete, page.problems]).toEqual(['P1', 'page', true, []])
    expect(page.root.children[0]!.children.map((section) => section.name)).toEqual([
      'MemoryOverviewSnapshot',
      'GlobalMemorySnapshot',
      'TopMemoryTasksSnapshot',
      'AllTasksMemorySnapshot',
    ])
    expect(page.memoryInfo?.properties).toMatchObject({
      memLimit: { value: 8192 * MB },
      pageSize: { value: expect.any(Number) as number },
    })
    const raw = await ask('/profile?raw')
    expect([raw.type, raw.body.includes('<html')]).toEqual(['text/html; charset=utf-8', false])
    expect(readDorisPage(raw.body).complete).toBe(true)
  })

  it.each([
    ['p2', 'P2'],
    ['p3', 'P3'],
  ] as const)('shows generation %s when asked to', async (generation, source) => {
    const other = await start(generation)
    const page = readDorisPage((await ask('/profile', { at: other.port })).body)
    expect([page.source, page.problems]).toEqual([source, []])
    const snapshot = readProfileJson((await ask('/profile?type=json', { at: other.port })).body)
    const meaning = computeMeaning(snapshot)
    expect(Number(meaning.tracked!.value) + Number(meaning.untracked!.value)).toBe(Number(meaning.rss!.value))
  })

  it('keeps its peaks over refreshes in P2', async () => {
    const other = await start('p2')
    const block = await other.backend.allocator.allocate(6 * MB, other.backend.pool.create('query', 'Query#Id=1-2'))
    const query = async (): Promise<unknown> => {
      const snapshot = readProfileJson((await ask('/profile?type=json', { at: other.port })).body)
      const details = snapshot.profile!.children[0]!.children[0]!.children[1]!.children[0]!.children[0]!
      return details.counters.filter((counter) => counter.name === 'Query').map((counter) => [counter.value, counter.peak])
    }
    expect(await query()).toEqual([[6 * MB, 6 * MB]])
    block.release()
    expect(await query()).toEqual([[0, 6 * MB]])
  })

  it('escapes markup in labels', async () => {
    const tracker = backend.pool.create('query', '<img src=x onerror=alert(1)>')
    const { body } = await ask('/profile')
    expect(body).not.toContain('<img')
    expect(body).toContain('&lt;img src=x onerror=alert(1)&gt;@query@id=')
    backend.pool.remove(tracker)
  })

  it('gives everybody who asks at the same time a snapshot that is consistent in itself', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/profile?type=json')))
    for (const { body } of answers) {
      const meaning = computeMeaning(readProfileJson(body))
      expect(Number(meaning.tracked!.value) + Number(meaning.untracked!.value)).toBe(Number(meaning.rss!.value))
    }
  })

  it('keeps the last tree when a refresh throws, and answers with an error', async () => {
    const good = backend.processProfile.refresh()
    const { pool } = backend
    const broken = pool.create('query', 'Query#Id=6-6')
    Object.defineProperty(broken, 'consumption', {
      get: () => {
        throw new Error('broken tracker')
      },
    })
    expect((await ask('/profile?type=json')).status).toBe(500)
    expect(backend.processProfile.root).toBe(good)
    expect(logged.some((line) => line.includes('A page could not be made: Error: broken tracker'))).toBe(true)
    pool.remove(broken)
    expect((await ask('/profile?type=json')).status).toBe(200)
  })
})

describe('/metrics', () => {
  it('has the memory figures under Doris’s names', async () => {
    const { body, type } = await ask('/metrics')
    expect(type).toContain('text/plain; version=0.0.4')
    const values = new Map([...body.matchAll(/^(\w+) (-?[\d.e+]+)$/gm)].map((match) => [match[1]!, Number(match[2])]))
    expect([...values.keys()].filter((name) => name.endsWith('_bytes'))).toEqual([
      'memory_all_tracked_sum_bytes',
      'memory_global_trackers_sum_bytes',
      'memory_query_trackers_sum_bytes',
      'memory_load_trackers_sum_bytes',
      'memory_compaction_trackers_sum_bytes',
      'memory_schema_change_trackers_sum_bytes',
      'memory_other_trackers_sum_bytes',
      'memory_all_tasks_memory_bytes',
      'memory_reserved_memory_bytes',
      'memory_untracked_memory_bytes',
      'memory_allocated_bytes',
      'memory_jemalloc_allocated_bytes',
      'memory_jemalloc_active_bytes',
      'memory_jemalloc_metadata_bytes',
      'memory_jemalloc_resident_bytes',
      'memory_jemalloc_mapped_bytes',
      'memory_jemalloc_retained_bytes',
      'memory_jemalloc_tcache_bytes',
    ])
    expect(values.get('memory_all_tracked_sum_bytes')! + values.get('memory_untracked_memory_bytes')!).toBe(
      values.get('memory_allocated_bytes'),
    )
    const other = await start('p2')
    expect((await ask('/metrics', { at: other.port })).body).toMatch(/^memory_cache_trackers_sum_bytes 0$/m)
  })

  it.skipIf(!hasPromtool())('is valid Prometheus text (needs promtool of the package prometheus)', async () => {
    const { body } = await ask('/metrics')
    expect(execFileSync('promtool', ['check', 'metrics'], { input: body, encoding: 'utf8' })).toBe('')
  })
})

describe('the server', () => {
  it('says at /mem_tracker where it went', async () => {
    expect((await ask('/mem_tracker')).body).toContain(
      'mem_tracker webpage has been offline, please click <a href=../profile>Process Profile</a>',
    )
  })

  it('answers nothing else', async () => {
    expect((await ask('/varz')).status).toBe(404)
    expect((await ask('/profile', { method: 'POST' })).status).toBe(405)
    expect((await ask('/profile', { method: 'HEAD' })).body).toBe('')
  })

  it('answers nobody who came by another name: a page elsewhere may have made its own name point here', async () => {
    expect((await ask('/profile', { host: `evil.test:${port}` })).status).toBe(421)
    expect((await ask('/profile', { host: '127.0.0.1.evil.test' })).status).toBe(421)
    expect((await ask('/mem_tracker', { host: `localhost:${port}` })).status).toBe(200)
  })

  it('says that a port is taken, and what to do', async () => {
    await expect(startServer(backend, port)).rejects.toThrow(
      `Port ${port} is taken. Stop the process that uses it, or choose another with --port (0 takes any free one).`,
    )
  })
})

function hasPromtool(): boolean {
  try {
    execFileSync('promtool', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
