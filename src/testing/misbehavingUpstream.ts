import { once } from 'node:events'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Writable } from 'node:stream'
import { createServer as createTlsServer } from 'node:tls'
import { brotliCompressSync, createGzip, gzipSync } from 'node:zlib'

// A target that does what real ones do on bad days. It speaks HTTP by hand: most of this, no HTTP server would let us say.

export interface UpstreamCall {
  /** The whole request line, such as "GET /profile?raw&type=json HTTP/1.1". */
  readonly line: string
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  /** Date.now() */
  readonly at: number
}

/** What to do with one request, on the bare socket. */
export type Behaviour = (socket: Socket, call: UpstreamCall) => void | Promise<void>

export interface MisbehavingUpstream {
  readonly url: string
  readonly port: number
  /** All requests so far. */
  readonly calls: readonly UpstreamCall[]
  /** Open connections now. */
  readonly open: () => number
  /** The most that were ever open at once. */
  readonly mostOpen: () => number
  /** What it does from now on: each in turn, the last one again and again. */
  behave(...script: readonly Behaviour[]): void
  stop(): Promise<void>
}

export interface UpstreamOptions {
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Default: any free one. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
}

/** Starts one on this computer. It answers with a profile until it is told otherwise. */
export async function startMisbehavingUpstream(...script: readonly Behaviour[]): Promise<MisbehavingUpstream> {
  return startUpstream({}, ...script)
}

/** The same with options. */
export async function startUpstream(options: UpstreamOptions, ...script: readonly Behaviour[]): Promise<MisbehavingUpstream> {
  const calls: UpstreamCall[] = []
  const sockets = new Set<Socket>()
  let mostOpen = 0
  let waiting: readonly Behaviour[] = script.length > 0 ? script : [answerProfile()]
  const onSocket = (socket: Socket): void => {
    sockets.add(socket)
    mostOpen = Math.max(mostOpen, sockets.size)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
    let head = ''
    socket.on('data', (chunk: Buffer) => {
      head += chunk.toString('latin1')
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      const call = readCall(head.slice(0, end))
      head = head.slice(end + 4)
      calls.push(call)
      const [next, ...rest] = waiting
      if (rest.length > 0) waiting = rest
      void next!(socket, call)
    })
  }
  const server: Server = options.tls ? createTlsServer({ ...options.tls }, onSocket) : createTcpServer(onSocket)
  server.on('tlsClientError', () => undefined)
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    calls,
    open: () => sockets.size,
    mostOpen: () => mostOpen,
    behave: (...next) => (waiting = next),
    async stop() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function readCall(head: string): UpstreamCall {
  const [line = '', ...fields] = head.split('\r\n')
  const headers = new Map(
    fields.map((field) => [field.slice(0, field.indexOf(':')).toLowerCase(), field.slice(field.indexOf(':') + 1).trim()]),
  )
  return { line, headers, at: Date.now() }
}

export interface ProfileOptions {
  readonly rss?: number
  readonly pid?: number
  readonly startedAt?: number
  readonly takenAt?: number
  /** Trackers in the answer, to make it large. */
  readonly tasks?: number
  readonly label?: string
  /** Another one gives every tracker another value. */
  readonly step?: number
}

/** A process profile (formats.md, section 1) as text; the figures are arbitrary. */
export function makeProfileText({
  rss = 6_281_330_688,
  pid = 2211,
  startedAt = 1_795_000_000_000,
  takenAt,
  tasks = 3,
  label = 'Query',
  step = 0,
}: ProfileOptions = {}): string {
  return JSON.stringify({
    format: 'process-profile',
    version: 1,
    ...(takenAt === undefined ? {} : { takenAt }),
    process: { name: 'doris_be', pid, startedAt, version: 'doris-3.0.4' },
    profile: {
      name: 'ProcessProfile',
      children: [
        {
          name: 'MemoryProfile',
          children: [
            {
              name: 'MemoryOverviewSnapshot',
              counters: [{ name: 'PhysicalMemory(VmRSS)', unit: 'BYTES', value: rss, peak: rss }],
            },
            {
              name: 'TopMemoryTasksSnapshot',
              children: Array.from({ length: tasks }, (_, index) => ({
                name: `${label}#Id=${index}@query@id=${index.toString(16).padStart(16, '0')}-0000000000000001`,
                counters: [{ name: 'Memory', unit: 'BYTES', value: (index + step) * 4096, peak: (index + step) * 4096 }],
              })),
            },
          ],
        },
      ],
    },
  })
}

type Headers = Readonly<Record<string, string | number>>

/** A plain, right answer. */
export function answer(body: string | Uint8Array, headers: Headers = {}, status = '200 OK'): Behaviour {
  const bytes = Buffer.from(body)
  return (socket) => {
    socket.end(
      Buffer.concat([head(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers }), bytes]),
    )
  }
}

export function answerProfile(options?: ProfileOptions): Behaviour {
  return (socket, call) => answer(makeProfileText(options))(socket, call)
}

export function answerGzipped(body: string): Behaviour {
  return answer(gzipSync(body), { 'content-encoding': 'gzip' })
}

/** Doris's page. */
export function answerPage(html: string): Behaviour {
  return answer(html, { 'content-type': 'text/html' })
}

/** Takes the connection and says nothing. */
export const hang: Behaviour = () => undefined

/** The head at once, then one byte after the other, for ever. */
export function drip(everyMs = 1000): Behaviour {
  return (socket) => {
    socket.write(head('200 OK', { 'content-type': 'application/json', 'content-length': 1_000_000 }))
    const timer = setInterval(() => socket.write(' '), everyMs)
    socket.once('close', () => clearInterval(timer))
  }
}

