import type { Clock } from '../clock'
import { Lane } from '../lane'

/**
 * All that the recorder does on its disk, one thing at a time and in order. Node has four threads for files, name look-ups and
 * compression together: a disk that hangs may hold one of them, never all, so that polls go on.
 */
export class Disk {
  private readonly lane = new Lane(1)
  private readonly clock: Clock
  private begun: number | undefined

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** Runs one short piece of work when it is its turn. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const leave = await this.lane.enter()
    this.begun = this.clock.elapsed()
    try {
      return await work()
    } finally {
      this.begun = undefined
      leave()
    }
  }

  /** For how many ms the disk has not answered; 0 = nothing is asked of it. */
  silentMs(): number {
    return this.begun === undefined ? 0 : this.clock.elapsed() - this.begun
  }
}
