import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { FailureCode, TargetSummary } from '../../protocol/gateway'
import { createManualClock, type ManualClock } from '../../testing/manualClock'
import * as upstreams from '../../testing/misbehavingUpstream'
import {
  answer,
  answerProfile,
  LOGIN_PAGE,
  makeProfileText,
  type Behaviour,
  type MisbehavingUpstream,
} from '../../testing/misbehavingUpstream'
import { startTestGateway, until, type TestGateway } from '../../testing/testGateway'
import type { GatewayOptions } from '../gateway'

// Cases of hardening.md about targets that misbehave. Real sockets on both sides; the schedule is moved by hand.

const running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of running.splice(0).toReversed()) await one.stop()
})

interface Watched {
  readonly gateway: TestGateway
  readonly upstream: MisbehavingUpstream
  readonly clock: ManualClock
  /** The target, once the try under way is done. */
  readonly tried: () => Promise<TargetSummary>
  /** Lets time go by until the next try is due, and waits for its end. */
  readonly next: () => Promise<TargetSummary>
}

const SHORT = { connectMs: 500, firstByteMs: 300, totalMs: 600 }

async function start(
  script: Behaviour | readonly Behaviour[],
  options: Partial<GatewayOptions> = {},
  upstreamOptions: upstreams.UpstreamOptions = {},
): Promise<Watched> {
  const upstream = await upstreams.startUpstream(upstreamOptions, ...[script].flat())
  running.push(upstream)
  const clock = createManualClock()
  const gateway = await startTestGateway({
    targets: [{ name: 'be1', url: new URL(upstream.url) }],
    everyMs: 5000,
    idleEveryMs: 5000,
    clock,
    upstreamLimits: SHORT,
    ...options,
  })
  running.push(gateway)
  const tried = async (): Promise<TargetSummary> => {
    let summary = await gateway.target()
    await until(async () => {
      summary = await gateway.target()
      return summary.pollingSince === null && summary.nextTryAt !== null
    })
    return summary
  }
  const view = (): Promise<unknown> => gateway.ask('/api/targets/be1/timeline')
  await view()
  clock.advance(0)
  return {
    gateway,
    upstream,
    clock,
    tried,
    async next() {
      const { nextTryAt } = await tried()
      // Somebody keeps watching, as a page does; else the cadence is another one.
      while (clock.now() < nextTryAt!) {
        await view()
        clock.advance(Math.min(10_000, nextTryAt! - clock.now()))
      }
      return tried()
    },
  }
}

async function profileOf(gateway: TestGateway): Promise<unknown> {
  return JSON.parse((await gateway.ask('/api/targets/be1/profile')).text)
}

