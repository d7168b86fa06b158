import { lookup as dnsLookup, type LookupAddress } from 'node:dns'
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { rootCertificates } from 'node:tls'
import { createGunzip } from 'node:zlib'
import { MAX_DECODED_BYTES, MAX_GZIP_RATIO, MAX_WIRE_BYTES } from '../profile/limits'
import { isAddressAllowed } from './addressRule'
import { readRetryAfter } from './backoff'
import { excerptOf, PollFailure, type AnswerFacts } from './failure'

// One GET, by hand on node:http: the global fetch can neither cap headers and decoded bytes, nor say in which phase it failed, nor
// hand out the address that it connected to. Policies 4 to 7 and 9 of hardening.md.

export interface UpstreamLimits {
  readonly connectMs: number
  readonly firstByteMs: number
  readonly totalMs: number
  readonly wireBytes: number
  readonly decodedBytes: number
  /** Decoded to wire bytes, held once the first MiB is out. */
  readonly ratio: number
  readonly headerBytes: number
}

export const UPSTREAM_LIMITS: UpstreamLimits = {
  connectMs: 2000,
  firstByteMs: 5000,
  totalMs: 10_000,
  wireBytes: MAX_WIRE_BYTES,
  decodedBytes: MAX_DECODED_BYTES,
  ratio: MAX_GZIP_RATIO,
  headerBytes: 16 * 1024,
}

export interface UpstreamRequest {
  /** The target's, for the sentence that says how to give it a password. */
  readonly name: string
  /** The target's base URL as configured; the path that is asked for is ours and fixed. */
  readonly base: URL
  /** Value of the Authorization header. */
  readonly authorization: string | undefined
  /** PEM of further authorities to trust. */
  readonly ca: string | undefined
  readonly limits: UpstreamLimits
  readonly signal: AbortSignal
  /** Stands in for the resolver in tests. */
  readonly lookup?: typeof dnsLookup | undefined
}

export interface UpstreamAnswer {
  readonly contentType: string | undefined
  /** Decoded. */
  readonly bytes: Uint8Array
  readonly wireBytes: number
}

/** Asks for JSON in the way that Doris takes for "the bare page", so that one request serves both kinds of target. */
const PROFILE_QUERY = '/profile?raw&type=json'
const RATIO_FREE_BYTES = 1024 * 1024
const ERROR_BODY_BYTES = 4096

/** The whole answer with status 200, decoded; everything else is a PollFailure. Leaves no socket behind, whatever happens. */
export async function fetchUpstream(request: UpstreamRequest): Promise<UpstreamAnswer> {
  const { base, limits, signal } = request
  const host = base.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !isAddressAllowed(host, host)) throw addressRefused()

  const progress = { phase: 'connect' as Phase, bytes: 0 }
  const stop = new AbortController()
  let timedOut: PollFailure | undefined
  const expire = (failure: () => PollFailure): void => {
    timedOut ??= failure()
    stop.abort(timedOut)
  }
  const forward = (): void => stop.abort(signal.reason)
  signal.addEventListener('abort', forward, { once: true })
  if (signal.aborted) forward()
  const total = setTimeout(() => expire(() => timeout(progress, limits.totalMs)), limits.totalMs)
  let phaseTimer = setTimeout(() => expire(() => timeout(progress, limits.connectMs)), limits.connectMs)
  const connected = (): void => {
    if (progress.phase !== 'connect') return
    progress.phase = 'first byte'
    clearTimeout(phaseTimer)
    phaseTimer = setTimeout(() => expire(() => timeout(progress, limits.firstByteMs)), limits.firstByteMs)
  }
  try {
    const response = await send(request, host, stop.signal, connected)
    clearTimeout(phaseTimer)
    progress.phase = 'body'
    try {
      return await readResponse(response, request, progress, stop.signal)
    } finally {
      response.destroy()
    }
  } catch (error) {
    if (timedOut) throw timedOut
    signal.throwIfAborted()
    throw asFailure(error, progress, base)
  } finally {
    clearTimeout(total)
    clearTimeout(phaseTimer)
    signal.removeEventListener('abort', forward)
    stop.abort()
  }
}

type Phase = 'connect' | 'first byte' | 'body'

