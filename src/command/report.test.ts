import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAny } from '../format/index'
import { runReport } from './report'

const SAMPLE = fileURLToPath(new URL('../../public/samples/reference-process.memlane.ndjson.gz', import.meta.url))
const TEMPLATE = `<!doctype html><meta name="generator" content="Memlane 1"><body><script type="application/octet-stream" id="memlane-timeline"></script><script>go()</script>`

let folder = ''
let program = ''
const path = (name: string): string => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memlane report '))
  program = path('dist/server/memlane.js')
  await mkdir(path('dist/client'), { recursive: true })
  await writeFile(path('dist/client/report.html'), TEMPLATE)
})
afterAll(() => rm(folder, { recursive: true }))

async function report(...args: readonly string[]) {
  const stdout = new PassThrough()
  const written: Buffer[] = []
  stdout.on('data', (chunk: Buffer) => written.push(chunk))
  let err = ''
  const stdin = new PassThrough()
  stdin.end('')
  const status = await runReport(args, { stdin, stdout, stderr: { write: (text) => (err += text) } }, program)
  return { status, out: Buffer.concat(written).toString(), err }
}

async function timesOf(file: string): Promise<number[]> {
  const { frames } = await readAny([{ name: file, bytes: await readFile(file) }])
  return frames.flatMap((frame) => (frame.kind === 'sample' ? [frame.at, frame.seq] : []))
}

describe('memlane report', () => {
  it('makes one file that holds the viewer and every sample', async () => {
    const { status, err, out } = await report(SAMPLE, '-o', path('r.html'))
    expect({ status, out }).toEqual({ status: 0, out: '' })
    expect(err).toContain('176 snapshots')
    const html = await readFile(path('r.html'), 'utf8')
    expect(html.endsWith('</script><script>go()</script>')).toBe(true)
    expect(html).toContain('data-name="reference-process.memlane.ndjson.gz"')
    expect(await timesOf(path('r.html'))).toEqual(await timesOf(SAMPLE))
  })

  it('makes one of anything that can be read, and of a report again', async () => {
    await writeFile(
      path('page.txt'),
      'MemoryProfile:\n  MemoryOverviewSnapshot:\n     - PhysicalMemory(VmRSS): Current: 1.00 GB (Peak: 2.00 GB)\n',
    )
    expect(await report(path('page.txt'), '-o', path('p.html'))).toMatchObject({ status: 0 })
    expect(await timesOf(path('p.html'))).toHaveLength(2)
    expect(await report(path('p.html'), '-o', path('q.html'))).toMatchObject({ status: 0 })
    expect(await timesOf(path('q.html'))).toEqual(await timesOf(path('p.html')))
    const piped = await report(path('p.html'), '-o', '-')
    expect(piped).toMatchObject({ status: 0 })
    expect(piped.out).toContain('<script>go()</script>')
  })

  it('reads a log at the zone that it is told', async () => {
    await writeFile(
      path('be.INFO'),
      'I20240718 15:00:00.000001  2293 daemon.cpp:200] os physical memory 375.81 GB. process memory used 4.09 GB, limit 8.01 GB, soft limit 7.71 GB. sys available memory 134.41 GB, low water mark 3.20 GB, warning water mark 6.40 GB. Refresh interval memory growth 0 B\n',
    )
    expect(await report(path('be.INFO'), '-o', path('log.html'), '--log-offset', '+08:00')).toMatchObject({ status: 0 })
    expect((await timesOf(path('log.html')))[0]).toBe(Date.UTC(2024, 6, 18, 7))
    expect((await report(path('be.INFO'), '-o', path('log.html'), '--log-offset', 'east')).err).toContain('--log-offset takes')
  })

  it('says in one sentence what is wrong', async () => {
    expect(await report(path('page.txt'))).toMatchObject({ status: 2, err: expect.stringContaining('give -o FILE.html') })
    expect(await report('-o', 'x.html')).toMatchObject({ status: 2, err: expect.stringContaining('There is no INPUT') })
    expect(await report(SAMPLE, '-o', SAMPLE)).toMatchObject({ status: 2, err: expect.stringContaining('is one of the inputs') })
    expect(await report(SAMPLE, '-o', 'x.html.gz')).toMatchObject({ status: 2, err: expect.stringContaining('name it .html') })
    expect(await report(path('none'), '-o', path('x.html'))).toMatchObject({ status: 1, err: expect.stringContaining('none') })
    expect(await report(SAMPLE, '-o', path('no/such/x.html'))).toMatchObject({
      status: 1,
      err: expect.stringMatching(/cannot be written: .+\.\n$/),
    })
    await writeFile(path('empty.txt'), '')
    expect(await report(path('empty.txt'), '-o', path('x.html'))).toMatchObject({
      status: 1,
      err: expect.stringContaining('empty'),
    })
  })
})
