import { t } from '../base/say'
import type { UnixMs } from '../base/units'
import { BAND_IDS, type BandId } from '../timeline/bands'
import { TASK_COLUMNS, type TaskSorting, type TimeRange, type ViewState, type ZoneChoice } from './view'

// A view as a link: what is looked at, never the data, and only in the hash, which browsers send to no server. `printLink` and `readLink`
// undo each other. A link comes from anywhere: nothing in it is believed before it is checked, and what is wrong falls back to the
// default with a note. Target ids are names that a gateway gave; addresses and credentials are left out even where a name holds them.
//
//   #v=1  be=target id | f=file name   r=from_to | r=-7200000_ (the newest two hours)   t, a, b=Unix ms   p=panel
//   o=stack|lines  ct=1 as table  s=band alone  h=bands hidden  x=rows turned over  xb=what they turn over  xr=1 raw rows  xc=1 by change
//   so=column | -column  q=filter of tasks  d=task in detail  ty=types of tasks  u=iec|doris  z=host|utc|local
//
// Lists stand with commas between, steps of a row's place with slashes; `~2` is the second namesake.

/** A field that is left out stands for the default. */
export interface Link {
  readonly target?: string
  readonly file?: string
  readonly range?: TimeRange
  /** The newest so many ms; a range wins. */
  readonly spanMs?: number
  readonly cursorAt?: UnixMs
  readonly aAt?: UnixMs
  readonly bAt?: UnixMs
  readonly panel?: ViewState['panel']
  readonly chartMode?: ViewState['chartMode']
  /** The chart as a table of its data. */
  readonly chartTable?: true
  readonly solo?: BandId
  readonly hidden?: readonly BandId[]
  /** Ids of tree rows (rowIdOf, foldIdOf). */
  readonly toggled?: readonly string[]
  readonly treeBase?: ViewState['treeBase']
  readonly treeRaw?: true
  /** While two moments are compared: by the size of the change. */
  readonly treeByChange?: true
  readonly sorting?: TaskSorting
  readonly taskText?: string
  /** Uid of the task whose details are open. */
  readonly taskShown?: string
  readonly taskTypes?: readonly string[]
  readonly units?: ViewState['units']
  readonly zone?: ZoneChoice
}

export type LinkNote =
  | { readonly kind: 'not-a-link' }
  | { readonly kind: 'too-long'; readonly characters: number }
  | { readonly kind: 'newer'; readonly version: number }
  /** Left out, because its value is not one that it can have. `keys` as they stand in the link. */
  | { readonly kind: 'bad-values'; readonly keys: readonly string[] }

/** Longest link, with its `#`. Mail programs and chats cut or break longer ones. */
export const LONGEST_LINK = 2_048
const VERSION = 1
const MOST_PARTS = 50
const LONGEST_NAME = 200
const MOST_ENTRIES = 100
/** Last moment that a Date can hold. */
const LAST_MOMENT = 8.64e15

/** The hash of a link, '' for nothing but defaults. What does not fit is left out, the rows of the tree first. */
export function printLink(link: Link): string {
  let rest = link
  let text = printAll(rest)
  while (text.length > LONGEST_LINK && (rest.toggled?.length ?? 0) > 0) {
    rest = { ...rest, toggled: rest.toggled!.slice(0, -1) }
    text = printAll(rest)
  }
  for (const name of ['toggled', 'taskTypes', 'taskText', 'taskShown', 'file', 'target'] as const) {
    if (text.length <= LONGEST_LINK) break
    rest = Object.fromEntries(Object.entries(rest).filter(([known]) => known !== name))
    text = printAll(rest)
  }
  return text
}

/** What a hash says, however broken; and what had to be left out of it. */
export function readLink(hash: string): { readonly link: Link; readonly notes: readonly LinkNote[] } {
  const text = hash.startsWith('#') ? hash.slice(1) : hash
  if (text === '') return { link: {}, notes: [] }
  if (text.length >= LONGEST_LINK) return { link: {}, notes: [{ kind: 'too-long', characters: text.length + 1 }] }
  const parts = new Map<string, string>()
  for (const part of text.split('&').slice(0, MOST_PARTS)) {
    const equals = part.indexOf('=')
    const key = equals < 0 ? part : part.slice(0, equals)
    if (!parts.has(key)) parts.set(key, equals < 0 ? '' : part.slice(equals + 1))
  }
  const version = parts.get('v')
  if (version === undefined && !FIELDS.some(({ key }) => parts.has(key))) return { link: {}, notes: [{ kind: 'not-a-link' }] }
  const notes: LinkNote[] = []
  const wrong: string[] = []
  if (version !== undefined && version !== String(VERSION)) {
    if (/^[1-9]\d{0,5}$/.test(version)) notes.push({ kind: 'newer', version: Number(version) })
    else wrong.push('v')
  }
  let link: Link = {}
  for (const field of FIELDS) {
    const value = parts.get(field.key)
    if (value === undefined) continue
    const read = field.read(value)
    if (read === undefined) wrong.push(field.key)
    else link = { ...link, ...read }
  }
  if (link.target !== undefined && link.file !== undefined) {
    const { file: _one, ...rest } = link
    link = rest
    wrong.push('f')
  }
  if (wrong.length > 0) notes.push({ kind: 'bad-values', keys: wrong })
  return { link, notes }
}

