import { randomBytes } from 'node:crypto'
import type { lookup } from 'node:dns'
import { createSteadyTime, systemClock, type Clock } from './clock'
import type { Credentials } from './credentials'
import { UPSTREAM_LIMITS, type UpstreamLimits } from './fetchUpstream'
import type { HistoryLimits } from './history'
import { createLanes } from './lane'
import { loadPageFiles } from './pageFiles'
import { SERVER_LIMITS, startServer, type RunningServer, type ServerLimits } from './server'
import { Target } from './target'
import { computeTargetIds } from './targetId'

export interface GatewayOptions {
  readonly targets: readonly GatewayTarget[]
  /** A loopback address; default 127.0.0.1, and then ::1 too. */
  readonly host?: string
  /** 0: any free one. */
  readonly port?: number
  readonly everyMs?: number
  /** null: targets rest while nobody watches. */
  readonly idleEveryMs?: number | null
  /** By the target's name. */
  readonly credentials?: Credentials
  /** PEM of further authorities to trust. */
  readonly ca?: string | undefined
  /** Folder of the built page. */
  readonly pageFolder?: string | undefined
  readonly version?: string
  readonly log?: (line: string) => void
  readonly verbose?: boolean
  // What tests turn.
  readonly clock?: Clock
  readonly lookup?: typeof lookup
  readonly upstreamLimits?: Partial<UpstreamLimits>
  readonly serverLimits?: Partial<ServerLimits>
  readonly historyLimits?: Partial<HistoryLimits>
}

export interface GatewayTarget {
  readonly name: string
  /** undefined: somewhere that moveTarget says later. */
  readonly url: URL | undefined
  /** The process that `memlane serve` started itself. */
  readonly reference?: boolean
}

export interface Gateway {
  /** Listens and begins to poll. Rejects with EADDRINUSE where the port is taken; may then be started again with another. */
  start(port?: number): Promise<{ readonly url: string; readonly port: number }>
  stop(): Promise<void>
  /** The target of this name is elsewhere from now on; undefined: nowhere, and `absence` says why in a sentence. */
  moveTarget(name: string, url: URL | undefined, absence?: string): void
  /** Open connections of clients. */
  connections(): number
}

const HOUR_MS = 3_600_000
const MIB = 1024 * 1024
/** Of compressed history: an hour of a BE with 200 trackers every 5 s is about half a MiB. */
const TARGET_BYTES = 64 * MIB
const ALL_TARGETS_BYTES = 256 * MIB

/** The gateway: polls the targets, keeps their last hour, serves page and API on this computer only. */
export function createGateway(options: GatewayOptions): Gateway {
  const clock = options.clock ?? systemClock
  const time = createSteadyTime(clock)
  const log = options.log ?? (() => undefined)
  const version = options.version ?? 'unknown'
  const host = options.host ?? '127.0.0.1'
  const ids = computeTargetIds(options.targets.map(({ name }) => name))
  const around = {
    clock,
    time,
    lanes: createLanes(),
    everyMs: options.everyMs ?? 5000,
    idleEveryMs: options.idleEveryMs === undefined ? 30_000 : options.idleEveryMs,
    limits: { ...UPSTREAM_LIMITS, ...options.upstreamLimits },
    history: {
      keepMs: HOUR_MS,
      maxBytes: Math.min(TARGET_BYTES, ALL_TARGETS_BYTES / Math.max(1, options.targets.length)),
      ...options.historyLimits,
    },
    lookup: options.lookup,
    version,
    log,
  }
  const byName = new Map<string, Target>()
  const byId = new Map<string, Target>()
  for (const [index, { name, url, reference }] of options.targets.entries()) {
    const target = new Target(
      {
        id: ids[index]!,
        name,
        reference: reference ?? false,
        url,
        authorization: options.credentials?.get(name),
        ca: options.ca,
      },
      around,
    )
    byName.set(name, target)
    byId.set(target.id, target)
  }
  let server: RunningServer | undefined

  return {
    async start(port = options.port ?? 0) {
      const page = options.pageFolder === undefined ? new Map() : await loadPageFiles(options.pageFolder)
      server = await startServer({
        host,
        port,
        run: randomBytes(8).toString('hex'),
        version,
        page,
        targets: byId,
        clock,
        time,
        log,
        verbose: options.verbose ?? false,
        limits: { ...SERVER_LIMITS, ...options.serverLimits },
      })
      for (const target of byId.values()) target.start()
      const name = host.includes(':') ? `[${host}]` : host
      return { url: `http://${name}:${server.port}/`, port: server.port }
    },
    async stop() {
      await Promise.all([server?.close(), ...[...byId.values()].map((target) => target.stop())])
    },
    moveTarget(name, url, absence) {
      byName.get(name)?.moveTo(url, absence)
    },
    connections: () => server?.connections() ?? 0,
  }
}