/** Even the head comes one byte after the other. */
export function dripHead(everyMs = 1000): Behaviour {
  return (socket) => {
    const text = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n'
    let next = 0
    const timer = setInterval(() => socket.write(text[next++ % text.length]!), everyMs)
    socket.once('close', () => clearInterval(timer))
  }
}

/** Promises the whole body, sends half of it, and is gone. */
export const cut: Behaviour = (socket) => {
  const body = makeProfileText()
  socket.end(
    Buffer.concat([
      head('200 OK', { 'content-type': 'application/json', 'content-length': body.length }),
      Buffer.from(body.slice(0, body.length / 2)),
    ]),
  )
}

/** The same without a promise: chunked, and no last chunk. */
export const cutChunked: Behaviour = (socket) => {
  const half = makeProfileText().slice(0, 300)
  socket.end(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${half.length.toString(16)}\r\n${half}\r\n`,
  )
}

/** The connection is torn down as soon as something is asked. */
export const reset: Behaviour = (socket) => void socket.resetAndDestroy()

export function redirect(location: string, status = '302 Found'): Behaviour {
  return answer('', { location }, status)
}

export const LOGIN_PAGE =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Please sign in</h1>' +
  '<form action="/login" method="post"><input name="user"><input name="password" type="password"></form>' +
  '<script>alert(document.cookie)</script></body></html>'

/** A proxy's login page, with status 200. */
export const loginPage: Behaviour = answerPage(LOGIN_PAGE)

/** 401 unless the request carries exactly these; then `then`. */
export function askForPassword(user: string, password: string, then: Behaviour = answerProfile()): Behaviour {
  const right = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  return (socket, call) =>
    call.headers.get('authorization') === right
      ? then(socket, call)
      : answer('Restricted', { 'www-authenticate': 'Basic realm="Restricted"' }, '401 Unauthorized')(socket, call)
}

export function tooBusy(retryAfter: string, status = '429 Too Many Requests'): Behaviour {
  return answer('busy', { 'retry-after': retryAfter }, status)
}

/** `bytes` of blanks, without saying beforehand how many. */
export function huge(bytes: number): Behaviour {
  return async (socket) => {
    socket.write(head('200 OK', { 'content-type': 'application/json' }))
    const chunk = Buffer.alloc(65_536, ' ')
    for (let sent = 0; sent < bytes && !socket.destroyed; sent += chunk.length) {
      if (!socket.write(chunk)) await drained(socket)
    }
    socket.end()
  }
}

/** Gzip that decompresses to `bytes` of blanks, about a thousand to one. */
export function gzipBomb(bytes: number): Behaviour {
  return async (socket) => {
    socket.write(head('200 OK', { 'content-type': 'application/json', 'content-encoding': 'gzip' }))
    const gzip = createGzip({ level: 9 })
    gzip.on('error', () => undefined)
    gzip.pipe(socket)
    socket.once('close', () => gzip.destroy())
    const chunk = Buffer.alloc(1024 * 1024, ' ')
    for (let made = 0; made < bytes && !gzip.destroyed; made += chunk.length) {
      if (!gzip.write(chunk)) await drained(gzip)
    }
    gzip.end()
  }
}

/** Brotli, which nobody asked for. */
export const brotli: Behaviour = answer(brotliCompressSync(makeProfileText()), { 'content-encoding': 'br' })

/** Gzip in gzip, said outright. */
export const gzipTwice: Behaviour = answer(gzipSync(gzipSync(makeProfileText())), { 'content-encoding': 'gzip, gzip' })

/** Gzip in gzip, of which one is kept quiet. */
export const gzipTwiceQuietly: Behaviour = answer(gzipSync(gzipSync(makeProfileText())), { 'content-encoding': 'gzip' })

/** Says gzip and is not. */
export const falseGzip: Behaviour = answer(makeProfileText(), { 'content-encoding': 'gzip' })

/** One header after the other, for ever. */
export const endlessHeaders: Behaviour = async (socket) => {
  socket.write('HTTP/1.1 200 OK\r\n')
  for (let count = 0; !socket.destroyed; count++) {
    if (!socket.write(`x-filler-${count}: ${'a'.repeat(1000)}\r\n`)) await drained(socket)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Transfer-Encoding and Content-Length both: the way in for smuggled requests. */
export const twoLengths: Behaviour = (socket) => {
  const body = makeProfileText()
  socket.end(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\ntransfer-encoding: chunked\r\n\r\n` +
      `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  )
}

/** A body without a head, as before HTTP had one. */
export const http09: Behaviour = (socket) => void socket.end(makeProfileText())

/** Right, but for trailers and headers that would loosen the page's own if they went through. */
export const meddling: Behaviour = (socket) => {
  const body = makeProfileText()
  socket.end(
    'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nset-cookie: stolen=1; Path=/\r\ncontent-security-policy: default-src *\r\n' +
      'access-control-allow-origin: *\r\nx-meddling: 1\r\ntransfer-encoding: chunked\r\ntrailer: x-late\r\n\r\n' +
      `${body.length.toString(16)}\r\n${body}\r\n0\r\nx-late: 1\r\nset-cookie: late=1\r\n\r\n`,
  )
}

/** A valid profile in UTF-16, and it says so. */
export const utf16: Behaviour = answer(Buffer.from(makeProfileText(), 'utf16le'), {
  'content-type': 'application/json; charset=utf-16le',
})

/** Resolves when there is room again, or nobody is left to read. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    stream.on('drain', done)
    stream.on('close', done)
  })
}

function head(status: string, headers: Headers): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('')}connection: close\r\n\r\n`)
}
