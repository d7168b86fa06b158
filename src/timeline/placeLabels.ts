/** A label that wants to stand at a height. */
export interface LabelWish {
  /** Where its middle wants to be, px from the top. */
  readonly y: number
  /** px. */
  readonly height: number
}

/**
 * Heights for labels so that none overlaps another and all stay inside 0..room, each as near to its wish as the others allow.
 * Order is kept: what is higher up stays higher up. If they cannot all fit, the ones after the last that fits are undefined;
 * so give the important ones first.
 * @returns the middle of each label in px, in the order of the wishes.
 */
export function placeLabels(wishes: readonly LabelWish[], room: number): readonly (number | undefined)[] {
  const fitting: number[] = []
  let used = 0
  for (const [index, wish] of wishes.entries()) {
    if (used + wish.height > room) continue
    used += wish.height
    fitting.push(index)
  }
  const order = fitting.toSorted((a, b) => wishes[a]!.y - wishes[b]!.y || a - b)
  const placed: (number | undefined)[] = wishes.map(() => undefined)
  let next = 0
  for (const index of order) {
    const { y, height } = wishes[index]!
    const middle = Math.max(next + height / 2, y)
    placed[index] = middle
    next = middle + height / 2
  }
  // Whatever was pushed out at the bottom pushes back up.
  let floor = room
  for (const index of order.toReversed()) {
    const { height } = wishes[index]!
    const middle = Math.min(placed[index]!, floor - height / 2)
    placed[index] = middle
    floor = middle - height / 2
  }
  return placed
}
