import type { UnixMs } from '../../base/units'

/** What the name of a recording says. */
export interface RecordingName {
  /** The target's id. */
  readonly target: string
  /** To the second. */
  readonly startAt: UnixMs
  /** From 1 on: files of the same target and second. */
  readonly count: number
  readonly gzipped: boolean
}

const FORM = /^([A-Za-z0-9._-]{1,64})_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(?:-(\d{1,4}))?\.memlane\.ndjson(\.gz)?$/

/** `<target>_<UTC start>.memlane.ndjson` (formats.md, section 2); the second of the same name gets "-2" behind the start. */
export function makeRecordingName(target: string, startAt: UnixMs, count: number): string {
  const start = new Date(startAt).toISOString().slice(0, 19).replace(/[-:]/g, '')
  return `${target}_${start}Z${count > 1 ? `-${count}` : ''}.memlane.ndjson`
}

/** undefined: no recorder gives such a name. */
export function parseRecordingName(name: string): RecordingName | undefined {
  const match = FORM.exec(name)
  if (!match) return undefined
  const [, target, year, month, day, hour, minute, second, count, gzipped] = match
  const startAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (Number.isNaN(startAt)) return undefined
  return { target: target!, startAt, count: Number(count ?? 1), gzipped: gzipped !== undefined }
}
