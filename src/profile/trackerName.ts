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

/** Parses `label@type@id=uid` from the right; undefined if the name is not of that form. */
export function parseTrackerName(_name: string): TrackerName | undefined {
  throw new Error('not written yet')
}
