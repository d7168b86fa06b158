import { connect, type Socket } from 'node:net'
import { createManualClock, type ManualClock } from '../../testing/manualClock'
import { afterEach, describe, expect, it } from 'vitest'
import {
  answerProfile,
  makeProfileText,
  startMisbehavingUpstream,
  type MisbehavingUpstream,
} from '../../testing/misbehavingUpstream'
import { startTestGateway, until, type Asked, type TestGateway } from '../../testing/testGateway'
import type { GatewayOptions } from '../gateway'

// Cases of hardening.md about attacks on the gateway, over real sockets.

const running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of running.splice(0).toReversed()) await one.stop()
})

async function start(options: Partial<GatewayOptions> = {}): Promise<{ gateway: TestGateway; upstream: MisbehavingUpstream }> {
  const upstream = await startMisbehavingUpstream(answerProfile())
  running.push(upstream)
  const gateway = await startTestGateway({ targets: [{ name: 'be1', url: new URL(upstream.url) }], ...options })
  running.push(gateway)
  await until(async () => (await gateway.target()).lastSeq === 1)
  return { gateway, upstream }
}

/** With a clock that stands still: no request is forgiven by time going by. */
async function startWith(clock: ManualClock): Promise<{ gateway: TestGateway }> {
  const gateway = await startTestGateway({ targets: [], clock })
  running.push(gateway)
  return { gateway }
}

/** Writes what it is given and reads until the other side closes. */
function raw(port: number, text: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.once('close', () => resolve(Buffer.concat(chunks).toString()))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? undefined : reject(error),
    )
  })
}

