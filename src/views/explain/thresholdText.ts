import type { ByteUnit } from '../../base/formatBytes'
import { t } from '../../base/say'
import type { Threshold } from '../../timeline/findings/rule'

type Unit = Threshold['unit']

const GIB = 2 ** 30
const MIB = 2 ** 20
const SMALL: ByteUnit = 'MiB'
const MINUTE = 60_000

/** A threshold as one types it: shares in percent, sizes in GiB (or with a unit of their own), times in minutes. */
export function printThreshold(value: number, unit: Unit): string {
  switch (unit) {
    case 'share':
      return trim(value * 100)
    case 'bytes':
      return value >= GIB / 8 || value === 0 ? trim(value / GIB) : `${trim(value / MIB)} ${SMALL}`
    case 'ms':
      return trim(value / MINUTE)
    case 'count':
    case 'ratio':
      return trim(value)
  }
}

/** The other way; undefined: it is no such number. "512 MiB" and "2g" are sizes too, "90 s" and "2 h" times. */
export function readThreshold(text: string, unit: Unit): number | undefined {
  const match = /^\s*(\d{1,15}(?:[.,]\d{1,6})?)\s*([a-z%]*)\s*$/i.exec(text)
  if (!match) return undefined
  const number = Number(match[1]!.replace(',', '.'))
  const factor = FACTORS[unit].get(match[2]!.toLowerCase())
  if (factor === undefined) return undefined
  const value = number * factor
  return unit === 'bytes' || unit === 'ms' || unit === 'count' ? Math.round(value) : value
}

const FACTORS: Readonly<Record<Unit, ReadonlyMap<string, number>>> = {
  share: new Map([
    ['', 0.01],
    ['%', 0.01],
  ]),
  bytes: new Map([
    ['', GIB],
    ...(['b', 'k', 'm', 'g', 't'] as const).flatMap((letter, power): [string, number][] => [
      [letter, 1024 ** power],
      [`${letter}b`, 1024 ** power],
      [`${letter}ib`, 1024 ** power],
    ]),
  ]),
  ms: new Map([
    ['', MINUTE],
    ['ms', 1],
    ['s', 1000],
    ['m', MINUTE],
    ['min', MINUTE],
    ['h', 60 * MINUTE],
  ]),
  count: new Map([['', 1]]),
  ratio: new Map([['', 1]]),
}

export function unitWord(unit: Unit): string {
  switch (unit) {
    case 'share':
      return '%'
    case 'bytes':
      return 'GiB'
    case 'ms':
      return 'min'
    case 'count':
      return ''
    case 'ratio':
      return t('times')
  }
}

function trim(value: number): string {
  return String(Number(value.toPrecision(6)))
}
