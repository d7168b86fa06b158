/** The heads of sorted runs, as a heap: gives their numbers in order. Each run is read through `next`, undefined at its end. */
export class RunMerger {
  private readonly next: (run: number) => number | undefined
  private readonly heads: number[] = []
  private readonly runs: number[] = []

  constructor(runCount: number, next: (run: number) => number | undefined) {
    this.next = next
    for (let run = 0; run < runCount; run++) {
      const head = next(run)
      if (head !== undefined) this.push(head, run)
    }
  }

  /** The smallest number left over all runs; undefined when all are at their end. */
  take(): number | undefined {
    const smallest = this.heads[0]
    if (smallest === undefined) return undefined
    const run = this.runs[0]!
    const head = this.next(run)
    if (head === undefined) {
      const last = this.heads.pop()!
      const lastRun = this.runs.pop()!
      if (this.heads.length > 0) this.place(0, last, lastRun)
    } else {
      this.place(0, head, run)
    }
    return smallest
  }

  private push(head: number, run: number): void {
    let at = this.heads.length
    this.heads.push(head)
    this.runs.push(run)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.heads[parent]! <= head) break
      this.heads[at] = this.heads[parent]!
      this.runs[at] = this.runs[parent]!
      at = parent
    }
    this.heads[at] = head
    this.runs[at] = run
  }

  private place(from: number, head: number, run: number): void {
    let at = from
    for (;;) {
      let child = at * 2 + 1
      if (child >= this.heads.length) break
      if (child + 1 < this.heads.length && this.heads[child + 1]! < this.heads[child]!) child++
      if (this.heads[child]! >= head) break
      this.heads[at] = this.heads[child]!
      this.runs[at] = this.runs[child]!
      at = child
    }
    this.heads[at] = head
    this.runs[at] = run
  }
}
