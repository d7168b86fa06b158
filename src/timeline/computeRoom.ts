import { compareIntegers, subtractIntegers, type Integer } from '../base/integer'
import type { Meaning } from '../profile/meaning'
import type { Figure, Reported } from '../profile/snapshot'

/** How much more the process may use before a limit is met. */
export interface Room {
  readonly limitName: 'memory limit' | 'cgroup limit' | 'physical memory'
  readonly limit: Figure
  /** limit - RSS in bytes; negative when RSS is above it. */
  readonly room: Figure
  /** limit - RSS for the soft limit; undefined = not reported. */
  readonly softRoom: Figure | undefined
}

/** Room to the first limit that would be met; undefined if no limit or no RSS is reported. */
export function computeRoom(meaning: Meaning): Room | undefined {
  const { rss } = meaning
  if (!rss) return undefined
  const limits: readonly (readonly [Room['limitName'], Reported])[] = [
    ['memory limit', meaning.limit],
    ['cgroup limit', meaning.cgroupLimit],
    ['physical memory', meaning.physical],
  ]
  let first: readonly [Room['limitName'], Figure] | undefined
  for (const [name, figure] of limits) {
    if (figure && figure.value !== 0 && (!first || compareIntegers(figure.value, first[1].value) < 0)) first = [name, figure]
  }
  if (!first) return undefined
  return {
    limitName: first[0],
    limit: first[1],
    room: difference(first[1], rss),
    softRoom: meaning.softLimit ? difference(meaning.softLimit, rss) : undefined,
  }
}

function difference(a: Figure, b: Figure): { value: Integer; error: number } {
  return { value: subtractIntegers(a.value, b.value), error: a.error + b.error }
}
