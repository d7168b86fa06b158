import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { writeProfileJson } from '../../format/json/write'
import { printProfile, styleOf } from '../../format/text/print'
import type { Backend } from '../backend'

const HOST = '127.0.0.1'

/** Serves the pages on loopback. Resolves with the port once it listens; rejects with a plain sentence if it cannot. */
export async function startServer(backend: Backend, port: number): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${HOST}`)
    try {
      const answer = respond(backend, url)
      response.writeHead(answer.status, {
        'content-type': answer.type,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      response.end(request.method === 'HEAD' ? undefined : answer.body)
    } catch (error) {
      response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' })
      response.end(`The profile could not be made: ${error instanceof Error ? error.message : String(error)}\n`)
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Port ${port} is taken. Stop the process that uses it, or choose another with --port (0 takes any free one).`,
            )
          : new Error(`The server cannot listen on port ${port}: ${error.message}.`),
      )
    })
    server.listen(port, HOST, resolve)
  })
  return { server, port: (server.address() as AddressInfo).port }
}

function respond(backend: Backend, url: URL): { status: number; type: string; body: string } {
  if (url.pathname === '/profile') {
    const snapshot = backend.takeSnapshot()
    if (url.searchParams.get('type') === 'json') {
      return { status: 200, type: 'application/json', body: JSON.stringify(writeProfileJson(snapshot)) }
    }
    const text = printProfile(snapshot.profile!, styleOf(snapshot))
    return { status: 200, type: 'text/html; charset=utf-8', body: `<pre id="processProfile">${text}</pre>` }
  }
  return { status: 404, type: 'text/plain; charset=utf-8', body: 'There is no such page. Look at /profile.\n' }
}
