/** Lets a client ask `perSecond` times a second on average, and `burst` times at once. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** A page asks two or three times a second, and loads some twenty files when it opens. */
export const CONNECTION_RATE: Rate = { perSecond: 100, burst: 500 }
/** Everybody on this computer has one address, so this bounds the sum; a single connection is bounded earlier. */
export const ADDRESS_RATE: Rate = { perSecond: 1000, burst: 4000 }

/** A bucket of tokens: one is taken a request, and they drip back. `elapsed` in ms, of a clock that never goes back. */
export class Bucket {
  private readonly rate: Rate
  private tokens: number
  private at: number

  constructor(rate: Rate, elapsed: number) {
    this.rate = rate
    this.tokens = rate.burst
    this.at = elapsed
  }

  /** True: go on. False: too many. */
  take(elapsed: number): boolean {
    this.tokens = Math.min(this.rate.burst, this.tokens + ((elapsed - this.at) / 1000) * this.rate.perSecond)
    this.at = elapsed
    if (this.tokens < 1) return false
    this.tokens -= 1
    return true
  }

  /** As good as new: nothing is lost when it is forgotten. */
  isFull(elapsed: number): boolean {
    return this.tokens + ((elapsed - this.at) / 1000) * this.rate.perSecond >= this.rate.burst
  }
}
