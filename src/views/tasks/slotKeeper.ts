/**
 * Gives each thing on the screen a place in the document, out of as few as ever were needed at once. What stays on the screen keeps its
 * place, what comes takes one that has become free: elements are used again instead of being made.
 */
export class SlotKeeper {
  private slots = new Map<string, number>()

  /** A number for each id, all different. Ids must be. */
  assign(ids: readonly string[]): readonly number[] {
    const slots = new Map<string, number>()
    const taken = new Set<number>()
    for (const id of ids) {
      const slot = this.slots.get(id)
      if (slot === undefined) continue
      slots.set(id, slot)
      taken.add(slot)
    }
    let free = 0
    for (const id of ids) {
      if (slots.has(id)) continue
      while (taken.has(free)) free += 1
      slots.set(id, free++)
    }
    this.slots = slots
    return ids.map((id) => slots.get(id)!)
  }
}