/** A note in a sentence. */
export function sayLinkNote(note: LinkNote): string {
  switch (note.kind) {
    case 'not-a-link':
      return t('What stands behind the # of the address is not a view of Memlane. The page shows its default view.')
    case 'too-long':
      return t('It has {count} characters, and at most {most} are read. The page shows its default view.', {
        count: note.characters,
        most: LONGEST_LINK,
      })
    case 'newer':
      return t('A newer Memlane made it (version {version} of links). What this one understands of it is shown.', {
        version: note.version,
      })
    case 'bad-values':
      return t('These parts of it have values that they cannot have, and stand at their defaults: {keys}.', {
        keys: note.keys.join(', '),
      })
  }
}

interface Field {
  readonly key: string
  /** undefined = the default, which is not said. */
  print(link: Link): string | undefined
  /** undefined = not a value that it can have. */
  read(text: string): Link | undefined
}

const ZONES = { host: 'host', utc: 'utc', local: 'browser' } as const satisfies Readonly<Record<string, ZoneChoice>>
const PANELS: Readonly<Record<ViewState['panel'], ViewState['panel']>> = {
  tasks: 'tasks',
  explain: 'explain',
  events: 'events',
  memory: 'memory',
  raw: 'raw',
  report: 'report',
}

const FIELDS: readonly Field[] = [
  field('be', 'target', printName, readName),
  field('f', 'file', printName, readName),
  {
    key: 'r',
    print: ({ range, spanMs }) =>
      range && Math.round(range.from) < Math.round(range.to)
        ? `${printTime(range.from)}_${printTime(range.to)}`
        : spanMs === undefined
          ? undefined
          : `-${printTime(spanMs)}_`,
    read: readRange,
  },
  field('t', 'cursorAt', printTime, readTime),
  field('a', 'aAt', printTime, readTime),
  field('b', 'bAt', printTime, readTime),
  field('p', 'panel', String, (text) => choice(PANELS, text)),
  field('o', 'chartMode', String, (text) => choice({ stack: 'stack', lines: 'lines' } as const, text)),
  flag('ct', 'chartTable'),
  field('s', 'solo', String, readBand),
  field(
    'h',
    'hidden',
    (bands) => printList(bands, String),
    (text) => readList(text, readBand),
  ),
  field(
    'x',
    'toggled',
    (ids) => printList(ids, printRowId),
    (text) => readList(text, readRowIdText),
  ),
  field('xb', 'treeBase', String, (text) => choice({ auto: 'auto', open: 'open', closed: 'closed' } as const, text)),
  flag('xr', 'treeRaw'),
  flag('xc', 'treeByChange'),
  field('so', 'sorting', ({ column, descending }) => `${descending ? '-' : ''}${column}`, readSorting),
  field('q', 'taskText', printName, readName),
  field('d', 'taskShown', printName, readName),
  field(
    'ty',
    'taskTypes',
    (types) => printList(types, printName),
    (text) => readList(text, readName),
  ),
  field('u', 'units', String, (text) => choice({ iec: 'iec', doris: 'doris' } as const, text)),
  field(
    'z',
    'zone',
    (zone) => (zone === 'browser' ? 'local' : zone),
    (text) => choice(ZONES, text),
  ),
]

function field<Name extends keyof Link>(
  key: string,
  name: Name,
  print: (value: NonNullable<Link[Name]>) => string | undefined,
  read: (text: string) => Link[Name] | undefined,
): Field {
  return {
    key,
    print: (link) => {
      const value = link[name]
      return value === undefined || value === null ? undefined : print(value)
    },
    read: (text) => {
      const value = read(text)
      return value === undefined ? undefined : { [name]: value }
    },
  }
}

function flag(key: string, name: 'chartTable' | 'treeRaw' | 'treeByChange'): Field {
  return {
    key,
    print: (link) => (link[name] ? '1' : undefined),
    read: (text) => (text === '1' ? { [name]: true } : undefined),
  }
}

