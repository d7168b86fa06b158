import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { HEALTH_PATH, RUN_HEADER, TARGET_ID, TARGETS_PATH, type ErrorAnswer, type TargetsAnswer } from '../protocol/gateway'
import { API_HEADERS, PAGE_HEADERS } from './answerHeaders'
import type { Clock, SteadyTime } from './clock'
import { findRefusal, ownHosts, type Refusal } from './guard'
import type { HistoryBody } from './history'
import type { PageFile, PageFiles } from './pageFiles'
import { printProfile } from './printProfile'
import { ADDRESS_RATE, Bucket, CONNECTION_RATE } from './rateLimit'
import type { Target } from './target'

// Plain node:http and not a framework: five fixed routes, and what has to be right here (the request line as it came, Host, the exact
// headers, shared bodies written without a copy, sockets that are gone when the client is) lies below what a framework shows.

export interface ServerOptions {
  readonly host: string
  readonly port: number
  readonly run: string
  readonly version: string
  readonly page: PageFiles
  readonly targets: ReadonlyMap<string, Target>
  readonly clock: Clock
  readonly time: SteadyTime
  readonly log: (line: string) => void
  /** One line a request, without its query. */
  readonly verbose: boolean
  readonly limits: ServerLimits
}

export interface ServerLimits {
  /** A request's head must be there within. */
  readonly headMs: number
  /** A connection on which nothing moves is closed, be it because its client does not read. */
  readonly idleMs: number
  /** Connections that have not asked anything yet; beyond, the oldest goes. */
  readonly silentConnections: number
  readonly connections: number
}

export const SERVER_LIMITS: ServerLimits = { headMs: 5000, idleMs: 30_000, silentConnections: 128, connections: 2048 }

export interface RunningServer {
  readonly port: number
  /** Open connections, for tests. */
  readonly connections: () => number
  close(): Promise<void>
}

const HEADER_BYTES = 16 * 1024
const WORTH_COMPRESSING = 1024
const compress = promisify(gzip)

