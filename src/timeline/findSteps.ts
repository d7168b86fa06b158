/**
 * Where a series jumps to another level and stays there: indices of the first point after each jump, ascending, at most three. Looked for
 * beside a straight line, so that steady growth is no jump; a jump counts only if it explains much of what a line without it leaves
 * over, so that neither noise nor the teeth of a saw are jumps.
 * @param times ascending, same length as values; @param values finite
 */
export function findSteps(times: Float64Array, values: Float64Array): number[] {
  const count = values.length
  const shortest = Math.max(SHORTEST, Math.ceil(count * SHORTEST_SHARE))
  if (count < 2 * shortest || times[0] === times[count - 1]) return []
  // What a line with the jumps so far explains, as columns that are orthogonal and of length 1.
  const explained: Float64Array[] = []
  addColumn(explained, new Float64Array(count).fill(1))
  addColumn(explained, times)
  const rest = scale(values)
  for (const column of explained) subtract(rest, column)
  const steps: number[] = []
  while (steps.length < MOST) {
    const before = sumOfSquares(rest)
    const best = findBest(rest, explained, shortest, steps)
    if (best.gain < before * LEAST_GAIN || before === 0) break
    subtract(
      rest,
      addColumn(
        explained,
        Float64Array.from(rest, (_, index) => (index >= best.at ? 1 : 0)),
      )!,
    )
    const after = sumOfSquares(rest)
    if (best.gain * independent(rest, after) < after * LEAST_SURE) break
    steps.push(best.at)
  }
  return steps.toSorted((a, b) => a - b)
}

const MOST = 3
/** Points that a level has at least. */
const SHORTEST = 8
const SHORTEST_SHARE = 0.05
/** Share of the squares left over that a jump has to explain. */
const LEAST_GAIN = 0.45

/** How many times the share that is left over for each independent value a jump has to explain: chance finds the best of many places. */
const LEAST_SURE = 20

/** How many independent values say as much: fewer than there are, where each is partly the one before. */
function independent(rest: Float64Array, squares: number): number {
  const count = rest.length
  let product = 0
  for (let index = 1; index < count; index++) product += rest[index]! * rest[index - 1]!
  const memory = Math.min(0.98, Math.max(0, squares === 0 ? 0 : (product / squares) * (1 + 2 / count) + 2 / count))
  return (count * (1 - memory)) / (1 + memory)
}

/** The jump that explains most: of each candidate it takes sums from it to the end, which grow from one to the next. */
function findBest(
  rest: Float64Array,
  explained: readonly Float64Array[],
  shortest: number,
  steps: readonly number[],
): { readonly at: number; readonly gain: number } {
  const count = rest.length
  const sums = new Float64Array(explained.length)
  let sum = 0
  let best = { at: -1, gain: 0 }
  for (let at = count - 1; at >= shortest; at--) {
    sum += rest[at]!
    let norm = count - at
    for (let column = 0; column < explained.length; column++) {
      sums[column] = sums[column]! + explained[column]![at]!
      norm -= sums[column]! ** 2
    }
    if (count - at < shortest || norm < 1e-9 * count) continue
    if (steps.some((step) => Math.abs(step - at) < shortest)) continue
    const gain = sum ** 2 / norm
    if (gain > best.gain) best = { at, gain }
  }
  return best
}

/** Adds what a column has beside those that are there; undefined if it has nothing. */
function addColumn(columns: Float64Array[], column: Float64Array): Float64Array | undefined {
  const rest = scale(column)
  const whole = Math.sqrt(sumOfSquares(rest))
  // Twice: once leaves rounding over.
  for (const one of [...columns, ...columns]) subtract(rest, one)
  const length = Math.sqrt(sumOfSquares(rest))
  if (!(length > 1e-9 * whole)) return undefined
  for (let index = 0; index < rest.length; index++) rest[index] = rest[index]! / length
  columns.push(rest)
  return rest
}

/** A copy that starts near 0 and reaches to 1 at most: values near 2^63, and times, lose their digits in squares otherwise. */
function scale(values: Float64Array): Float64Array {
  const first = values[0]!
  let most = 0
  const near = Float64Array.from(values, (value) => value - first)
  for (const value of near) most = Math.max(most, Math.abs(value))
  if (most === 0) return near.fill(first === 0 ? 0 : 1)
  return near.map((value) => value / most)
}

/** Takes off the part of `values` that lies along a column of length 1. */
function subtract(values: Float64Array, column: Float64Array | undefined): void {
  if (!column) return
  let dot = 0
  for (let index = 0; index < values.length; index++) dot += values[index]! * column[index]!
  for (let index = 0; index < values.length; index++) values[index] = values[index]! - dot * column[index]!
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value ** 2
  return sum
}
