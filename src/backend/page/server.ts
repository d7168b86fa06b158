import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Backend } from '../backend'
import { answerPage } from './pages'

const HOST = '127.0.0.1'
/** A page of another site that made its name point here asks with that name: it gets nothing. */
const OUR_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]'])
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
}

/** Serves the pages on loopback. Resolves with the port once it listens; rejects with a sentence that says why it cannot. */
export async function startServer(backend: Backend, port: number): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) =>
    answer(backend, request, response),
  )
  server.maxConnections = 256
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new Error(explain(error, port), { cause: error })))
    server.listen(port, HOST, resolve)
  })
  return { server, port: (server.address() as AddressInfo).port }
}

function answer(backend: Backend, request: IncomingMessage, response: ServerResponse): void {
  const send = (status: number, type: string, body: string): void => {
    response.writeHead(status, { ...HEADERS, 'content-type': type, 'content-length': Buffer.byteLength(body) })
    response.end(request.method === 'HEAD' ? undefined : body)
  }
  const refuse = (status: number, sentence: string): void => send(status, 'text/plain; charset=utf-8', `${sentence}\n`)
  const host = (request.headers.host ?? '').replace(/:\d+$/, '')
  if (!OUR_NAMES.has(host)) return refuse(421, 'This process answers on 127.0.0.1 and localhost only.')
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'This process answers GET and HEAD only.')
  try {
    const page = answerPage(backend, new URL(request.url ?? '/', `http://${HOST}`))
    send(page.status, page.type, page.body)
  } catch (error) {
    backend.options.log.error(
      `A page could not be made: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
    refuse(500, 'The page could not be made; the log says why.')
  }
}

function explain(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} is taken. Stop the process that uses it, or choose another with --port (0 takes any free one).`
  }
  if (error.code === 'EACCES') return `Port ${port} is not open to this user. Choose one from 1024 up with --port.`
  return `It cannot listen on port ${port}: ${error.message}.`
}
