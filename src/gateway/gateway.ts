import { randomBytes } from 'node:crypto'
import { systemClock } from './clock'
import { createFleet, type FleetOptions, type FleetTarget } from './fleet'
import { loadPageFiles } from './pageFiles'
import { SERVER_LIMITS, startServer, type RunningServer, type ServerLimits } from './server'

export interface GatewayOptions extends FleetOptions {
  /** A loopback address; default 127.0.0.1, and then ::1 too. */
  readonly host?: string
  /** 0: any free one. */
  readonly port?: number
  /** Folder of the built page. */
  readonly pageFolder?: string | undefined
  readonly verbose?: boolean
  // What tests turn.
  readonly serverLimits?: Partial<ServerLimits>
}

export type GatewayTarget = FleetTarget

export interface Gateway {
  /**
   * Listens and begins to poll. Rejects with EADDRINUSE where the port is taken; may then be started again with another.
   */
  start(port?: number): Promise<{ readonly url: string; readonly port: number }>
  stop(): Promise<void>
  /** The target of this name is elsewhere from now on; undefined: nowhere, and `absence` says why in a sentence. */
  moveTarget(name: string, url: URL | undefined, absence?: string): void
  /** Open connections of clients. */
  connections(): number
  /** With `record`: makes its folder. A sentence: that will never do, and why. */
  prepareRecording(): Promise<string | undefined>
}

/** The gateway: polls the targets, keeps their last hour, records them, serves page and API on this computer only. */
export function createGateway(options: GatewayOptions): Gateway {
  const fleet = createFleet(options)
  const host = options.host ?? '127.0.0.1'
  let server: RunningServer | undefined

  return {
    async start(port = options.port ?? 0) {
      const page = options.pageFolder === undefined ? new Map() : await loadPageFiles(options.pageFolder)
      server = await startServer({
        host,
        port,
        run: randomBytes(8).toString('hex'),
        version: options.version ?? 'unknown',
        page,
        targets: fleet.byId,
        clock: options.clock ?? systemClock,
        time: fleet.time,
        log: options.log ?? (() => undefined),
        verbose: options.verbose ?? false,
        limits: { ...SERVER_LIMITS, ...options.serverLimits },
      })
      fleet.start()
      const name = host.includes(':') ? `[${host}]` : host
      return { url: `http://${name}:${server.port}/`, port: server.port }
    },
    async stop() {
      await Promise.all([server?.close(), fleet.stop()])
    },
    moveTarget(name, url, absence) {
      fleet.byName.get(name)?.moveTo(url, absence)
    },
    connections: () => server?.connections() ?? 0,
    prepareRecording: async () => fleet.recorder?.prepare(),
  }
}
