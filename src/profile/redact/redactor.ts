import type { Counter, ExtraFields } from '../counter'
import { describe } from '../description'
import type { Frame, GapFrame, MarkFrame, RedactedKind, SampleFrame, TimelineHeader } from '../frame'
import { PRINTED_AS } from '../meaning'
import type { EventSequence, ProfileNode } from '../node'
import type { MemoryInfo, ProcessIdentity, Snapshot } from '../snapshot'
import { classifyLabel, isFixedLabel } from '../trackerLabel'
import { parseTrackerName } from '../trackerName'
import { isHarmless, redactText } from './freeText'
import { Pseudonyms } from './pseudonyms'

export interface Redaction {
  readonly kinds: ReadonlySet<RedactedKind>
  /** Added to every time, ms; used where `kinds` has 'time'. */
  readonly shiftMs: number
}

/** Where a shifted timeline begins: nobody takes it for a time that was. */
export const SHIFTED_START = Date.UTC(2000, 0, 1)

/**
 * Replaces what must not leave in everything that passes, by the same pseudonyms for as long as it lives. What it does not know it
 * takes for a name: an unknown node is `node-3`, an unknown field is left out. Sentences are swept for what was replaced before them,
 * so give it samples first, marks and gaps after.
 */
export class Redactor {
  readonly pseudonyms: Pseudonyms
  private readonly redaction: Redaction
  private readonly nodes = new WeakMap<ProfileNode, ProfileNode>()
  private readonly words = new Map<string, string>()
  private readonly nodeNames = new Map<string, string>()
  private readonly texts = new Map<string, string>()

  /** @param pseudonyms of an earlier redactor, so that names keep their numbers when the choice changes */
  constructor(redaction: Redaction, pseudonyms = new Pseudonyms()) {
    this.redaction = redaction
    this.pseudonyms = pseudonyms
  }

  header(header: TimelineHeader): TimelineHeader {
    const kinds = [...new Set([...(header.redacted ?? []), ...this.redaction.kinds])]
    return {
      ...header,
      created: this.time(header.created),
      target: header.target === undefined ? undefined : this.host(header.target),
      note: this.text(header.note),
      ...(kinds.length > 0 && { redacted: kinds }),
    }
  }

  frame(frame: Frame): Frame {
    switch (frame.kind) {
      case 'sample':
        return this.sample(frame)
      case 'gap':
        return this.gap(frame)
      case 'mark':
        return this.mark(frame)
    }
  }

  sample(frame: SampleFrame): SampleFrame {
    return { ...frame, at: this.time(frame.at), snapshot: this.snapshot(frame.snapshot) }
  }

  /** A name of a host, with or without a port: the same host is the same pseudonym, with or without. */
  host(name: string): string {
    if (!this.has('host') || name === '') return name
    const [, host = name, port = ''] = /^(.*?)(:\d{1,5})?$/s.exec(name) ?? []
    return `${this.pseudonyms.of(host, 'host')}${port}`
  }