function send(request: UpstreamRequest, host: string, signal: AbortSignal, connected: () => void): Promise<IncomingMessage> {
  const { base, authorization, ca, limits } = request
  const secure = base.protocol === 'https:'
  const options: RequestOptions = {
    method: 'GET',
    host,
    port: base.port || (secure ? 443 : 80),
    path: base.pathname.replace(/\/+$/, '') + PROFILE_QUERY,
    // A socket of its own for each poll: none is kept, so none can go stale or leak.
    agent: false,
    headers: {
      host: base.host,
      accept: 'application/json, text/html;q=0.9, text/plain;q=0.8',
      'accept-encoding': 'gzip, identity',
      'user-agent': 'memlane',
      connection: 'close',
      ...(authorization === undefined ? {} : { authorization }),
    },
    maxHeaderSize: limits.headerBytes,
    insecureHTTPParser: false,
    lookup: checkedLookup(host, request.lookup ?? dnsLookup),
    signal,
  }
  return new Promise((resolve, reject) => {
    const sent = secure
      ? httpsRequest({
          ...options,
          // Said outright, so that no environment variable can switch it off.
          rejectUnauthorized: true,
          ...(isIP(host) === 0 ? { servername: host } : {}),
          ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
        })
      : httpRequest(options)
    sent.on('socket', (socket) => {
      socket.once('connect', () => {
        if (isAddressAllowed(socket.remoteAddress ?? '', host)) connected()
        else sent.destroy(addressRefused())
      })
    })
    sent.once('response', resolve)
    // Stays on after the answer has begun: a late error reaches the response, and must not end the process here.
    sent.on('error', reject)
    sent.end()
  })
}

/** Resolves once a connection and lets through only the addresses that the rule allows. */
function checkedLookup(host: string, resolve: typeof dnsLookup): LookupFunction {
  return (name, options, callback) => {
    resolve(name, { ...options, all: true }, (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => {
      if (error) return callback(error, '', 0)
      const allowed = found.filter(({ address }) => isAddressAllowed(address, host))
      const first = allowed[0]
      if (!first) return callback(addressRefused() as NodeJS.ErrnoException, '', 0)
      if (options.all) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }
}

async function readResponse(
  response: IncomingMessage,
  request: UpstreamRequest,
  progress: { bytes: number },
  signal: AbortSignal,
): Promise<UpstreamAnswer> {
  const { limits } = request
  const status = response.statusCode ?? 0
  const contentType = response.headers['content-type']
  const facts: AnswerFacts = { httpStatus: status, contentType }
  if (status >= 300 && status < 400) throw redirected(facts)
  if (status === 401 || status === 403) throw signInNeeded(facts, request)
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (status !== 200) {
    throw await badStatus(response, facts, encoding === 'identity')
  }
  const gzipped = encoding === 'gzip' || encoding === 'x-gzip'
  if (!gzipped && encoding !== 'identity' && encoding !== '') throw wrongEncoding(facts)
  if (Number(response.headers['content-length'] ?? 0) > limits.wireBytes) {
    throw tooLarge(`more than ${inMiB(limits.wireBytes)} on the wire`, facts)
  }

  let wireBytes = 0
  let decodedBytes = 0
  const chunks: Uint8Array[] = []
  const countWire = async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      wireBytes += chunk.length
      progress.bytes = wireBytes
      if (wireBytes > limits.wireBytes) throw tooLarge(`more than ${inMiB(limits.wireBytes)} on the wire`, facts)
      yield chunk
    }
  }
  const collect = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of source) {
      decodedBytes += chunk.length
      if (decodedBytes > limits.decodedBytes) throw tooLarge(`more than ${inMiB(limits.decodedBytes)} decompressed`, facts)
      if (decodedBytes > RATIO_FREE_BYTES && decodedBytes > limits.ratio * wireBytes) {
        throw tooLarge(`compressed more than ${limits.ratio} to 1, as only a decompression bomb is`, facts)
      }
      chunks.push(chunk)
    }
  }
  if (gzipped) await pipeline(response, countWire, createGunzip(), collect, { signal })
  else await pipeline(response, countWire, collect, { signal })
  if (!response.complete) throw cutOff(wireBytes, facts)
  const bytes = chunks.length === 1 ? chunks[0]! : new Uint8Array(Buffer.concat(chunks))
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw wrongEncoding({ ...facts, bytes: bytes.length })
  return { contentType, bytes, wireBytes }
}