/** The error of an answer, after a look at what every error must have. */
function errorOf({ headers, text }: Asked): string {
  expect(headers['content-type']).toBe('application/json; charset=utf-8')
  expect(headers['cache-control']).toBe('no-store')
  expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox")
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
  const { error } = JSON.parse(text) as { error: { code: string; message: string } }
  expect(error.message).toMatch(/^[A-Z"].*\.$/)
  return error.code
}

const EVERY_PATH = [
  '/',
  '/assets/x.js',
  '/api/health',
  '/api/targets',
  '/api/targets/be1/profile',
  '/api/targets/be1/timeline',
  '/api/nothing',
]

describe('case 36: a hostile name that leads to this computer', () => {
  it('is answered 421 on every path, before anything is done', async () => {
    const { gateway, upstream } = await start({ idleEveryMs: null })
    for (const path of EVERY_PATH) {
      const asked = await gateway.ask(path, { headers: { host: `evil.test:${gateway.port}` } })
      expect(asked.status).toBe(421)
      expect(errorOf(asked)).toBe('wrong-host')
      expect(asked.text).not.toContain('evil')
    }
    expect((await gateway.target()).idle).toBe(true)
    expect(upstream.calls).toHaveLength(1)
  })

  it('so is a request with two hosts or none', async () => {
    const { gateway } = await start()
    const own = `127.0.0.1:${gateway.port}`
    expect(
      await raw(gateway.port, `GET /api/health HTTP/1.1\r\nHost: ${own}\r\nHost: evil.test\r\nConnection: close\r\n\r\n`),
    ).toMatch(/^HTTP\/1.1 4(00|21) /)
    expect(await raw(gateway.port, 'GET /api/health HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 4(00|21) /)
    expect(await raw(gateway.port, 'GET /api/health HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 421 /)
  })
})

describe('case 37: other sites', () => {
  it.each([
    ['fetch(no-cors) and <img>', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['another port of this computer', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
    ['the origin null', { origin: 'null' }],
    ['an origin that begins like ours', { origin: 'http://localhost.evil.test' }],
    ['a link to the API', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
  ])('%s: refused, and nobody is polled for it', async (_, headers) => {
    const { gateway, upstream } = await start({ idleEveryMs: null })
    for (const path of EVERY_PATH.filter((one) => one.startsWith('/api/'))) {
      const asked = await gateway.ask(path, { headers })
      expect(asked.status).toBe(403)
      expect(errorOf(asked)).toBe('cross-site')
    }
    expect((await gateway.target()).idle).toBe(true)
    expect(upstream.calls).toHaveLength(1)
  })

  it('an origin with our port and another name behind it: refused', async () => {
    const { gateway } = await start()
    const asked = await gateway.ask('/api/targets', { headers: { origin: `http://localhost:${gateway.port}.evil.test` } })
    expect(asked.status).toBe(403)
  })

  it('forms, preflights and other verbs: 405, no CORS header', async () => {
    const { gateway } = await start()
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
      const asked = await gateway.ask('/api/targets', { method, headers: { 'access-control-request-method': 'POST' } })
      expect(asked.status).toBe(405)
      expect(asked.headers.allow).toBe('GET, HEAD')
      expect(errorOf(asked)).toBe('method-not-allowed')
    }
  })

  it('a WebSocket is not opened', async () => {
    const { gateway } = await start()
    const upgrade = `Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n`
    const host = `Host: 127.0.0.1:${gateway.port}\r\n`
    expect(await raw(gateway.port, `GET /api/targets HTTP/1.1\r\n${host}${upgrade}Origin: http://evil.test\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 403 /,
    )
    expect(await raw(gateway.port, `GET /api/nothing HTTP/1.1\r\n${host}${upgrade}\r\n`)).toMatch(/^HTTP\/1.1 404 /)
  })
})

describe('case 38: asking for what is no target', () => {
  it.each([
    '/api/targets/http:%2f%2f169.254.169.254/profile',
    '/api/targets/..%2f..%2fetc/passwd',
    '/api/targets/../../etc/passwd',
    '/api/targets/%2e%2e/profile',
    '/api/targets/be1%0d%0aX-Injected:%201/profile',
    '/api/targets/be1%00/profile',
    '/api/targets/user@be1/profile',
    '/api/targets/@169.254.169.254/profile',
    '/api/targets/BE1/profile',
    '/api/targets//profile',
    '/api/targets/__proto__/profile',
    '/api/targets/constructor/timeline',
    `/api/targets/${'a'.repeat(65)}/profile`,
    '/api/targets/be1/profile/',
    '/api/targets/be1/../be1/profile',
    '/api/targets/be1',
    '/api/targets/',
    '/api',
    '/api/',
    '/api/targets/be1/timeline/../../../../etc/passwd',
  ])('%s: 404', async (path) => {
    const { gateway, upstream } = await start()
    const asked = await gateway.ask(path)
    expect(asked.status).toBe(404)
    expect(errorOf(asked)).toMatch(/^(unknown-target|not-found)$/)
    expect(asked.headers['x-injected']).toBeUndefined()
    expect(upstream.calls).toHaveLength(1)
  })

  it.each(['-1', 'x', '1e3', '', '1.5', '99999999999999999999', '1%00', "1' or 1=1"])('after=%s: 400', async (after) => {
    const { gateway } = await start()
    const asked = await gateway.ask(`/api/targets/be1/timeline?after=${encodeURIComponent(after)}`)
    expect(asked.status).toBe(400)
    expect(errorOf(asked)).toBe('bad-request')
  })

  it('a request line with a whole address, or none: 400', async () => {
    const { gateway } = await start()
    const host = `Host: 127.0.0.1:${gateway.port}\r\nConnection: close\r\n\r\n`
    for (const target of [
      'http://169.254.169.254/latest/meta-data/',
      `http://127.0.0.1:${gateway.port}/api/health`,
      '//evil.test/api/health',
      '*',
    ]) {
      const method = target === '*' ? 'OPTIONS' : 'GET'
      expect(await raw(gateway.port, `${method} ${target} HTTP/1.1\r\n${host}`)).toMatch(
        /^HTTP\/1.1 400 [^]*"code":"bad-request"/,
      )
    }
    expect(await raw(gateway.port, `CONNECT 169.254.169.254:80 HTTP/1.1\r\n${host}`)).not.toMatch(/^HTTP\/1.1 2/)
    expect(await raw(gateway.port, `GET /api/targets/be1\r\nX: y HTTP/1.1\r\n${host}`)).toMatch(
      /^HTTP\/1.1 400 [^]*"code":"bad-request"/,
    )
  })

  it('forwarded headers change nothing', async () => {
    const { gateway } = await start()
    const headers = {
      'x-forwarded-host': 'evil.test',
      'x-forwarded-for': '1.2.3.4',
      forwarded: 'host=evil.test',
      'x-original-url': '/api/nothing',
      'x-rewrite-url': '/',
    }
    const asked = await gateway.ask('/api/health', { headers })
    expect([asked.status, asked.text]).toEqual([200, '{"ok":true}'])
  })
})

describe('case 39: floods', () => {
  it('10,000 requests down one connection: the rest is 429, others are served, the target is polled as before', async () => {
    const { gateway, upstream } = await start()
    const one = `GET /api/targets/be1/timeline HTTP/1.1\r\nHost: 127.0.0.1:${gateway.port}\r\n\r\n`
    const last = one.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')
    const answers = await raw(gateway.port, one.repeat(9999) + last)
    const statuses = [...answers.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status)
    expect(statuses).toHaveLength(10_000)
    expect(new Set(statuses)).toEqual(new Set(['200', '429']))
    expect(statuses.filter((status) => status === '200').length).toBeLessThan(5000)
    expect(answers).toMatch(/retry-after: 1\r\n/)
    expect((await gateway.ask('/api/targets/be1/timeline')).status).toBe(200)
    const times = upstream.calls.map(({ at }) => at)
    for (let index = 1; index < times.length; index++) expect(times[index]! - times[index - 1]!).toBeGreaterThanOrEqual(990)
  })

  it('the same from many connections: the sum of them is bounded too', async () => {
    const clock = createManualClock()
    const { gateway } = await startWith(clock)
    const one = `GET /api/health HTTP/1.1\r\nHost: 127.0.0.1:${gateway.port}\r\n\r\n`
    const last = one.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')
    const answers = await Promise.all(Array.from({ length: 12 }, () => raw(gateway.port, one.repeat(399) + last)))
    const count = (status: number): number => answers.join('').split(`HTTP/1.1 ${status} `).length - 1
    expect(count(200) + count(429)).toBe(4800)
    expect(count(200)).toBeGreaterThan(3000)
    expect(count(200)).toBeLessThanOrEqual(4000)
    expect((await gateway.ask('/api/health')).status).toBe(429)
    clock.advance(1000)
    expect((await gateway.ask('/api/health')).status).toBe(200)
  })

  it('what another site makes a browser send uses up nothing of that', async () => {
    const clock = createManualClock()
    const { gateway } = await startWith(clock)
    const one = `GET /api/health HTTP/1.1\r\nHost: 127.0.0.1:${gateway.port}\r\nOrigin: http://evil.test\r\n\r\n`
    const last = one.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')
    for (let count = 0; count < 12; count++) await raw(gateway.port, one.repeat(399) + last)
    expect((await gateway.ask('/api/health')).status).toBe(200)
  })

  it('connections that say nothing lock nobody out, and are closed', async () => {
    const { gateway } = await start({ serverLimits: { headMs: 1000, silentConnections: 50 } })
    const silent: Socket[] = []
    for (let count = 0; count < 400; count++) {
      const socket = connect(gateway.port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.resume()
      silent.push(socket)
    }
    await until(async () => (await gateway.ask('/api/health')).status === 200)
    expect(gateway.connections()).toBeLessThanOrEqual(52)
    await until(() => silent.every(({ destroyed, readableEnded }) => destroyed || readableEnded))
    for (const socket of silent) socket.destroy()
    await until(() => gateway.connections() === 0)
  })

  it('a head that comes drop by drop is cut off', async () => {
    const { gateway } = await start({ serverLimits: { headMs: 300 } })
    const answered = await new Promise<string>((resolve) => {
      let text = ''
      const socket = connect(gateway.port, '127.0.0.1', () => socket.write('GET /api/health HTTP/1.1\r\nHost: 127'))
      const timer = setInterval(() => socket.write('x'), 50)
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
      socket.on('error', () => undefined)
      socket.once('close', () => {
        clearInterval(timer)
        resolve(text)
      })
    })
    expect(answered).toMatch(/^HTTP\/1.1 408 [^]*x-content-type-options: nosniff[^]*"code":"timeout"/)
  })

  it('headers of more than 16 KiB are refused', async () => {
    const { gateway } = await start()
    const ask = (bytes: number): Promise<string> =>
      raw(gateway.port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${gateway.port}\r\nX-Big: ${'a'.repeat(bytes)}\r\n\r\n`)
    expect(await ask(20_000)).toMatch(/^HTTP\/1.1 431 [^]*"code":"headers-too-large"/)
    // One that goes on sending may lose the answer with the connection.
    expect(await ask(1_000_000)).toMatch(/^$|^HTTP\/1.1 431 /)
    expect((await gateway.ask('/api/health')).status).toBe(200)
  })

  it('a body is not waited for', async () => {
    const { gateway } = await start()
    const host = `Host: 127.0.0.1:${gateway.port}\r\n`
    expect(await raw(gateway.port, `GET /api/health HTTP/1.1\r\n${host}Content-Length: 1000000000\r\n\r\nx`)).toMatch(
      /^HTTP\/1.1 400 /,
    )
    expect(
      await raw(gateway.port, `GET /api/health HTTP/1.1\r\n${host}Content-Length: 5\r\nExpect: 100-continue\r\n\r\n`),
    ).toMatch(/^HTTP\/1.1 400 /)
    expect(
      await raw(
        gateway.port,
        `GET /api/health HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`,
      ),
    ).toMatch(/^HTTP\/1.1 400 /)
  })
})

describe('viewers who go away', () => {
  it('a thousand of them in mid-answer leave nothing behind; the next one is served as before', async () => {
    const upstream = await startMisbehavingUpstream((socket) => {
      const body = makeProfileText({ tasks: 15_000 })
      socket.end(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    })
    running.push(upstream)
    const gateway = await startTestGateway({ targets: [{ name: 'be1', url: new URL(upstream.url) }] })
    running.push(gateway)
    await until(async () => (await gateway.target()).lastSeq === 1)
    const before = await gateway.ask('/api/targets/be1/timeline')
    expect(before.body.length).toBeGreaterThan(2_000_000)
    await until(() => gateway.connections() === 0)
    const resources = countResources()

    const paths = ['/api/targets/be1/timeline', '/api/targets/be1/profile', '/api/targets/be1/timeline?after=0']
    let inMidAnswer = 0
    for (let batch = 0; batch < 20; batch++) {
      await Promise.all(
        Array.from({ length: 50 }, async (_, index) => {
          if (await abort(gateway.port, paths[index % 3]!, index % 2 === 0)) inMidAnswer += 1
        }),
      )
    }
    expect(inMidAnswer).toBeGreaterThan(900)
    await until(() => gateway.connections() === 0)
    const after = await gateway.ask('/api/targets/be1/timeline')
    expect(after.status).toBe(200)
    expect(after.text.startsWith(before.text)).toBe(true)
    await until(() => gateway.connections() === 0)
    // One poll may be under way, with its socket and timers.
    await until(() => countResources() <= resources + 4)
    expect(upstream.mostOpen()).toBe(1)
    expect(gateway.log.filter((line) => line.includes('unexpected'))).toEqual([])
  })
})

function countResources(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind !== 'Immediate').length
}

/** Asks, and is gone with the first bytes of the answer, politely or not. True: more of it was to come. */
function abort(port: number, path: string, polite: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    let length = 0
    const socket = connect(port, '127.0.0.1', () => socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`))
    socket.once('data', (chunk: Buffer) => {
      length = Number(/content-length: (\d+)/.exec(chunk.toString('latin1'))?.[1] ?? 0)
      socket.pause()
      if (polite) socket.destroy()
      else socket.resetAndDestroy()
      resolve(length > chunk.length)
    })
    socket.on('error', () => resolve(false))
  })
}
