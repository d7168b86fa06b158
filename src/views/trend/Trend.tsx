import { memo } from 'react'
import { rangeOf } from '../../timeline/computeTrend'
import './trend.css'

export interface TrendProps {
  /** One value a sample; NaN: none there, or the line breaks. */
  readonly values: Float64Array | readonly number[]
  /** Unix ms of each value; without them the values stand at equal distances. */
  readonly times?: readonly number[] | undefined
  /** For each value: no line from the one before (a gap, a restart). */
  readonly broken?: readonly boolean[] | undefined
  /** A scale shared with others; else the line fills its own height. */
  readonly common?: { readonly min: number; readonly max: number } | undefined
  /** A change smaller than this is noise: drawn grey and flat. Same unit as the values. */
  readonly floor?: number | undefined
  /** What the picture says, in words, such as "31.0 … 39.1 GiB"; without it the picture is only decoration. */
  readonly label?: string | undefined
  readonly width?: number
  readonly height?: number
}

/** A line without axes: how one figure went over the visible range. */
export const Trend = memo(function Trend({
  values,
  times,
  broken,
  common,
  floor = 0,
  label,
  width = 84,
  height = 16,
}: TrendProps) {
  const range = rangeOf(values)
  if (!range) return <span className="trend-none">{label ?? ''}</span>
  const noise = range.max - range.min < floor || range.max === range.min
  const scale = common ?? range
  const path = drawPath(
    values,
    times,
    broken,
    noise ? (range.min + range.max) / 2 : undefined,
    common || !noise ? scale : undefined,
    width,
    height,
  )
  return (
    <svg
      className={noise ? 'trend trend-noise' : 'trend'}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {label !== undefined && <title>{label}</title>}
      <path d={path} />
    </svg>
  )
})

const PAD = 2

/** `flat`: the one value at which everything is drawn. Without a scale that is the middle of the picture. */
function drawPath(
  values: ArrayLike<number>,
  times: readonly number[] | undefined,
  broken: readonly boolean[] | undefined,
  flat: number | undefined,
  scale: { readonly min: number; readonly max: number } | undefined,
  width: number,
  height: number,
): string {
  const count = values.length
  const first = times ? times[0]! : 0
  const span = (times ? times[count - 1]! - first : count - 1) || 1
  const inner = height - 2 * PAD
  const yOf = (value: number): number => {
    if (!scale || scale.max <= scale.min) return height / 2
    const share = (value - scale.min) / (scale.max - scale.min)
    return PAD + inner * (1 - Math.min(1, Math.max(0, share)))
  }
  let path = ''
  let drawing = false
  for (let index = 0; index < count; index++) {
    const value = values[index]!
    if (Number.isNaN(value)) {
      drawing = false
      continue
    }
    // A sample alone stands where the newest one stands.
    const share = count === 1 ? 1 : ((times ? times[index]! : index) - first) / span
    const x = (PAD + (width - 2 * PAD) * share).toFixed(1)
    const y = yOf(flat ?? value).toFixed(1)
    if (drawing && !broken?.[index]) path += `L${x} ${y}`
    // A point alone is drawn as a short dash: a path of one point shows nothing.
    else path += `M${x} ${y}h.01`
    drawing = true
  }
  return path
}
