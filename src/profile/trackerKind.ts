import { phrase, say, type Phrase } from '../base/say'

/** What a tracker is, by its label (LabelMeaning.kind), for eyes. Searching and comparing go by the kind itself. */
export function sayKind(kind: string): string {
  const known = PHRASES.get(kind)
  return known ? say(known) : kind
}

const KINDS: readonly Phrase[] = [
  phrase('arrow flight reader'),
  phrase('base compaction'),
  phrase('binlog'),
  phrase('cache'),
  phrase('checksum'),
  phrase('clone'),
  phrase('cold data compaction'),
  phrase('cumulative compaction'),
  phrase('data stream'),
  phrase('delete bitmap'),
  phrase('distributed compaction'),
  phrase('engine part'),
  phrase('external scan'),
  phrase('file cache'),
  phrase('full compaction'),
  phrase('index change'),
  phrase('load'),
  phrase('load channel'),
  phrase('load select'),
  phrase('memtable'),
  phrase('memtable flush'),
  phrase('memtable insert'),
  phrase('memtable total'),
  phrase('operator'),
  phrase('orphan'),
  phrase('publish'),
  phrase('push load'),
  phrase('query'),
  phrase('result buffer'),
  phrase('rowset metadata'),
  phrase('runtime filter'),
  phrase('scanner'),
  phrase('schema change'),
  phrase('segment compaction'),
  phrase('segment metadata'),
  phrase('single replica compaction'),
  phrase('snapshot'),
  phrase('tablet metadata'),
  phrase('tablet publish'),
  phrase('tracker set'),
  phrase('unknown'),
]

const PHRASES: ReadonlyMap<string, Phrase> = new Map(KINDS.map((kind) => [kind.english, kind]))

/** The kinds that have words. */
export const SAID_KINDS: ReadonlySet<string> = new Set(PHRASES.keys())