/** The first bytes of an error's body are worth a look: a proxy often says there what is wrong. */
async function badStatus(response: IncomingMessage, facts: AnswerFacts, readable: boolean): Promise<PollFailure> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  if (readable) {
    try {
      for await (const chunk of response as AsyncIterable<Uint8Array>) {
        chunks.push(chunk)
        bytes += chunk.length
        if (bytes >= ERROR_BODY_BYTES) break
      }
    } catch {
      // The status says enough.
    }
  }
  response.destroy()
  const status = facts.httpStatus ?? 0
  const retryAfterMs = readRetryAfter(response.headers['retry-after'], Date.now())
  const what =
    status === 404 ? 'it has no page /profile' : status === 429 || status === 503 ? 'it is busy' : 'it could not answer'
  const advice =
    status === 404
      ? 'Check that the address is a Doris BE of 3.0 or newer (its web server, port 8040 unless changed) or another program that serves /profile.'
      : status === 429 || status === 503
        ? 'Memlane waits and asks again.'
        : 'Look into its own log.'
  return new PollFailure('http-status', `HTTP ${status}`, `The target answered with HTTP status ${status}: ${what}. ${advice}`, {
    ...facts,
    ...(bytes > 0 ? { bytes, excerpt: excerptOf(Buffer.concat(chunks)) } : {}),
    retryAfterMs,
  })
}

function asFailure(error: unknown, progress: { phase: Phase; bytes: number }, base: URL): PollFailure {
  if (error instanceof PollFailure) return error
  const first =
    error instanceof AggregateError ? (error.errors.find((one) => one instanceof PollFailure) ?? error.errors[0]) : error
  if (first instanceof PollFailure) return first
  const code = errorCode(error) ?? errorCode(first) ?? ''
  const text = first instanceof Error ? first.message : ''
  if (code === 'ECONNREFUSED') {
    return new PollFailure(
      'refused',
      'connection refused',
      'The target refuses connections: nothing listens at its address. Check that it runs and that the port is the one of its web server.',
    )
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_NODATA') {
    return new PollFailure(
      'unreachable',
      'host name not found',
      'The host name of the target cannot be resolved. Check its spelling and this computer\u2019s DNS.',
    )
  }
  if (
    code === 'EHOSTUNREACH' ||
    code === 'ENETUNREACH' ||
    code === 'EHOSTDOWN' ||
    code === 'ENETDOWN' ||
    code === 'EADDRNOTAVAIL' ||
    code === 'EACCES' ||
    code === 'EPERM'
  ) {
    return new PollFailure(
      'unreachable',
      'host unreachable',
      'There is no way through the network to the target. Check the network, the VPN and the firewall.',
    )
  }
  if (code === 'ETIMEDOUT') return timeout(progress, undefined)
  if (code === 'HPE_HEADER_OVERFLOW') return tooLarge('headers of more than 16 KiB', {})
  if (code.startsWith('HPE_')) {
    return new PollFailure(
      'invalid',
      'not valid HTTP',
      'What the target sent is not valid HTTP. Check that the address is the one of its web server, and http or https as it speaks.',
    )
  }
  if (code.startsWith('Z_')) {
    return code === 'Z_BUF_ERROR'
      ? cutOff(progress.bytes, {})
      : new PollFailure(
          'invalid',
          'broken compression',
          'The answer says that it is gzip and cannot be decompressed. It was discarded; the last good sample is kept.',
        )
  }
  if (isTlsProblem(code, text)) return tlsFailure(code, text, base)
  if (progress.phase === 'body') return cutOff(progress.bytes, {})
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED') {
    return new PollFailure(
      'cut-off',
      'connection closed',
      'The target closed the connection before it answered. It may be starting, stopping, or speak https where http was asked for.',
    )
  }
  return new PollFailure(
    'unreachable',
    'no connection',
    `The target could not be asked (${code === '' ? 'unknown error' : code}). Check its address and the network.`,
  )
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function isTlsProblem(code: string, text: string): boolean {
  return (
    code.startsWith('CERT_') ||
    code.startsWith('ERR_TLS') ||
    code.startsWith('ERR_SSL') ||
    code.startsWith('UNABLE_TO_') ||
    code.includes('SELF_SIGNED') ||
    code === 'EPROTO' ||
    code === 'HOSTNAME_MISMATCH' ||
    code === 'INVALID_CA' ||
    /\bTLS\b|\bSSL\b|certificate/i.test(text)
  )
}