  /** The label of a tracker: what Doris says stays, ids and what others say do not. */
  label(label: string): string {
    if (label.startsWith(WRITE_TRACKER)) return `${WRITE_TRACKER}${this.label(label.slice(WRITE_TRACKER.length))}`
    const { kind, ids } = classifyLabel(label)
    if (ids.length > 0) return this.has('id') ? this.labelIds(label, ids) : label
    if (kind === 'unknown') return this.has('label') ? this.pseudonyms.of(label, 'label') : this.text(label)
    if (isFixedLabel(label)) return label
    if (!this.has('label')) return this.text(label)
    const [, start = '', tail = ''] = /^([A-Za-z ]+[:#]?)(.*)$/s.exec(label) ?? []
    return tail === '' || VENDOR_TAIL.test(tail) ? label : `${start}${this.pseudonyms.of(tail, 'label')}`
  }

  /** A sentence. */
  text(text: string): string {
    if (this.redaction.kinds.size === 0 || text === '') return text
    return redactText(text, this.redaction.kinds, this.pseudonyms)
  }

  time(at: number): number {
    return this.has('time') ? at + this.redaction.shiftMs : at
  }

  has(kind: RedactedKind): boolean {
    return this.redaction.kinds.has(kind)
  }

  private snapshot(snapshot: Snapshot): Snapshot {
    const process = this.process(snapshot.process)
    return {
      takenAt: snapshot.takenAt === undefined ? undefined : this.time(snapshot.takenAt),
      process,
      profile: snapshot.profile && this.node(snapshot.profile),
      memoryInfo: snapshot.memoryInfo && this.memoryInfo(snapshot.memoryInfo),
      source: snapshot.source,
      extra: this.extra(snapshot.extra),
    }
  }

  private process(process: ProcessIdentity): ProcessIdentity {
    return {
      ...process,
      // A text does not say whose it is: then the name of its file stands here.
      name: this.has('host') && !VENDOR_PROCESSES.has(process.name) ? this.pseudonyms.of(process.name, 'process') : process.name,
      host: process.host === undefined ? undefined : this.host(process.host),
      startedAt: process.startedAt === undefined ? undefined : this.time(process.startedAt),
      version: process.version === undefined || VERSION.test(process.version) ? process.version : this.text(process.version),
      extra: this.extra(process.extra),
    }
  }

  private node(node: ProfileNode): ProfileNode {
    const known = this.nodes.get(node)
    if (known) return known
    // A profile is at most 64 levels deep.
    const redacted: ProfileNode = {
      ...node,
      name: this.nodeName(node.name),
      info:
        node.info.length === 0
          ? node.info
          : node.info.map(([key, value]) => [this.word(key), this.infoValue(key, value)] as const),
      events: node.events.length === 0 ? node.events : node.events.map((events) => this.events(events)),
      counters: this.counterList(node.counters),
      children: node.children.length === 0 ? node.children : node.children.map((child) => this.node(child)),
      extra: this.extra(node.extra),
    }
    this.nodes.set(node, redacted)
    return redacted
  }

  /** The name of a node of the tree. */
  nodeName(name: string): string {
    const known = this.nodeNames.get(name)
    if (known !== undefined) return known
    const redacted = this.makeNodeName(name)
    this.nodeNames.set(name, redacted)
    return redacted
  }

  private makeNodeName(name: string): string {
    const tracker = parseTrackerName(name)
    if (tracker) {
      const end = name.slice(tracker.label.length)
      const type = end.slice(0, end.length - tracker.uid.length)
      return `${this.label(tracker.label)}${type}${this.uid(tracker.uid)}`
    }
    const bare = name.startsWith('[ASAN]') ? name.slice('[ASAN]'.length) : name
    if (STRUCTURE.has(bare) || describe({ name: bare, parent: undefined }) !== undefined) return name
    if (classifyLabel(name).kind !== 'unknown') return this.label(name)
    return this.has('label') ? this.pseudonyms.of(name, 'node') : this.text(name)
  }

  /** Keeps the form, by which a tracker is known. */
  private uid(uid: string): string {
    if (!this.has('id')) return uid
    return `0-${Number(this.pseudonyms.of(uid, 'tracker').slice('tracker-'.length)).toString(16)}`
  }

  private labelIds(label: string, ids: readonly (readonly [name: string, value: string])[]): string {
    let result = ''
    let from = 0
    for (const [name, value] of ids) {
      const at = label.indexOf(value, from)
      if (at < 0) continue
      const kind = ID_KINDS.get(name)
      result += label.slice(from, at) + (kind === undefined ? value : this.pseudonyms.of(value, kind[0], kind[1]))
      from = at + value.length
    }
    return result + label.slice(from)
  }

  /** The same list where nothing in it has to change, which is nearly always so. */
  private counterList(counters: readonly Counter[]): readonly Counter[] {
    let redacted: Counter[] | undefined
    for (let place = 0; place < counters.length; place++) {
      const counter = counters[place]!
      const name = this.word(counter.name)
      const nested = counter.counters.length === 0 ? counter.counters : this.counterList(counter.counters)
      const extra = this.extra(counter.extra)
      if (name === counter.name && nested === counter.counters && extra === counter.extra) continue
      redacted ??= [...counters]
      redacted[place] = { ...counter, name, counters: nested, extra }
    }
    return redacted ?? counters
  }

  private events(events: EventSequence): EventSequence {
    return {
      name: this.word(events.name),
      elapsedNs: events.elapsedNs,
      points: events.points.map(([label, at]) => [this.word(label), at] as const),
    }
  }

  /** A name that the program's code gives, not its users: it stays unless it holds what no code says. */
  private word(name: string): string {
    let word = this.words.get(name)
    if (word === undefined) {
      if (CODE_WORD.test(name)) word = this.pseudonyms.find(name) ?? name
      else word = this.has('label') ? this.pseudonyms.of(name, 'name') : this.text(name)
      this.words.set(name, word)
    }
    return word
  }

  private infoValue(key: string, value: string): string {
    if (isHarmless(value) || (key === 'Type' && /^[a-z_ ]+$/.test(value))) return value
    return this.label(value)
  }

  /** Fields that nobody here knows may hold anything: only two that matter for what the figures mean go along. */
  private extra(extra: ExtraFields | undefined): ExtraFields | undefined {
    if (extra === undefined || this.redaction.kinds.size === 0) return extra
    const kept = new Map<string, unknown>()
    const printedAs = extra.get(PRINTED_AS)
    if (typeof printedAs === 'string') kept.set(PRINTED_AS, this.nodeName(printedAs))
    const offset = extra.get('utcOffsetMinutes')
    if (typeof offset === 'number' && !this.has('time')) kept.set('utcOffsetMinutes', offset)
    return kept.size > 0 ? kept : undefined
  }

  private memoryInfo(info: MemoryInfo): MemoryInfo {
    const { properties, status } = info
    return {
      properties: properties && { ...properties, extra: this.extra(properties.extra) },
      status: status && { ...status, extra: this.extra(status.extra) },
      options:
        info.options &&
        new Map([...info.options].map(([key, value]) => [this.word(key), isHarmless(value) ? value : this.option(value)])),
      allocator: info.allocator === undefined ? undefined : this.lines(info.allocator),
      extra: this.extra(info.extra),
    }
  }

  private option(value: string): string {
    return this.has('label') ? this.pseudonyms.of(value, 'setting') : this.text(value)
  }

  /** A long text of which most lines stay from sample to sample. */
  private lines(text: string): string {
    return text
      .split('\n')
      .map((line) => {
        let redacted = this.texts.get(line)
        if (redacted === undefined) {
          redacted = this.text(line)
          if (this.texts.size > MOST_LINES) this.texts.clear()
          this.texts.set(line, redacted)
        }
        return redacted
      })
      .join('\n')
  }

  private gap(gap: GapFrame): GapFrame {
    return { ...gap, from: this.time(gap.from), to: this.time(gap.to), why: this.text(gap.why) }
  }

  private mark(mark: MarkFrame): MarkFrame {
    const { detail } = mark
    // What it is about is known now, also where it stands in the sentence.
    const task = detail?.task === undefined ? undefined : this.label(detail.task)
    return {
      ...mark,
      at: this.time(mark.at),
      text: this.text(mark.text),
      ...(detail && {
        detail: {
          ...detail,
          ...(task !== undefined && { task }),
          ...(detail.file !== undefined && {
            file: this.has('host') ? this.pseudonyms.of(detail.file, 'file') : this.text(detail.file),
          }),
        },
      }),
    }
  }
}

const VERSION = /^[A-Za-z]*[-_ ]?v?\d+(?:\.\d+)+[\w.+-]{0,40}$/
const MOST_LINES = 20_000
const WRITE_TRACKER = 'Memtable#'
const CODE_WORD = /^[A-Za-z][\w ()[\]:.+*%-]{0,79}$/
/** Behind a known beginning: `[size]`, `(not in SchemaCache, TabletSchemaCache)`, `VHASH_JOIN_NODE (id=2)`. */
const VENDOR_TAIL =
  /^(?:\[[a-z]+\]|\((?:not in )?[A-Za-z]+(?:, [A-Za-z]*Cache)*\)|\[[a-z]+\]\([A-Za-z]+\)|[A-Z_]+(?: \(id=\d+\))?)+$/
const STRUCTURE: ReadonlySet<string> = new Set([
  '',
  'ProcessProfile',
  'Details',
  'Snapshot',
  'UntrackedMemoryPeak',
  'TrackedMemoryPeak',
  'TasksMemoryPeak',
  'GlobalMemoryPeak',
  'MetadataMemoryPeak',
  'CacheMemoryPeak',
  'JemallocMemoryPeak',
  'JvmMemoryPeak',
])
const VENDOR_PROCESSES: ReadonlySet<string> = new Set([
  'doris_be',
  'starrocks_be',
  'impalad',
  'memlane-backend',
  'process',
  'palo_be',
])

/** Which ids are replaced: the names that share their numbers, and what the pseudonym is called. The rest counts something. */
const ID_KINDS: ReadonlyMap<string, readonly [kind: string, prefix: string]> = new Map([
  ['query', ['query', 'query']],
  ['load', ['query', 'load']],
  ['fragmentInstance', ['query', 'instance']],
  ['snapshotTask', ['query', 'snapshot']],
  ['transaction', ['transaction', 'transaction']],
  ['tablet', ['tablet', 'tablet']],
  ['baseTablet', ['tablet', 'tablet']],
  ['newTablet', ['tablet', 'tablet']],
  ['partition', ['partition', 'partition']],
  ['index', ['index', 'index']],
])