describe('a target that is gone', () => {
  it('case 01: killed between two polls: failure with its age, tries with jitter, resumes by itself, the gap stays', async () => {
    const { gateway, upstream, clock, tried, next } = await start(answerProfile())
    const { lastGoodAt } = await tried()
    const { port } = upstream
    await upstream.stop()

    const first = await next()
    expect(first.failure).toMatchObject({ code: 'refused', tries: 1, since: clock.now() })
    expect(first.failure!.message).toMatch(/refuses connections/)
    expect(first).toMatchObject({ lastSeq: 1, lastGoodAt })
    expect(first.nextTryAt! - clock.now()).toBe(1500) // half of 1 to 2 s
    expect(await gateway.lines('be1', 1)).toEqual([
      { k: 'gap', from: lastGoodAt, to: clock.now(), why: 'connection refused', tries: 1 },
    ])

    clock.chance = 1
    const waits: number[] = []
    for (let tries = 2; tries <= 8; tries++) {
      const summary = await next()
      expect(summary.failure).toMatchObject({ code: 'refused', tries, since: first.failure!.since })
      waits.push(summary.nextTryAt! - clock.now())
    }
    expect(waits).toEqual([4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000])

    running.push(await upstreams.startUpstream({ port }, answerProfile({ rss: 42 })))
    expect(await next()).toMatchObject({ lastSeq: 2, failure: null, lastGoodAt: clock.now() })
    const lines = await gateway.lines('be1')
    expect(lines.map(({ k }) => k)).toEqual(['key', 'gap', 'delta'])
    expect(lines[1]).toEqual({ k: 'gap', from: lastGoodAt, to: clock.now(), why: 'connection refused', tries: 8 })
    expect(gateway.log.filter((line) => line.includes('refuses connections'))).toHaveLength(1)
  })

  it('a target that was never there says so, and nothing is made up', async () => {
    const { gateway, upstream, tried } = await start(answerProfile(), {
      targets: [{ name: 'be1', url: new URL('http://127.0.0.1:1') }],
    })
    expect(await tried()).toMatchObject({ kind: 'unknown', lastSeq: 0, lastGoodAt: null, failure: { code: 'refused' } })
    expect(upstream.calls).toHaveLength(0)
    const { status, text } = await gateway.ask('/api/targets/be1/profile')
    expect(status).toBe(503)
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'no-sample' } })
  })

  it('a name that does not resolve is told from a computer that does not answer', async () => {
    const { tried } = await start(answerProfile(), {
      targets: [{ name: 'be1', url: new URL('http://no-such-host.invalid:8040') }],
    })
    expect((await tried()).failure).toMatchObject({ code: 'unreachable', message: expect.stringMatching(/host name/) })
  })
})

describe('a target that is slow', () => {
  it('case 02: takes the connection and says nothing: one request, a timeout that names the phase', async () => {
    const { gateway, upstream, clock, tried } = await start(upstreams.hang)
    await until(() => upstream.calls.length === 1)
    expect((await gateway.target()).pollingSince).toBe(clock.now())
    // Whatever viewers do meanwhile, nobody asks a second time.
    for (let count = 0; count < 20; count++) await gateway.ask('/api/targets/be1/timeline?retry')
    clock.advance(4000)
    const { failure } = await tried()
    expect(failure).toMatchObject({
      code: 'timeout',
      message: expect.stringMatching(/took the connection and did not answer within 0.3 s/),
    })
    await until(() => upstream.open() === 0)
    expect(upstream.calls).toHaveLength(1)
    expect(upstream.mostOpen()).toBe(1)
  })

  it('case 02: a head that comes byte by byte is no answer either', async () => {
    const { upstream, tried } = await start(upstreams.dripHead(20))
    expect((await tried()).failure).toMatchObject({ code: 'timeout', message: expect.stringMatching(/did not answer/) })
    await until(() => upstream.open() === 0)
  })

  it('case 03: one byte after the other: a timeout for the whole, the connection is gone', async () => {
    const { upstream, tried } = await start(upstreams.drip(20))
    const { failure } = await tried()
    expect(failure).toMatchObject({
      code: 'timeout',
      message: expect.stringMatching(/not complete within 0.6 s; \d+ bytes had come/),
    })
    expect(failure!.bytes).toBeGreaterThan(0)
    await until(() => upstream.open() === 0)
  })
})

