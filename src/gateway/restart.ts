import { computeMeaning } from '../profile/meaning'
import type { Reported, Snapshot } from '../profile/snapshot'

/** Start times are computed from uptimes by some, and waver by less than this. */
const SAME_START_MS = 2000

/** One sentence if the process of `after` is another one than that of `before`; undefined if it is the same, or nothing says otherwise. */
export function findRestart(before: Snapshot, after: Snapshot): string | undefined {
  const [old, now] = [before.process, after.process]
  if (old.pid !== undefined && now.pid !== undefined && old.pid !== now.pid) {
    return `The process restarted: pid ${old.pid} became ${now.pid}. Peaks begin anew.`
  }
  if (old.startedAt !== undefined && now.startedAt !== undefined && Math.abs(now.startedAt - old.startedAt) > SAME_START_MS) {
    return `The process restarted with the same pid. Peaks begin anew.`
  }
  // Doris's page names neither pid nor start; but the peak of VmRSS never falls within one life of a process.
  if (old.pid === undefined || now.pid === undefined) {
    if (fell(computeMeaning(before).rssPeak, computeMeaning(after).rssPeak))
      return 'The process restarted: the peak of its memory began anew.'
  }
  return undefined
}

function fell(before: Reported, after: Reported): boolean {
  return !!before && !!after && Number(before.value) - before.error > Number(after.value) + after.error
}
