/** Lets a number of runners in at a time; the others wait in order. */
export class Lane {
  private free: number
  private readonly waiting: (() => void)[] = []

  constructor(width: number) {
    this.free = width
  }

  /** Resolves when there is room, with the function that makes room again. */
  async enter(): Promise<() => void> {
    if (this.free > 0) this.free -= 1
    else await new Promise<void>((resolve) => this.waiting.push(resolve))
    let left = false
    return () => {
      if (left) return
      left = true
      const next = this.waiting.shift()
      if (next) next()
      else this.free += 1
    }
  }
}

/**
 * Eight polls at a time over the fleet. Targets that failed last time, or were never heard of, have a lane of their own: sixty of a
 * hundred that hang must not make the healthy ones late.
 */
export interface Lanes {
  readonly healthy: Lane
  readonly doubtful: Lane
}

export function createLanes(): Lanes {
  return { healthy: new Lane(8), doubtful: new Lane(8) }
}