describe('an answer that is not whole or not right', () => {
  it.each([
    ['a body shorter than its Content-Length', upstreams.cut],
    ['chunks without the last one', upstreams.cutChunked],
    ['a page whose end is missing', answer('{"format":"process-profile","version":1,"process":{"na')],
  ])('case 04: %s is discarded as a whole, the last good one is kept', async (_, behaviour) => {
    const { gateway, tried, next } = await start([answerProfile({ rss: 777 }), behaviour, answerProfile({ rss: 778 })])
    await tried()
    const before = await profileOf(gateway)
    const summary = await next()
    expect(summary).toMatchObject({ lastSeq: 1, failure: { code: 'cut-off', tries: 1 } })
    expect(await profileOf(gateway)).toEqual(before)
    expect(await next()).toMatchObject({ lastSeq: 2, failure: null })
  })

  it('case 05: status 200 with a login page: type, size and the first characters as text, nothing else of it', async () => {
    const { gateway, tried, next } = await start([answerProfile(), upstreams.loginPage])
    await tried()
    const { failure, lastSeq } = await next()
    expect(lastSeq).toBe(1)
    expect(failure).toMatchObject({
      code: 'not-a-profile',
      httpStatus: 200,
      contentType: 'text/html',
      bytes: LOGIN_PAGE.length,
      excerpt: LOGIN_PAGE.slice(0, 200),
    })
    const answered = await gateway.ask('/api/targets')
    expect(answered.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
    })
    expect(gateway.log.join('\n')).not.toContain('<form')
  })

  it('case 05: what could steer a terminal or turn text around is replaced in the excerpt', async () => {
    const { tried } = await start(answer('<p>\u001b[31mred\u0007\r\n\u202eesrever\u0000</p>', { 'content-type': 'text/html' }))
    expect((await tried()).failure!.excerpt).toBe('<p> [31mred \ufffdesrever </p>')
  })

  it('case 05: other programs\u2019 JSON is not taken for a profile', async () => {
    const { tried, next } = await start([answer('{"status":"up"}'), answer('[]'), answer(''), answer('null')])
    expect((await tried()).failure!.code).toBe('not-a-profile')
    expect((await next()).failure!.code).toBe('not-a-profile')
    expect((await next()).failure!.code).toBe('not-a-profile')
    expect((await next()).failure!.code).toBe('not-a-profile')
  })

  it('a profile of a newer version, or with one wrong field, is refused in words', async () => {
    const newer = makeProfileText().replace('"version":1', '"version":99')
    const wrong = makeProfileText().replace('6281330688', '"a lot"')
    const { tried, next } = await start([answer(newer), answer(wrong)])
    expect((await tried()).failure).toMatchObject({ code: 'newer-version' })
    expect((await next()).failure).toMatchObject({ code: 'invalid' })
  })
})

describe('a target that asks who is there', () => {
  it('case 06: 401 without a password: says how to give one, and does not ask again and again', async () => {
    const { gateway, upstream, clock, tried } = await start(upstreams.askForPassword('root', 'tiger-4711'))
    const { failure, nextTryAt } = await tried()
    expect(failure).toMatchObject({ code: 'sign-in', httpStatus: 401, message: expect.stringContaining('--credentials FILE') })
    expect(nextTryAt! - clock.now()).toBe(60_000)
    for (let second = 0; second < 59; second++) {
      clock.advance(1000)
      await gateway.ask('/api/targets/be1/timeline')
    }
    expect(upstream.calls).toHaveLength(1)
  })

  it('case 06: with the right one it is let in; a wrong one is tried once a minute; neither is ever shown', async () => {
    const credentials = new Map([['be1', `Basic ${Buffer.from('root:tiger-4711').toString('base64')}`]])
    const { gateway, upstream, clock, tried, next } = await start(upstreams.askForPassword('root', 'another'), { credentials })
    const { failure } = await tried()
    expect(failure).toMatchObject({ code: 'sign-in', tries: 1 })
    await gateway.ask('/api/targets/be1/timeline?retry')
    clock.advance(9000)
    await gateway.ask('/api/targets/be1/timeline?retry')
    expect(upstream.calls).toHaveLength(1)

    upstream.behave(upstreams.askForPassword('root', 'tiger-4711'))
    expect(await next()).toMatchObject({ lastSeq: 1, failure: null })
    const shown = [
      ...gateway.log,
      ...(await Promise.all(
        ['/api/targets', '/api/targets/be1/profile', '/api/targets/be1/timeline'].map(
          async (path) => (await gateway.ask(path)).text,
        ),
      )),
      ...upstream.calls.map(({ line }) => line),
    ].join('\n')
    for (const secret of ['tiger-4711', Buffer.from('root:tiger-4711').toString('base64')]) expect(shown).not.toContain(secret)
  })

  it('case 06: says what is wrong: no password, a wrong one, too few rights', async () => {
    const forbidden = answer('no', {}, '403 Forbidden')
    const unknown = answer('no', {}, '401 Unauthorized')
    const credentials = new Map([['be1', 'Basic cm9vdDp4']])
    const none = await start([forbidden, unknown])
    expect((await none.tried()).failure).toMatchObject({
      code: 'sign-in',
      httpStatus: 403,
      message: expect.stringContaining('holds {"be1": {'),
    })
    const given = await start([forbidden, unknown], { credentials })
    expect((await given.tried()).failure).toMatchObject({
      code: 'sign-in',
      httpStatus: 403,
      message: expect.stringContaining('more rights'),
    })
    expect((await given.next()).failure).toMatchObject({
      code: 'sign-in',
      httpStatus: 401,
      message: expect.stringContaining('Correct the file'),
    })
  })
})

