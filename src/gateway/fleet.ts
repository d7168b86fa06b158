import type { lookup } from 'node:dns'
import { createSteadyTime, systemClock, type Clock, type SteadyTime } from './clock'
import type { Credentials } from './credentials'
import { UPSTREAM_LIMITS, type UpstreamLimits } from './fetchUpstream'
import type { HistoryLimits } from './history'
import { createLanes } from './lane'
import { Recorder, type RecorderOptions } from './recorder/recorder'
import { Target } from './target'
import { computeTargetIds } from './targetId'

export interface FleetOptions {
  readonly targets: readonly FleetTarget[]
  readonly everyMs?: number
  /** null: targets rest while nobody watches. */
  readonly idleEveryMs?: number | null
  /** By the target's name. */
  readonly credentials?: Credentials
  /** PEM of further authorities to trust. */
  readonly ca?: string | undefined
  /** Where every target's timeline goes. */
  readonly record?: RecorderOptions | undefined
  readonly version?: string
  readonly log?: (line: string) => void
  // What tests turn.
  readonly clock?: Clock
  readonly lookup?: typeof lookup
  readonly upstreamLimits?: Partial<UpstreamLimits>
  readonly historyLimits?: Partial<HistoryLimits>
}

export interface FleetTarget {
  readonly name: string
  /** undefined: somewhere that moveTo says later. */
  readonly url: URL | undefined
  /** The process that `memlane serve` started itself. */
  readonly reference?: boolean
}

/** All targets, polled once for whoever wants to know. */
export interface Fleet {
  readonly byName: ReadonlyMap<string, Target>
  readonly byId: ReadonlyMap<string, Target>
  readonly recorder: Recorder | undefined
  readonly time: SteadyTime
  start(): void
  stop(): Promise<void>
}

const HOUR_MS = 3_600_000
const MIB = 1024 * 1024
/** Of compressed history: an hour of a BE with 200 trackers every 5 s is about half a MiB. */
const TARGET_BYTES = 64 * MIB
const ALL_TARGETS_BYTES = 256 * MIB

export function createFleet(options: FleetOptions): Fleet {
  const clock = options.clock ?? systemClock
  const time = createSteadyTime(clock)
  const log = options.log ?? (() => undefined)
  const version = options.version ?? 'unknown'
  const ids = computeTargetIds(options.targets.map(({ name }) => name))
  const recorder = options.record && new Recorder(options.record, { clock, time, version, targets: options.targets.length, log })
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
    recorder,
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
  return {
    byName,
    byId,
    recorder,
    time,
    start() {
      recorder?.start()
      for (const target of byId.values()) target.start()
    },
    async stop() {
      // What is on its way comes first, then the recordings end.
      await Promise.all([...byId.values()].map((target) => target.stop()))
      await recorder?.stop()
    },
  }
}
