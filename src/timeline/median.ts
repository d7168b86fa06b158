/** The median of the first `count` values, which it reorders; NaN of none. The mean of the middle two if there is an even number. */
export function takeMedian(values: Float64Array, count = values.length): number {
  if (count === 0) return Number.NaN
  const high = select(values, count, count >> 1)
  if (count % 2 === 1) return high
  let low = Number.NEGATIVE_INFINITY
  for (let index = 0; index < count >> 1; index++) if (values[index]! > low) low = values[index]!
  return low + (high - low) / 2
}

/** The value below which a share of the first `count` values lies, which it reorders; NaN of none. */
export function takeQuantile(values: Float64Array, share: number, count = values.length): number {
  if (count === 0) return Number.NaN
  return select(values, count, Math.min(count - 1, Math.max(0, Math.round(share * (count - 1)))))
}

/** Puts the value that sorting would put at `place` there, smaller ones before it, larger ones behind: Hoare's selection. */
function select(values: Float64Array, count: number, place: number): number {
  let low = 0
  let high = count - 1
  while (low < high) {
    const pivot = values[(low + high) >> 1]!
    let left = low
    let right = high
    while (left <= right) {
      while (values[left]! < pivot) left += 1
      while (values[right]! > pivot) right -= 1
      if (left > right) break
      const value = values[left]!
      values[left] = values[right]!
      values[right] = value
      left += 1
      right -= 1
    }
    if (place <= right) high = right
    else if (place >= left) low = left
    else break
  }
  return values[place]!
}