describe('a target that wants to be left alone', () => {
  it.each(['429 Too Many Requests', '503 Service Unavailable'])(
    'case 07: %s with Retry-After of a day: obeyed up to a minute, and shown',
    async (status) => {
      const { gateway, upstream, clock, tried, next } = await start([upstreams.tooBusy('86400', status), answerProfile()])
      const { failure, nextTryAt } = await tried()
      expect(failure).toMatchObject({ code: 'http-status', httpStatus: Number(status.slice(0, 3)), excerpt: 'busy' })
      expect(nextTryAt! - clock.now()).toBe(60_000)
      await gateway.ask('/api/targets/be1/timeline?retry')
      clock.advance(59_000)
      await gateway.ask('/api/targets/be1/timeline?retry')
      expect(upstream.calls).toHaveLength(1)
      expect(await next()).toMatchObject({ lastSeq: 1, failure: null })
    },
  )

  it('case 07: a date in the past, or nonsense, means the ordinary pause', async () => {
    const { clock, tried, next } = await start([
      upstreams.tooBusy('Mon, 01 Jan 1990 00:00:00 GMT'),
      upstreams.tooBusy('whenever'),
    ])
    expect((await tried()).nextTryAt! - clock.now()).toBe(1500)
    expect((await next()).nextTryAt! - clock.now()).toBe(2500)
  })
})

describe('a target that sends elsewhere', () => {
  it('case 08: no redirect is followed, wherever it leads', async () => {
    const other = await upstreams.startMisbehavingUpstream()
    running.push(other)
    const { upstream, tried, next } = await start([
      upstreams.redirect(`http://127.0.0.1:${other.port}/profile`),
      upstreams.redirect('http://169.254.169.254/latest/meta-data/', '301 Moved Permanently'),
      upstreams.redirect('http://be1/login', '307 Temporary Redirect'),
      upstreams.redirect('/profile/', '308 Permanent Redirect'),
    ])
    expect((await tried()).failure).toMatchObject({ code: 'redirect', httpStatus: 302 })
    for (let count = 0; count < 3; count++) expect((await next()).failure).toMatchObject({ code: 'redirect' })
    expect(other.calls).toHaveLength(0)
    expect(upstream.calls.map(({ line }) => line)).toEqual(Array.from({ length: 4 }, () => 'GET /profile?raw&type=json HTTP/1.1'))
    expect(JSON.stringify((await tried()).failure)).not.toMatch(/169|login/)
  })
})