function tlsFailure(code: string, text: string, base: URL): PollFailure {
  if (code === 'CERT_HAS_EXPIRED') {
    return new PollFailure(
      'tls',
      'certificate expired',
      'The certificate of the target has expired. Renew it; Memlane does not ignore errors of TLS.',
    )
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return new PollFailure(
      'tls',
      'certificate of another name',
      'The certificate of the target is for another name. Use the name that stands in the certificate in --target.',
    )
  }
  if (/wrong version number|packet length too long|http request/i.test(text) || code === 'ERR_SSL_WRONG_VERSION_NUMBER') {
    return new PollFailure(
      'tls',
      'no TLS spoken',
      `The target does not speak TLS on this port. Write http:// instead of ${base.protocol}// in --target.`,
    )
  }
  if (code.includes('SELF_SIGNED') || code.startsWith('UNABLE_TO_')) {
    return new PollFailure(
      'tls',
      'certificate not trusted',
      'The certificate of the target is signed by nobody whom this computer trusts. Give the certificate of its authority with --ca FILE.',
    )
  }
  return new PollFailure(
    'tls',
    'TLS failed',
    'No secure connection to the target came about. Check its certificate and which versions of TLS it speaks.',
  )
}

function timeout(progress: { phase: Phase; bytes: number }, ms: number | undefined): PollFailure {
  const within = ms === undefined ? 'in time' : `within ${ms / 1000} s`
  if (progress.phase === 'connect') {
    return new PollFailure(
      'timeout',
      `no connection ${within}`,
      `No connection to the target came about ${within}. Check its address, the network and the firewall.`,
    )
  }
  if (progress.phase === 'first byte') {
    return new PollFailure(
      'timeout',
      `no answer ${within}`,
      `The target took the connection and did not answer ${within}. It may be hanging or overloaded.`,
    )
  }
  return new PollFailure(
    'timeout',
    `answer not complete ${within}`,
    `The answer of the target was not complete ${within}; ${progress.bytes} bytes had come and were discarded. The target or the network is too slow.`,
    { bytes: progress.bytes },
  )
}

function cutOff(bytes: number, facts: AnswerFacts): PollFailure {
  return new PollFailure(
    'cut-off',
    'answer cut off',
    `The answer of the target was cut off after ${bytes} bytes. It was discarded as a whole; the last good sample is kept.`,
    { ...facts, bytes },
  )
}

function redirected(facts: AnswerFacts): PollFailure {
  return new PollFailure(
    'redirect',
    `redirect (HTTP ${facts.httpStatus})`,
    `The target answered with a redirect (HTTP ${facts.httpStatus}), which Memlane never follows. Give the address of the backend itself in --target.`,
    facts,
  )
}

function signInNeeded(facts: AnswerFacts, { name, authorization }: UpstreamRequest): PollFailure {
  const how =
    authorization === undefined
      ? `The target asks for a user and a password (HTTP ${facts.httpStatus}). Start Memlane with --credentials FILE, where FILE has mode 0600 and holds {${JSON.stringify(name)}: {"user": "...", "password": "..."}}.`
      : facts.httpStatus === 403
        ? 'The target knows the user of --credentials and refuses (HTTP 403): that user needs more rights, at a Doris BE those of an administrator. Change the file and start Memlane again.'
        : 'The target does not take the user and the password of --credentials (HTTP 401). Correct the file and start Memlane again.'
  return new PollFailure('sign-in', `sign-in needed (HTTP ${facts.httpStatus})`, how, facts)
}

function wrongEncoding(facts: AnswerFacts): PollFailure {
  return new PollFailure(
    'invalid',
    'compressed in another way',
    'The answer is compressed in a way that was not asked for: only gzip, once, is read. Look for a proxy in between that compresses again.',
    facts,
  )
}

function tooLarge(what: string, facts: AnswerFacts): PollFailure {
  return new PollFailure(
    'too-large',
    'answer too large',
    `The answer of the target is too large: ${what}. It was discarded; the last good sample is kept.`,
    facts,
  )
}

function addressRefused(): PollFailure {
  return new PollFailure(
    'address',
    'address not allowed',
    'The name of the target leads to an address that Memlane does not connect to: link-local, metadata service, multicast, unspecified, or this computer under another name. Check --target and DNS.',
  )
}

function inMiB(bytes: number): string {
  return bytes % (1024 * 1024) === 0 ? `${bytes / (1024 * 1024)} MiB` : `${bytes} bytes`
}
