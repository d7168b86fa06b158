import type { UnixMs } from '../base/units'
import { findMemorySections } from '../profile/memorySections'
import type { Snapshot } from '../profile/snapshot'

/**
 * Whether two snapshots are of one life of one process, so that a uid names the same tracker in both. 'restarted': the same host, after
 * a restart. 'other': another process, or nobody knows which.
 */
export type Identity = 'same' | 'restarted' | 'other'

/** As far as the snapshots say who they are of; else by the trackers that live as long as the process does. Pure. */
export function computeIdentity(a: Snapshot, b: Snapshot): Identity {
  const [of, to] = [a.process, b.process]
  if (of.name !== to.name || differ(of.host, to.host)) return 'other'
  if (differ(of.pid, to.pid) || differ(of.startedAt, to.startedAt))
    return of.host === undefined || (isAfterStart(a, to.startedAt) && isAfterStart(b, of.startedAt)) ? 'other' : 'restarted'
  const lasting = lastingUids(a)
  if (lasting.size === 0) return 'same'
  const later = lastingUids(b)
  return later.size === 0 || [...later].some((uid) => lasting.has(uid)) ? 'same' : 'other'
}

/** Both seen after the start of the other: they lived at the same time. */
function isAfterStart({ takenAt }: Snapshot, startedAt: UnixMs | undefined): boolean {
  return takenAt !== undefined && startedAt !== undefined && takenAt > startedAt
}

function differ<T>(a: T | undefined, b: T | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b
}

/** Of trackers of the engine, the metadata and the caches. */
function lastingUids(snapshot: Snapshot): Set<string> {
  const { global, metadata, cache } = findMemorySections(snapshot.profile)
  const uids = new Set<string>()
  for (const section of [global, metadata, cache]) {
    for (const { name } of section?.children ?? []) {
      const at = name.lastIndexOf('@id=')
      if (at >= 0) uids.add(name.slice(at))
    }
  }
  return uids
}