describe('case 40: a hostile or broken target: one failure of a fitting kind, nothing of it goes on, the next poll is clean', () => {
  it.each<[string, Behaviour, FailureCode]>([
    ['endless headers', upstreams.endlessHeaders, 'too-large'],
    ['Transfer-Encoding and Content-Length', upstreams.twoLengths, 'invalid'],
    ['HTTP/0.9', upstreams.http09, 'invalid'],
    ['brotli that nobody asked for', upstreams.brotli, 'invalid'],
    ['gzip in gzip', upstreams.gzipTwice, 'invalid'],
    ['gzip in gzip, kept quiet', upstreams.gzipTwiceQuietly, 'invalid'],
    ['gzip that is none', upstreams.falseGzip, 'invalid'],
    ['UTF-16', upstreams.utf16, 'not-a-profile'],
    ['a reset connection', upstreams.reset, 'cut-off'],
    ['50 MB', upstreams.huge(50e6), 'too-large'],
    ['a gzip bomb of 10 GB', upstreams.gzipBomb(10e9), 'too-large'],
    ['more than 32 MiB, honestly compressed', upstreams.answerGzipped(makeRepetitive(33 * 2 ** 20)), 'too-large'],
    ['status 500', answer('oops', {}, '500 Internal Server Error'), 'http-status'],
    ['a redirect with 5 MB behind it', answer(' '.repeat(5e6), { location: '/' }, '302 Found'), 'redirect'],
    ['a refusal with 5 MB behind it', answer(' '.repeat(5e6), {}, '401 Unauthorized'), 'sign-in'],
    ['an error with 5 MB behind it', answer(' '.repeat(5e6), {}, '500 Internal Server Error'), 'http-status'],
    ['status 404', answer('', {}, '404 Not Found'), 'http-status'],
    ['status 206', answer(makeProfileText(), {}, '206 Partial Content'), 'http-status'],
    [
      'depth 100,000',
      answer(
        '{"format":"process-profile","version":1,"process":{"name":"x"},"profile":' +
          '{"name":"n","children":['.repeat(100_000) +
          ']}'.repeat(100_000) +
          '}',
      ),
      'too-large',
    ],
  ])('%s', async (_, behaviour, code) => {
    const { gateway, upstream, tried, next } = await start([answerProfile(), behaviour, answerProfile()], {
      upstreamLimits: { connectMs: 2000, firstByteMs: 5000, totalMs: 10_000 },
    })
    await tried()
    const before = await profileOf(gateway)
    const summary = await next()
    expect(summary.failure).toMatchObject({ code, tries: 1 })
    expect(summary.failure!.message).toMatch(/^[A-Z].*\.$/)
    expect(summary.lastSeq).toBe(1)
    expect(await profileOf(gateway)).toEqual(before)
    await until(() => upstream.open() === 0)
    expect(await next()).toMatchObject({ lastSeq: 2, failure: null })
    expect(gateway.log.join('\n')).not.toMatch(/defect|at .*\.ts:/)
  })

  it('a bomb is known for one long before it has filled anything', async () => {
    const { tried } = await start(upstreams.gzipBomb(10e9), { upstreamLimits: { totalMs: 10_000, decodedBytes: 1e12 } })
    expect((await tried()).failure).toMatchObject({ code: 'too-large', message: expect.stringContaining('bomb') })
  })

  it('headers and trailers of the target do not reach the page', async () => {
    const { gateway, tried } = await start(upstreams.meddling)
    expect(await tried()).toMatchObject({ lastSeq: 1, failure: null })
    for (const path of ['/api/targets', '/api/targets/be1/profile', '/api/targets/be1/timeline']) {
      const { headers } = await gateway.ask(path)
      expect(headers['set-cookie']).toBeUndefined()
      expect(headers['x-meddling']).toBeUndefined()
      expect(headers['access-control-allow-origin']).toBeUndefined()
      expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox")
    }
  })

  it('what the viewer sends does not reach the target', async () => {
    const { gateway, upstream, next } = await start(answerProfile())
    await gateway.ask('/api/targets/be1/timeline?x=1', {
      headers: { cookie: 'a=b', authorization: 'Basic eDp5', 'x-forwarded-host': 'evil.test' },
    })
    await next()
    for (const { line, headers } of upstream.calls) {
      expect(line).toBe('GET /profile?raw&type=json HTTP/1.1')
      expect([...headers.keys()].toSorted()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent'])
    }
  })

  it('gzip is asked for, and read', async () => {
    const { gateway, upstream, tried } = await start(upstreams.answerGzipped(makeProfileText({ tasks: 500 })))
    const { lastWireBytes } = await tried()
    expect(upstream.calls[0]!.headers.get('accept-encoding')).toBe('gzip, identity')
    expect(lastWireBytes).toBeLessThan(makeProfileText({ tasks: 500 }).length / 5)
    expect(await profileOf(gateway)).toMatchObject({ process: { pid: 2211 } })
  })
})

/** Text that gzip makes about thirty times smaller: neither a bomb, nor beyond 8 MiB on the wire. */
function makeRepetitive(length: number): string {
  let text = ''
  for (let seed = 1; text.length < length; seed = (seed * 48_271) % 2_147_483_647) text += `${seed} `.repeat(40)
  return text
}

/** Certificates for 127.0.0.1, made on the spot; undefined where there is no openssl. */
function makeCertificates(): { key: string; cert: string; expired: string } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'memlane-tls-'))
  try {
    const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
    openssl(
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      'key.pem',
      '-out',
      'cert.pem',
      '-days',
      '2',
      ...subject,
    )
    // Only `openssl ca` takes dates of the past in every version; it wants a folder in order.
    writeFileSync(join(folder, 'index.txt'), '')
    writeFileSync(join(folder, 'ca.cnf'), CA_CONFIG)
    openssl('req', '-new', '-key', 'key.pem', '-out', 'request.pem', ...subject)
    openssl(
      ...'ca -batch -selfsign -config ca.cnf -keyfile key.pem -in request.pem -out expired.pem -notext -startdate 20200101000000Z -enddate 20200102000000Z'.split(
        ' ',
      ),
    )
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
    return { key: read('key.pem'), cert: read('cert.pem'), expired: read('expired.pem') }
  } catch {
    return undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const CA_CONFIG = `[ca]
default_ca = it
[it]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
`

const certificates = makeCertificates()

describe.skipIf(!certificates)('case 40: a target behind TLS', () => {
  const https = (upstream: MisbehavingUpstream): Pick<GatewayOptions, 'targets'> => ({
    targets: [{ name: 'be1', url: new URL(upstream.url) }],
  })
  const startTls = async (cert: string): Promise<MisbehavingUpstream> => {
    const upstream = await upstreams.startUpstream({ tls: { key: certificates!.key, cert } })
    running.push(upstream)
    return upstream
  }

  it('with a certificate that nobody trusts is refused, also where an environment variable says otherwise', async () => {
    const upstream = await startTls(certificates!.cert)
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    try {
      const { tried } = await start(answerProfile(), https(upstream))
      expect((await tried()).failure).toMatchObject({ code: 'tls', message: expect.stringContaining('--ca FILE') })
      expect(upstream.calls).toHaveLength(0)
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
    }
  })

  it('with the certificate given with --ca is read', async () => {
    const { tried } = await start(answerProfile(), { ...https(await startTls(certificates!.cert)), ca: certificates!.cert })
    expect(await tried()).toMatchObject({ lastSeq: 1, failure: null })
  })

  it('with an expired certificate is refused, known or not', async () => {
    const { tried } = await start(answerProfile(), { ...https(await startTls(certificates!.expired)), ca: certificates!.expired })
    expect((await tried()).failure).toMatchObject({ code: 'tls', message: expect.stringContaining('expired') })
  })

  it('asked over http, and a plain one asked over https, are told apart from being gone', async () => {
    const upstream = await startTls(certificates!.cert)
    const plain = await start(answerProfile(), { targets: [{ name: 'be1', url: new URL(`http://127.0.0.1:${upstream.port}`) }] })
    expect((await plain.tried()).failure!.code).toMatch(/^(invalid|cut-off)$/)
    const other = await upstreams.startMisbehavingUpstream(upstreams.http09)
    running.push(other)
    const secure = await start(answerProfile(), {
      targets: [{ name: 'be1', url: new URL(`https://127.0.0.1:${other.port}`) }],
      upstreamLimits: { firstByteMs: 2000 },
    })
    expect((await secure.tried()).failure!.code).toMatch(/^(tls|timeout)$/)
  })
})