function printAll(link: Link): string {
  const parts: string[] = []
  for (const one of FIELDS) {
    const text = one.print(link)
    if (text !== undefined) parts.push(`${one.key}=${text}`)
  }
  return parts.length === 0 ? '' : `#v=${VERSION}&${parts.join('&')}`
}

function printTime(at: number): string {
  return String(Math.round(at))
}

function readTime(text: string): number | undefined {
  if (!/^\d{1,16}$/.test(text)) return undefined
  const at = Number(text)
  return at <= LAST_MOMENT ? at : undefined
}

function readRange(text: string): Link | undefined {
  const span = /^-(\d{1,16})_$/.exec(text)?.[1]
  if (span !== undefined) {
    const spanMs = readTime(span)
    return spanMs === undefined || spanMs === 0 ? undefined : { spanMs }
  }
  const [first, last, more] = text.split('_')
  const from = readTime(first ?? '')
  const to = readTime(last ?? '')
  return from === undefined || to === undefined || more !== undefined || from >= to ? undefined : { range: { from, to } }
}

function choice<T>(choices: Readonly<Record<string, T>>, text: string): T | undefined {
  return Object.hasOwn(choices, text) ? choices[text] : undefined
}

function readBand(text: string): BandId | undefined {
  return BAND_IDS.find((id) => id === text)
}

function readSorting(text: string): TaskSorting | undefined {
  const descending = text.startsWith('-')
  const column = TASK_COLUMNS.find((one) => one === (descending ? text.slice(1) : text))
  return column && { column, descending }
}

/** A name as a part of a link; undefined if it must not stand there. */
function printName(name: string): string | undefined {
  return isSpeakable(name) ? encode(name) : undefined
}

function readName(text: string): string | undefined {
  const name = decode(text)
  return name !== undefined && isSpeakable(name) ? name : undefined
}

function isSpeakable(name: string): boolean {
  return name !== '' && name.length <= LONGEST_NAME && name.isWellFormed() && !/\p{Cc}/u.test(name) && !holdsAddress(name)
}

/** scheme://, user:password@, dotted quads, colon groups: where something is, or how to get in. */
function holdsAddress(name: string): boolean {
  return (
    /[a-z][a-z0-9+.-]*:\/\//i.test(name) ||
    /\S:\S*@\S/.test(name) ||
    /(^|[^\d.])(\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)/.test(name) ||
    /(^|[^0-9a-f:])([0-9a-f]{0,4}:){3,}[0-9a-f]{0,4}/i.test(name)
  )
}

function printList<T>(entries: readonly T[], print: (entry: T) => string | undefined): string | undefined {
  const texts = entries
    .slice(0, MOST_ENTRIES)
    .map(print)
    .filter((text) => text !== undefined)
  return texts.length === 0 ? undefined : texts.join(',')
}

/** All or nothing: half of a list would be another view than the one that was sent. */
function readList<T>(text: string, read: (text: string) => T | undefined): readonly T[] | undefined {
  const entries = text.split(',')
  if (entries.length > MOST_ENTRIES) return undefined
  const values = entries.map(read)
  return values.every((value) => value !== undefined) ? [...new Set(values)] : undefined
}

function printRowId(id: string): string | undefined {
  const steps = stepsOf(id).map((step) => {
    if (typeof step === 'number') return Number.isInteger(step) && step >= 0 && step < 1e9 ? `~${step}` : undefined
    return step === '' ? '~' : printStep(step)
  })
  if (steps.length === 0) return undefined
  return steps.every((step) => step !== undefined) ? steps.join('/') : undefined
}

/** As parseRowId of the timeline reads it, which belongs to the tree and comes later than the page's address is read. */
function stepsOf(id: string): readonly unknown[] {
  try {
    const path: unknown = JSON.parse(id)
    return Array.isArray(path) ? path : []
  } catch {
    return []
  }
}

function printStep(name: unknown): string | undefined {
  return typeof name === 'string' && name.isWellFormed() && !holdsAddress(name) ? encode(name) : undefined
}

function readRowIdText(text: string): string | undefined {
  const steps = text.split('/').map((step) => {
    if (step === '~') return ''
    if (step.startsWith('~')) return /^~\d{1,9}$/.test(step) ? Number(step.slice(1)) : undefined
    return step === '' ? undefined : decode(step)
  })
  return steps.every((step) => step !== undefined) ? JSON.stringify(steps) : undefined
}

/** Beyond what encodeURIComponent does: nothing that ends a link in a chat, and none of the marks used here. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
