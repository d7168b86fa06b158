import { classifyLabel } from './trackerLabel'

/** Tracker types over all generations (doris-formats.md, section 5); `other_task` of P3 reads as 'other'; else as it stands. */
export type TrackerType =
  | 'global'
  | 'query'
  | 'load'
  | 'compaction'
  | 'schema_change'
  | 'metadata'
  | 'cache'
  | 'other'
  | (string & {})

/** What a label says it is, such as 'query', 'load channel', 'segment compaction', 'publish', 'orphan'; 'unknown' for any other. */
export type TrackerKind = string

export interface TrackerName {
  readonly label: string
  readonly type: TrackerType
  /** As printed: two hex halves. */
  readonly uid: string
  readonly kind: TrackerKind
  readonly ids: readonly (readonly [name: string, value: string])[]
}

// Older builds join the halves by a colon.
const UID = /^[0-9a-f]{1,16}[-:][0-9a-f]{1,16}$/
const TYPE = /^[a-z_]+$/
/** Two halves of 16 digits and the mark between them. */
const LONGEST_UID = 33

/**
 * Parses `label@type@id=uid` from the right; undefined if the name is not of that form. The label may hold anything, also `@`, `/`,
 * `:` and line breaks. Costs time linear in the length of the name.
 */
export function parseTrackerName(name: string): TrackerName | undefined {
  const idAt = name.lastIndexOf('@id=')
  if (idAt < 0 || name.length - idAt - 4 > LONGEST_UID) return undefined
  const uid = name.slice(idAt + 4)
  if (!UID.test(uid)) return undefined
  const typeAt = idAt === 0 ? -1 : name.lastIndexOf('@', idAt - 1)
  if (typeAt < 0) return undefined
  const type = name.slice(typeAt + 1, idAt)
  if (!TYPE.test(type)) return undefined
  const label = name.slice(0, typeAt)
  const { kind, ids } = classifyLabel(label)
  return { label, type: type === 'other_task' ? 'other' : type, uid, kind, ids }
}
