import { request, type IncomingHttpHeaders } from 'node:http'
import { createGateway, type Gateway, type GatewayOptions } from '../gateway/gateway'
import { TARGETS_PATH, type TargetsAnswer, type TargetSummary } from '../protocol/gateway'

/** A gateway with real sockets on a free port of this computer. */
export interface TestGateway extends Gateway {
  readonly port: number
  readonly url: string
  readonly log: readonly string[]
  /** One request on a connection of its own. */
  ask(path: string, options?: AskOptions): Promise<Asked>
  targets(): Promise<TargetsAnswer>
  /** The target with this id, else the first one. */
  target(id?: string): Promise<TargetSummary>
  /** Its lines newer than `after`, else all that is held, parsed. Counts as somebody who watches. */
  lines(id: string, after?: number): Promise<readonly TimelineLine[]>
}

export interface AskOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Asked {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly text: string
}

export interface TimelineLine {
  readonly k: string
  readonly seq?: number
  readonly [field: string]: unknown
}

export async function startTestGateway(options: GatewayOptions): Promise<TestGateway> {
  const log: string[] = []
  const gateway = createGateway({ ...options, log: (line) => log.push(line) })
  const { port, url } = await gateway.start()
  const ask = (path: string, asked: AskOptions = {}): Promise<Asked> => askPort(port, path, asked)
  const targets = async (): Promise<TargetsAnswer> => JSON.parse((await ask(TARGETS_PATH)).text) as TargetsAnswer
  return {
    ...gateway,
    port,
    url,
    log,
    ask,
    targets,
    async target(id) {
      const all = (await targets()).targets
      const found = id === undefined ? all[0] : all.find((target) => target.id === id)
      if (!found) throw new Error(`there is no target ${id}`)
      return found
    },
    async lines(id, after) {
      const { text } = await ask(`/api/targets/${id}/timeline${after === undefined ? '' : `?after=${after}`}`)
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as TimelineLine)
    },
  }
}

/** As `ask`, of any port. The path goes out as it is. */
export function askPort(port: number, path: string, { method = 'GET', headers = {} }: AskOptions = {}): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method, agent: false, headers: { host: `127.0.0.1:${port}`, ...headers } },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('error', reject)
        response.once('end', () => {
          const body = Buffer.concat(chunks)
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body, text: body.toString() })
        })
      },
    )
    sent.once('error', reject)
    sent.end()
  })
}

/** Waits until something is true: what is awaited here happens on real sockets, soon, but not at once. */
export async function until(what: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const end = Date.now() + withinMs
  while (!(await what())) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