/** Listens, and answers until it is closed. Rejects with the error of listen(), such as EADDRINUSE. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const sockets = new Set<Socket>()
  const silent = new Set<Socket>()
  const buckets = { connections: new WeakMap<Socket, Bucket>(), addresses: new Map<string, Bucket>() }
  /** The newest answer on each connection. */
  const newest = new WeakMap<Socket, ServerResponse>()
  let hosts: ReadonlySet<string> = new Set()

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    silent.delete(request.socket)
    newest.set(request.socket, response)
    // A client that goes away is no event.
    request.on('error', ignore)
    response.on('error', ignore)
    if (options.verbose) {
      response.once('close', () => {
        options.log(`${request.method} ${pathOf(request)} ${response.writableFinished ? response.statusCode : 'aborted'}`)
      })
    }
    const refusal = admit(request, hosts, buckets, options.clock.elapsed())
    if (refusal) return sendRefusal(request, response, refusal)
    route(request, response, options).catch((error: unknown) => {
      options.log(
        `unexpected error while answering ${pathOf(request)}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      )
      if (response.headersSent) response.destroy()
      else sendError(response, 500, 'internal', 'Memlane could not answer because of a defect of its own; its log says more.')
    })
  }

  const create = (): Server => {
    const server = createServer(
      {
        maxHeaderSize: HEADER_BYTES,
        headersTimeout: options.limits.headMs,
        requestTimeout: options.limits.headMs,
        keepAliveTimeout: options.limits.idleMs,
        connectionsCheckingInterval: Math.min(1000, options.limits.headMs),
        insecureHTTPParser: false,
        requireHostHeader: false,
      },
      handle,
    )
    server.timeout = options.limits.idleMs
    server.maxHeadersCount = 100
    server.maxConnections = options.limits.connections
    server.on('checkContinue', handle)
    server.on('checkExpectation', handle)
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      const answer = newest.get(socket)
      // An answer under way must not get another one in its middle.
      if (error.code === 'ECONNRESET' || !socket.writable || (answer && !answer.writableFinished)) socket.destroy()
      else answerBrokenRequest(error.code, socket)
    })
    server.on('connection', (socket) => {
      sockets.add(socket)
      silent.add(socket)
      socket.once('close', () => {
        sockets.delete(socket)
        silent.delete(socket)
      })
      // The oldest silent one, never somebody who is being answered: a flood of connections locks nobody out.
      if (silent.size > options.limits.silentConnections) for (const oldest of silent) return void oldest.destroy()
    })
    return server
  }

  const first = create()
  const port = await listen(first, options.host, options.port)
  hosts = ownHosts(options.host, port)
  const servers = [first]
  if (options.host === '127.0.0.1') {
    // "localhost" leads to ::1 first on many computers. Where there is no IPv6, or the port is taken there, 127.0.0.1 does.
    const second = create()
    const alsoThere = await listen(second, '::1', port).then(
      () => true,
      () => false,
    )
    if (alsoThere) servers.push(second)
  }
  const sweep = setInterval(() => {
    const now = options.clock.elapsed()
    for (const [address, bucket] of buckets.addresses) if (bucket.isFull(now)) buckets.addresses.delete(address)
  }, 60_000)
  sweep.unref()

  return {
    port,
    connections: () => sockets.size,
    async close() {
      clearInterval(sweep)
      const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
      for (const socket of sockets) socket.destroy()
      await Promise.all(closed)
    },
  }
}

interface Buckets {
  readonly connections: WeakMap<Socket, Bucket>
  readonly addresses: Map<string, Bucket>
}

/** Cheapest first; what another site makes a browser send must not use up what the page may ask. */
function admit(request: IncomingMessage, hosts: ReadonlySet<string>, buckets: Buckets, elapsed: number): Refusal | undefined {
  let connection = buckets.connections.get(request.socket)
  if (!connection) {
    connection = new Bucket(CONNECTION_RATE, elapsed)
    buckets.connections.set(request.socket, connection)
  }
  if (!connection.take(elapsed)) return tooMany()
  const refusal = findRefusal(
    {
      method: request.method ?? '',
      target: request.url ?? '',
      headers: request.headers,
      hostCount: request.headersDistinct['host']?.length ?? 0,
      httpVersion: request.httpVersion,
    },
    hosts,
  )
  if (refusal) return refusal
  const address = request.socket.remoteAddress ?? ''
  let bucket = buckets.addresses.get(address)
  if (!bucket) {
    bucket = new Bucket(ADDRESS_RATE, elapsed)
    buckets.addresses.set(address, bucket)
  }
  return bucket.take(elapsed) ? undefined : tooMany()
}

function tooMany(): Refusal {
  return {
    status: 429,
    code: 'too-many-requests',
    message: 'Too many requests in a short time. The targets are polled as before; ask again in a second.',
  }
}

const TARGET_PATH = /^\/api\/targets\/([^/]*)\/(profile|timeline)$/

async function route(request: IncomingMessage, response: ServerResponse, options: ServerOptions): Promise<void> {
  const path = pathOf(request)
  if (path !== '/api' && !path.startsWith('/api/')) return sendPage(request, response, path, options.page)
  if (path === HEALTH_PATH) return sendJson(request, response, { ok: true })
  if (path === TARGETS_PATH) {
    const answer: TargetsAnswer = {
      now: options.time.now(),
      run: options.run,
      version: options.version,
      targets: [...options.targets.values()].map((target) => target.summary()),
    }
    return sendJson(request, response, answer)
  }
  const [, id = '', what] = TARGET_PATH.exec(path) ?? []
  if (what === undefined) return sendError(response, 404, 'not-found', 'There is nothing under this path.')
  const target = TARGET_ID.test(id) ? options.targets.get(id) : undefined
  if (!target)
    return sendError(
      response,
      404,
      'unknown-target',
      'There is no target of this id. Those that there are stand in /api/targets.',
    )
  const query = new URLSearchParams((request.url ?? '').slice(path.length + 1))
  if (what === 'profile') {
    target.viewed()
    return sendProfile(request, response, target)
  }
  const after = query.get('after')
  if (after !== null && !/^\d{1,15}$/.test(after)) {
    return sendError(response, 400, 'bad-request', '"after" must be the number of a sample, such as 17.')
  }
  target.viewed(query.has('retry'))
  const body = await target.history.read(after === null ? undefined : Number(after), accepts(request, 'gzip'))
  return sendLines(request, response, body, options.run)
}

async function sendProfile(request: IncomingMessage, response: ServerResponse, target: Target): Promise<void> {
  const { last } = target.history
  if (!last) {
    return sendError(response, 503, 'no-sample', 'This target has not answered with a profile yet. Why stands in /api/targets.')
  }
  const text = printProfile(last)
  await sendText(request, response, text.json, (text.gzip ??= compress(text.json, { level: 1 })))
}

async function sendLines(request: IncomingMessage, response: ServerResponse, body: HistoryBody, run: string): Promise<void> {
  response.writeHead(200, {
    ...API_HEADERS,
    'content-type': 'application/x-ndjson; charset=utf-8',
    'content-length': body.length,
    vary: 'accept-encoding',
    [RUN_HEADER]: run,
    ...(body.encoding === 'gzip' ? { 'content-encoding': 'gzip' } : {}),
  })
  if (request.method !== 'HEAD') {
    for (const piece of body.pieces) {
      const bytes = typeof piece === 'function' ? await piece() : piece
      // The client may be gone, or slow: go on only when it has taken what it was given.
      if (response.destroyed) return
      if (bytes.length > 0 && !response.write(bytes)) await drained(response)
      if (response.destroyed) return
    }
  }
  response.end()
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}

function sendPage(request: IncomingMessage, response: ServerResponse, path: string, page: PageFiles): void {
  const file = page.get(path) ?? (/[.%]/.test(path) || path.startsWith('/assets/') ? undefined : page.get('/index.html'))
  if (!file) {
    return page.size === 0
      ? sendError(response, 503, 'no-page', 'The page has not been built: run "npm run build" and start Memlane again.')
      : sendError(response, 404, 'not-found', 'There is no such file.')
  }
  const head: Record<string, string | number> = {
    ...PAGE_HEADERS,
    'content-type': file.contentType,
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.etag,
    vary: 'accept-encoding',
  }
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304, head)
    response.end()
    return
  }
  const { bytes, encoding } = pickForm(request, file)
  if (encoding) head['content-encoding'] = encoding
  head['content-length'] = bytes.length
  response.writeHead(200, head)
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

function pickForm(request: IncomingMessage, file: PageFile): { bytes: Buffer; encoding?: 'br' | 'gzip' } {
  if (file.br && accepts(request, 'br')) return { bytes: file.br, encoding: 'br' }
  if (file.gzip && accepts(request, 'gzip')) return { bytes: file.gzip, encoding: 'gzip' }
  return { bytes: file.raw }
}

function accepts(request: IncomingMessage, encoding: 'br' | 'gzip'): boolean {
  const header = request.headers['accept-encoding']
  return (
    typeof header === 'string' &&
    header.split(',').some((part) => {
      const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
      return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
    })
  )
}

function sendJson(request: IncomingMessage, response: ServerResponse, value: unknown): Promise<void> {
  const json = JSON.stringify(value)
  return sendText(request, response, json, undefined)
}

async function sendText(
  request: IncomingMessage,
  response: ServerResponse,
  json: string,
  gzipped: Promise<Buffer> | undefined,
): Promise<void> {
  const packed = json.length >= WORTH_COMPRESSING && accepts(request, 'gzip')
  const bytes = packed ? await (gzipped ?? compress(json, { level: 1 })) : Buffer.from(json)
  if (response.destroyed) return
  response.writeHead(200, {
    ...API_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
    vary: 'accept-encoding',
    ...(packed ? { 'content-encoding': 'gzip' } : {}),
  })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

function sendRefusal(request: IncomingMessage, response: ServerResponse, { status, code, message }: Refusal): void {
  if (status === 405) response.setHeader('allow', 'GET, HEAD')
  if (status === 429) response.setHeader('retry-after', '1')
  // What may follow on this connection is a body that nobody reads.
  if (status === 400 || status === 405) response.setHeader('connection', 'close')
  request.resume()
  sendError(response, status, code, message)
}

function sendError(response: ServerResponse, status: number, code: string, message: string): void {
  const bytes = errorBody(code, message)
  response.writeHead(status, {
    ...API_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
  })
  response.end(response.req.method === 'HEAD' ? undefined : bytes)
}

function errorBody(code: string, message: string): Buffer {
  return Buffer.from(JSON.stringify({ error: { code, message } } satisfies ErrorAnswer))
}

/** What came is not HTTP, too long, or too slow: there is no request to hand on, only a socket. */
function answerBrokenRequest(errorCode: string | undefined, socket: Socket): void {
  const [status, code, message] =
    errorCode === 'HPE_HEADER_OVERFLOW'
      ? ([431, 'headers-too-large', 'The headers of a request may have 16 KiB.'] as const)
      : errorCode === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ([408, 'timeout', 'The request did not come in time.'] as const)
        : ([400, 'bad-request', 'This is not valid HTTP.'] as const)
  const bytes = errorBody(code, message)
  const head = {
    ...API_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
    connection: 'close',
  }
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`), bytes]), () =>
    socket.destroy(),
  )
}

function pathOf(request: IncomingMessage): string {
  const target = request.url ?? ''
  const end = target.search(/[?#]/)
  return end < 0 ? target : target.slice(0, end)
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, exclusive: true, backlog: 1024, ipv6Only: true }, () => {
      server.off('error', reject)
      server.on('error', ignore)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function ignore(): void {}
