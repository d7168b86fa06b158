import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readProfileJson } from '../format/json/read'
import { HEALTH_PATH, profilePath, RUN_HEADER, TARGETS_PATH, timelinePath } from '../protocol/gateway'
import { answerProfile, startMisbehavingUpstream, type MisbehavingUpstream } from '../testing/misbehavingUpstream'
import { startTestGateway, until, type TestGateway } from '../testing/testGateway'

const INDEX = `<!doctype html><title>Memlane</title>${' '.repeat(2000)}`
const SCRIPT = `export const page = 1 // ${'x'.repeat(2000)}`
const SAMPLE = gzipSync('{"format":"memlane-timeline","version":1}\n')
let folder: string
let upstream: MisbehavingUpstream
let gateway: TestGateway

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memlane-page-'))
  const client = join(folder, 'client')
  await mkdir(join(client, 'assets'), { recursive: true })
  await mkdir(join(client, 'samples'))
  await writeFile(join(folder, 'secret.txt'), 'not for you')
  for (const [name, text] of [
    ['index.html', INDEX],
    ['assets/page-1a2b.js', SCRIPT],
  ] as const) {
    await writeFile(join(client, name), text)
    await writeFile(join(client, `${name}.br`), brotliCompressSync(text))
    await writeFile(join(client, `${name}.gz`), gzipSync(text))
  }
  await writeFile(join(client, 'samples/leak.memlane.ndjson.gz'), SAMPLE)
  upstream = await startMisbehavingUpstream(answerProfile({ tasks: 100 }))
  gateway = await startTestGateway({
    targets: [{ name: 'be1', url: new URL(upstream.url) }],
    pageFolder: client,
    everyMs: 1000,
    version: '1.2.3',
  })
  await until(async () => (await gateway.target()).lastSeq >= 1)
})
afterAll(async () => {
  await gateway.stop()
  await upstream.stop()
  await rm(folder, { recursive: true })
})

describe('the page', () => {
  it('is there under /, and under every path that is no file: the page reads it', async () => {
    for (const path of ['/', '/be1', '/some/where', '/?x=1', '/index.html']) {
      const { status, headers, text } = await gateway.ask(path)
      expect([status, text]).toEqual([200, INDEX])
      expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
    }
  })

  it('comes as the build compressed it, to whoever takes that', async () => {
    const br = await gateway.ask('/', { headers: { 'accept-encoding': 'gzip, deflate, br, zstd' } })
    expect(br.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(br.body).toString()).toBe(INDEX)
    const gzip = await gateway.ask('/assets/page-1a2b.js', { headers: { 'accept-encoding': 'gzip, br;q=0' } })
    expect(gzip.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gzip.body).toString()).toBe(SCRIPT)
    for (const form of [br, gzip]) {
      expect(form.headers.vary).toBe('accept-encoding')
      expect(Number(form.headers['content-length'])).toBe(form.body.length)
    }
  })

  it('is asked for again and not sent again when it is the same', async () => {
    const { headers } = await gateway.ask('/')
    const again = await gateway.ask('/', { headers: { 'if-none-match': headers.etag! } })
    expect([again.status, again.text]).toEqual([304, ''])
    expect((await gateway.ask('/', { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
  })

  it('keeps its assets for ever: their names change with what is in them', async () => {
    const { headers } = await gateway.ask('/assets/page-1a2b.js')
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8')
  })

  it('gives a recorded timeline as it is: the page unpacks it', async () => {
    const { headers, body } = await gateway.ask('/samples/leak.memlane.ndjson.gz', { headers: { 'accept-encoding': 'gzip' } })
    expect(headers).toMatchObject({ 'content-type': 'application/gzip', 'cache-control': 'no-cache' })
    expect(headers['content-encoding']).toBeUndefined()
    expect(body.equals(SAMPLE)).toBe(true)
  })

  it.each([
    '/assets/missing.js',
    '/assets/page-1a2b.js.br',
    '/assets/missing',
    '/favicon.ico',
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret',
    '/secret.txt',
    '/.env',
    '/@fs/etc/passwd',
  ])('there is no %s', async (path) => {
    const { status, headers, text } = await gateway.ask(path)
    expect(text).not.toContain('not for you')
    if (path === '/@fs/etc/passwd') return
    expect(status).toBe(404)
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'not-found' } })
  })

  it('says what to do when it was never built', async () => {
    const bare = await startTestGateway({ targets: [], pageFolder: join(folder, 'nothing') })
    const { status, text } = await bare.ask('/')
    await bare.stop()
    expect(status).toBe(503)
    expect(text).toContain('npm run build')
  })
})

