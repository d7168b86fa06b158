/** Doris's TUnit names (gensrc/thrift/Metrics.thrift). TIME_S exists in the table of the printer only. */
export const UNITS = [
  'NONE',
  'UNIT',
  'UNIT_PER_SECOND',
  'CPU_TICKS',
  'BYTES',
  'BYTES_PER_SECOND',
  'TIME_NS',
  'TIME_MS',
  'TIME_S',
  'DOUBLE_VALUE',
] as const

export type Unit = (typeof UNITS)[number]
