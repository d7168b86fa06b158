import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { printProfileJson } from '../format/json/write'
import { SessionWriter } from '../format/session/write'
import type { Frame } from '../profile/frame'
import { makeMemorySnapshot, type MemoryFigures } from '../testing/makeMemorySnapshot'
import { makeScenario, scenarioFrames } from '../testing/scenario'
import { runCheck } from './check'

const GIB = 2 ** 30
const T0 = Date.UTC(2026, 10, 23, 6, 0, 0)

let folder: string
const path = (name: string): string => join(folder, name)

const profile = (figures: MemoryFigures): string => printProfileJson(makeMemorySnapshot({ at: T0, ...figures }))

function session(frames: readonly Frame[]): string {
  const writer = new SessionWriter({ tool: 'test', created: T0, target: 'be-17', source: 'live', note: '' })
  return `${writer.headerLine()}${frames.map((frame) => writer.lines(frame)).join('')}${writer.endLine()}`
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memlane check '))
  await writeFile(
    path('healthy.json'),
    profile({ rss: 10 * GIB, query: GIB, global: 8 * GIB - 1e9, cache: 1e9 }).replace('Orphan', 'Engine'),
  )
  await writeFile(path('tight.json'), profile({ rss: 46 * GIB, query: 44 * GIB, limit: 50 * GIB, softLimit: 45 * GIB }))
  await writeFile(
    path('leak.memlane.ndjson.gz'),
    gzipSync(session(scenarioFrames(makeScenario('leak', { seed: 1, samples: 200 })))),
  )
  await writeFile(path('bad.png'), new Uint8Array([0x89, 0x50, 0x4e, 0x47]))
})

afterAll(() => rm(folder, { recursive: true }))

interface Run {
  readonly status: number
  readonly out: string
  readonly err: string
}

async function run(args: readonly string[], stdin = ''): Promise<Run> {
  let [out, err] = ['', '']
  const status = await runCheck(args, {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: { write: (text: string) => Boolean((out += text)) },
    stderr: { write: (text: string) => (err += text) },
  })
  return { status, out, err }
}

describe('memlane check', () => {
  it('says that nothing was found', async () => {
    const { status, out, err } = await run([path('healthy.json')])
    expect(out).toMatch(
      /^doris_be: 1 sample, 2026-11-23 06:00:00 UTC\.\nNothing found: \d+ rules found nothing, \d+ could not be decided/,
    )
    expect(out).toContain('\n  Memory grows outside the trackers: enough to tell growth\n')
    expect(err).toContain('1 snapshot.')
    expect(status).toBe(0)
  })

  it('says what was found, what it means and what to do, and ends with 3', async () => {
    const { status, out } = await run([path('tight.json')])
    expect(status).toBe(3)
    const lines = out.split('\n')
    const at = lines.indexOf('WARNING: Memory is tight (2026-11-23 06:00:00 UTC)')
    expect(lines.slice(at + 1, at + 5)).toEqual([
      '  Seen: RSS 46.00 GiB is above the soft limit 45.00 GiB by 1.00 GiB. This is certain.',
      '  It means: Doris frees caches and cancels queries that use more than they were given (minor GC).',
      '  Next: Most is in Query, 44.00 GiB. Lower the load, or free what is not needed. Raise mem_limit only if the host has the memory.',
      '  memory-tight, https://doris.apache.org/docs/dev/admin-manual/trouble-shooting/memory-management/memory-feature/memory-control-strategy',
    ])
  })

  it('finds a leak in a saved timeline', async () => {
    const { status, out } = await run([path('leak.memlane.ndjson.gz')])
    expect(status).toBe(3)
    expect(out).toMatch(/^be-17: 200 samples, 2026-11-23 06:00:00 to 2026-11-23 06:33:10 UTC\.\n\d finding/)
    expect(out).toContain('WARNING: Memory grows outside the trackers (2026-11-23 06:33:10 UTC, since 2026-11-23 06:00:00)')
  })

  it('fails only on what is as severe as asked for', async () => {
    expect((await run([path('tight.json'), '--fail-on', 'warning'])).status).toBe(3)
    const { status, out } = await run([path('tight.json'), '--fail-on', 'serious'])
    expect(status).toBe(0)
    expect(out).toContain('Memory is tight')
  })

  it('prints JSON', async () => {
    const { status, out } = await run(
      ['-', '--json'],
      profile({ rss: 46 * GIB, query: 44 * GIB, limit: 50 * GIB, softLimit: 45 * GIB }),
    )
    expect(status).toBe(3)
    expect(JSON.parse(out)).toMatchObject({
      format: 'memlane-findings',
      version: 1,
      samples: 1,
      from: '2026-11-23T06:00:00.000Z',
      findings: expect.arrayContaining([
        expect.objectContaining({ rule: 'memory-tight', severity: 'warning', at: '2026-11-23T06:00:00.000Z', sure: 'certain' }),
      ]),
      undecided: expect.arrayContaining([expect.objectContaining({ rule: 'growth-outside', missing: 'enough to tell growth' })]),
    })
  })

  it('ends with 1 where an input cannot be read, and goes on with the others', async () => {
    expect(await run([path('bad.png')])).toMatchObject({ status: 1, out: '', err: expect.stringContaining('PNG image') })
    expect(await run([path('none.json')])).toMatchObject({ status: 1, out: '', err: expect.stringContaining('no such file') })
    const both = await run([path('none.json'), path('healthy.json')])
    expect(both).toMatchObject({ status: 1, out: expect.stringContaining('Nothing found') })
    expect((await run([path('none.json'), path('tight.json')])).status).toBe(3)
  })

  it('lets no text of an input act on the terminal', async () => {
    const evil = profile({ rss: 46 * GIB, tasks: [{ label: 'Query\u001b[31m', type: 'query', current: 44 * GIB }] })
    const { out } = await run(['-'], evil)
    expect(out).toContain('holds 44.00 GiB')
    expect(out).not.toContain('\u001b')
  })

  it.each([
    [[], 'no INPUT'],
    [['x', '--fail-on', 'never'], '--fail-on takes one of info, warning, serious, not "never".'],
    [['-', '-'], 'once only'],
    [['x', '--fast'], 'fast'],
  ])('says what is wrong with the call %j', async (args, words) => {
    expect(await run(args)).toMatchObject({ status: 2, out: '', err: expect.stringContaining(words) })
  })

  it('has a help', async () => {
    expect(await run(['--help'])).toMatchObject({ status: 0, out: expect.stringContaining('--fail-on'), err: '' })
  })
})