describe('headers', () => {
  it('of policy 3 stand on every answer', async () => {
    const answers = [
      await gateway.ask('/'),
      await gateway.ask('/assets/page-1a2b.js'),
      await gateway.ask('/assets/missing.js'),
      await gateway.ask(HEALTH_PATH),
      await gateway.ask(TARGETS_PATH),
      await gateway.ask(profilePath('be1')),
      await gateway.ask(timelinePath('be1')),
      await gateway.ask('/api/nothing'),
      await gateway.ask('/', { method: 'POST' }),
      await gateway.ask('/', { headers: { host: 'evil.test' } }),
      await gateway.ask('/', { headers: { 'if-none-match': (await gateway.ask('/')).headers.etag! } }),
    ]
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': 'camera=(), microphone=(), geolocation=(), clipboard-write=(self)',
      })
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; /)
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/)
      for (const name of ['server', 'x-powered-by', 'set-cookie', 'access-control-allow-origin', 'strict-transport-security'])
        expect(headers[name]).toBeUndefined()
    }
    expect(answers[0]!.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
  })
})

describe('the API', () => {
  it('says that it is well', async () => {
    const { status, text, headers } = await gateway.ask(HEALTH_PATH)
    expect([status, text, headers['cache-control']]).toEqual([200, '{"ok":true}', 'no-store'])
  })

  it('lists the targets, without their addresses', async () => {
    const { text } = await gateway.ask(TARGETS_PATH)
    expect(JSON.parse(text)).toMatchObject({
      version: '1.2.3',
      run: expect.stringMatching(/^[0-9a-f]{16}$/),
      targets: [{ id: 'be1', name: 'be1', kind: 'backend', reference: false, failure: null, lastWireBytes: expect.any(Number) }],
    })
    expect(text).not.toContain(String(upstream.port))
  })

  it('gives the newest profile in our own words, packed if wanted', async () => {
    const plain = await gateway.ask(profilePath('be1'))
    expect(plain.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(readProfileJson(plain.text).process.pid).toBe(2211)
    const packed = await gateway.ask(profilePath('be1'), { headers: { 'accept-encoding': 'gzip' } })
    expect(packed.headers['content-encoding']).toBe('gzip')
    expect(readProfileJson(gunzipSync(packed.body).toString()).process.pid).toBe(2211)
  })

  it('gives the timeline as lines, of this run, from where one has read', async () => {
    const run = (await gateway.targets()).run
    const { headers } = await gateway.ask(timelinePath('be1'))
    expect(headers).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      [RUN_HEADER]: run,
      'cache-control': 'no-store',
    })
    await until(async () => (await gateway.lines('be1', 1)).length > 0)
    const lines = await gateway.lines('be1', 1)
    expect(lines[0]).toMatchObject({ k: 'delta', seq: 2 })
    const { lastSeq } = await gateway.target()
    expect((await gateway.ask(timelinePath('be1', lastSeq + 1000))).text).toMatch(/^\{"k":"key","seq":1,/)
  })

  it('packs a timeline that is worth it, to the same lines', async () => {
    const { lastSeq } = await gateway.target()
    const packed = await gateway.ask(timelinePath('be1'), { headers: { 'accept-encoding': 'gzip, br' } })
    expect(packed.headers['content-encoding']).toBe('gzip')
    const text = gunzipSync(packed.body).toString()
    expect(text.split('\n')[0]).toBe((await gateway.ask(timelinePath('be1'))).text.split('\n')[0])
    expect(text).toContain(`"seq":${lastSeq},`)
  })

  it('answers HEAD with the head alone', async () => {
    for (const path of ['/', HEALTH_PATH, TARGETS_PATH, profilePath('be1'), timelinePath('be1'), '/api/nothing']) {
      const head = await gateway.ask(path, { method: 'HEAD' })
      expect(head.status).toBe((await gateway.ask(path)).status)
      expect(head.body.length).toBe(0)
      expect(Number(head.headers['content-length'])).toBeGreaterThan(0)
    }
  })

  it('is there on ::1 too, where there is IPv6', async ({ skip }) => {
    const answered = await new Promise<string | undefined>((resolve) => {
      const socket = connect(gateway.port, '::1', () =>
        socket.write(`GET ${HEALTH_PATH} HTTP/1.1\r\nHost: [::1]:${gateway.port}\r\nConnection: close\r\n\r\n`),
      )
      let text = ''
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
      socket.once('close', () => resolve(text === '' ? undefined : text))
      socket.on('error', () => undefined)
    })
    if (answered === undefined) skip('no IPv6 here')
    expect(answered).toMatch(/^HTTP\/1.1 200 [^]*\{"ok":true\}$/)
  })
})
