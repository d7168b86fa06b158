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

/**
 * Parses `label@type@id=uid` from the right; undefined if the name is not of that form. The label may hold anything, also `@`, `/`,
 * `:` and line breaks. Costs time linear in the length of the name; called for 20,000 names a poll.
 */
export function parseTrackerName(name: string): TrackerName | undefined {
  const uidAt = skipUidBack(name)
  if (uidAt === undefined || !name.startsWith('@id=', uidAt - 4)) return undefined
  const typeAt = skipTypeBack(name, uidAt - 4)
  if (typeAt === uidAt - 4 || name.charCodeAt(typeAt - 1) !== AT) return undefined
  const type = name.slice(typeAt, uidAt - 4)
  const label = name.slice(0, typeAt - 1)
  const { kind, ids } = classifyLabel(label)
  return { label, type: type === 'other_task' ? 'other' : type, uid: name.slice(uidAt), kind, ids }
}

/** Where the uid begins with which the name ends: two halves of 1 to 16 hex digits. Older builds join them by a colon. */
function skipUidBack(name: string): number | undefined {
  let digits = 0
  let halves = 1
  for (let at = name.length - 1; at >= 0; at--) {
    const code = name.charCodeAt(at)
    if ((code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66)) {
      digits += 1
      if (digits > 16) return undefined
    } else if ((code === MINUS || code === COLON) && digits > 0 && halves === 1) {
      halves = 2
      digits = 0
    } else return halves === 2 && digits > 0 ? at + 1 : undefined
  }
  return undefined
}

/** Where the small letters and underscores begin that end here. */
function skipTypeBack(name: string, end: number): number {
  let at = end
  while (at > 0 && isTypeLetter(name.charCodeAt(at - 1))) at -= 1
  return at
}

const AT = 0x40
const MINUS = 0x2d
const COLON = 0x3a
const UNDERSCORE = 0x5f

function isTypeLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || code === UNDERSCORE
}
