import type { IncomingHttpHeaders } from 'node:http'

// Policies 2 and 3 of hardening.md: who may ask at all. Everything here is an exact comparison of texts; no pattern, no prefix.

export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
}

export interface GuardedRequest {
  readonly method: string
  /** The request target as it came, undecoded. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  /** How many Host headers there are: more than one is an attempt. */
  readonly hostCount: number
  /** Such as "1.1". */
  readonly httpVersion: string
}

/** The hosts under which a gateway at `port` may be asked, as they stand in the Host header. */
export function ownHosts(host: string, port: number): ReadonlySet<string> {
  const names = new Set(['127.0.0.1', 'localhost', '[::1]', host.includes(':') ? `[${host}]` : host])
  const hosts = new Set([...names].map((name) => `${name}:${port}`))
  // A browser leaves the default port out.
  if (port === 80) for (const name of names) hosts.add(name)
  return hosts
}

/** Why a request is refused before anything is done for it; undefined: it may pass. */
export function findRefusal(request: GuardedRequest, hosts: ReadonlySet<string>): Refusal | undefined {
  const { method, target, headers, hostCount, httpVersion } = request
  const { host, origin } = headers
  if (hostCount !== 1 || host === undefined || !hosts.has(host)) {
    return {
      status: 421,
      code: 'wrong-host',
      message: 'This is Memlane, asked under a name that is not its own. Open the link that it printed when it started.',
    }
  }
  if (httpVersion !== '1.1' && httpVersion !== '1.0') {
    return { status: 400, code: 'bad-request', message: 'The request line must end with HTTP/1.1.' }
  }
  if (!target.startsWith('/') || target.startsWith('//')) {
    return { status: 400, code: 'bad-request', message: 'The request line must hold a path, and nothing before it.' }
  }
  if (method !== 'GET' && method !== 'HEAD') {
    return { status: 405, code: 'method-not-allowed', message: 'Memlane only reads: GET and HEAD are all that it answers.' }
  }
  if (headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0') {
    return { status: 400, code: 'bad-request', message: 'A request to Memlane has no body.' }
  }
  if (origin !== undefined && !(origin.startsWith('http://') && hosts.has(origin.slice('http://'.length)))) return crossSite()
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation(request)) return crossSite()
  return undefined
}

/** Somebody followed a link to the page from elsewhere: it changes nothing, and the page cannot be framed or read by the other site. */
function isNavigation({ target, headers }: GuardedRequest): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document' && !target.startsWith('/api')
}

function crossSite(): Refusal {
  return {
    status: 403,
    code: 'cross-site',
    message: 'Only Memlane\u2019s own page may ask this; the request came from another site.',
  }
}
