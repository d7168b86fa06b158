import type { ReadOptions } from '../format/index'

/** Options of a command that reads logs, which do not say their time zone. */
export const CLOCK_OPTIONS = {
  'log-offset': { type: 'string' },
  'kernel-offset': { type: 'string' },
} as const

export const CLOCK_HELP = `  --log-offset OFFSET
                 what the clock of logs and of the kernel is ahead of UTC, such as +08:00; they do not say it, so
                 without it UTC is assumed
  --kernel-offset SECONDS
                 seconds to add to the kernel's times: dmesg -T is off by as long as the machine slept. Negative
                 ones with =, as in --kernel-offset=-90
`

export type ClockOptions = Pick<ReadOptions, 'logUtcOffsetMinutes' | 'kernelOffsetMs'>

/** Reads them; `wrong` is a sentence for the user. */
export function readClockOptions(values: {
  readonly 'log-offset'?: string | undefined
  readonly 'kernel-offset'?: string | undefined
}): ClockOptions | { readonly wrong: string } {
  const { 'log-offset': offset, 'kernel-offset': kernel } = values
  const minutes = offset === undefined ? undefined : readOffset(offset)
  if (offset !== undefined && minutes === undefined)
    return { wrong: `--log-offset takes an offset from UTC such as +08:00, −3:30 or 0, not "${offset}".` }
  if (kernel !== undefined && !/^[+-]?\d{1,8}(?:\.\d{1,3})?$/.test(kernel))
    return { wrong: `--kernel-offset takes seconds, such as 90 or -12.5, not "${kernel}".` }
  return {
    ...(minutes !== undefined && { logUtcOffsetMinutes: minutes }),
    ...(kernel !== undefined && { kernelOffsetMs: Math.round(Number(kernel) * 1000) }),
  }
}

/** Minutes of "+08:00", "+0800", "-3:30", "8", "Z", "UTC"; offsets of the earth lie between -12 and +14 hours. */
function readOffset(text: string): number | undefined {
  if (/^(?:z|utc)$/i.test(text)) return 0
  const match = /^([+−-]?)(\d{1,2})(?::?([0-5]\d))?$/.exec(text)
  if (!match) return undefined
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  const signed = match[1] === '-' || match[1] === '−' ? -minutes : minutes
  return signed >= -12 * 60 && signed <= 14 * 60 ? signed + 0 : undefined
}
