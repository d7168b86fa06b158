import type { Integer } from '../base/integer'
import { readAny, type ReadInput } from '../format/index'
import { printDorisPage } from '../format/doris/page'
import { printProfileJson } from '../format/json/write'
import { printProfile } from '../format/text/print'
import { printValue } from '../format/text/printValue'
import type { Counter } from '../profile/counter'
import type { Frame } from '../profile/frame'
import type { ProfileNode } from '../profile/node'
import { ReadError } from '../profile/report'
import { LOG_GENERATIONS, printLog } from './logPrinter'
import { makeMemorySnapshot, type MemoryFigures } from './makeMemorySnapshot'

// Texts of every form that is read, damaged in ways in which people and machines damage them. Whatever comes: no error but a
// ReadError, no hang, and no figure in a sample that is not in the text.

/** Numbers from 0 up to, but not including, 1; the same for the same seed. */
export type Random = () => number

/** mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export interface FuzzInput {
  readonly name: string
  readonly bytes: Uint8Array
}

/** What went wrong in a round; undefined: nothing. */
export async function fuzzReaders(
  seed: number,
): Promise<{ readonly inputs: readonly FuzzInput[]; readonly wrong: string } | undefined> {
  const random = createRandom(seed)
  // Of messages in pieces a number may be spread over two of them: it is no longer found in the text as it stands.
  const inPieces = random() < 0.3
  const inputs = makeInputs(random, inPieces ? 1200 : 29_900)
  const given: ReadInput[] = inputs.map(({ name, bytes }) => ({ name, bytes: random() < 0.5 ? bytes : inChunks(bytes, random) }))
  try {
    const { frames, reports } = await readAny(given, { now: NOW, ...(random() < 0.5 && { logUtcOffsetMinutes: 480 }) })
    const invented = inPieces ? undefined : findInvented(frames, inputs)
    const wrong = reports.length === inputs.length ? invented : 'There is not one report for each input.'
    return wrong === undefined ? undefined : { inputs, wrong }
  } catch (error) {
    if (error instanceof ReadError && /[.!]$/.test(error.message)) return undefined
    return { inputs, wrong: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

const T0 = Date.UTC(2024, 6, 18, 15, 0, 0)
const NOW = Date.UTC(2024, 6, 20)

function makeInputs(random: Random, pieceLength: number): FuzzInput[] {
  const count = random() < 0.7 ? 1 : 2 + pick(random, [0, 1])
  const forms = Array.from({ length: count }, () => pick(random, FORMS)(random, pieceLength))
  // Pieces of one text, as of a log that was cut.
  if (count > 1 && random() < 0.5) {
    const whole = damage(encode(forms[0]!), random)
    const at = Math.floor(random() * whole.length)
    return [
      { name: 'be.INFO.1', bytes: whole.slice(at) },
      { name: 'be.INFO.log.20240718-150000', bytes: whole.slice(0, at) },
    ]
  }
  return forms.map((text, index) => ({ name: pick(random, NAMES) + index, bytes: damage(encode(text), random) }))
}

const NAMES = ['be.INFO', 'be.WARNING.20240718', 'dmesg.txt', 'pasted text', 'be.out.gz'] as const

function someFigures(random: Random): MemoryFigures {
  const size = (): number => Math.floor(2 ** (random() * 42))
  return {
    rss: 2 ** 30 + size(),
    virtual: size(),
    global: size(),
    metadata: size(),
    cache: size(),
    jemallocCache: size(),
    jemallocMetadata: size(),
    reserved: size(),
    compaction: size(),
    physical: 2 ** 38,
    limit: 2 ** 37,
    softLimit: 2 ** 36,
    lowWaterMark: 2 ** 32,
    warningWaterMark: 2 ** 33,
    tasks: Array.from({ length: Math.floor(random() * 6) }, (_, index) => ({
      label: `Query#Id=${Math.floor(random() * 2 ** 48).toString(16)}-${index}`,
      type: 'query' as const,
      current: size(),
      limit: size(),
    })),
  }
}

const SENTENCES = [
  '[MemoryGC] start full GC, process memory used 72.75 GB exceed limit 69.12 GB or sys available memory 18.70 GB less than low water mark 3.20 GB.',
  '[MemoryGC] end full GC, free Memory 1.20 GB. cost(us): 3456, details: :\n  FreeTopMemoryQuery:\n     - FreedMemory: 1.00 GB\n',
  '[MemoryGC] GC free process top memory used query, cancel finished, 1 tasks canceled, memory size being freed: 30, consist of: Query#Id=a-b memory used 30 Bytes',
  'Deregister query/load memory tracker, queryId=a1-b2, Limit=2.00 GB, CurrUsed=0, PeakUsed=8.50 GB',
  '[MEM_LIMIT_EXCEEDED]Process memory not enough, cancel top memory used query: <Query#Id=e8-93> consumption 866.97 MB',
  'Physical Memory: 375.81 GB',
]

const FORMS: readonly ((random: Random, pieceLength: number) => string)[] = [
  ...LOG_GENERATIONS.map((generation) => (random: Random, pieceLength: number) => {
    let at = T0
    const samples = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      at += 1 + Math.floor(random() * 100_000)
      return {
        at,
        micros: Math.floor(random() * 500),
        kind: pick(random, ['status', 'block'] as const),
        figures: someFigures(random),
      }
    })
    return printLog(samples, {
      generation,
      others: [pick(random, SENTENCES), 'nothing'],
      console: random() < 0.2,
      pieceLength,
    })
  }),
  (random) => {
    const pid = Math.floor(random() * 1e6)
    return `[Thu Jul 18 15:03:59 2024] java invoked oom-killer: gfp_mask=0xcc0\n[Thu Jul 18 15:03:59 2024] Out of memory: Killed process ${pid} (doris_be) total-vm:213416916kB, anon-rss:62273128kB\nJul 18 15:04:00 be-17 kernel: Killed process ${pid}, UID 0, (java) total-vm:1kB\n`
  },
  (random) => {
    const bytes = Math.floor(random() * 2 ** 40)
    return `BE_ID\tTYPE\tLABEL\tPARENT_LABEL\tMEMORY_LIMIT\tCURRENT_MEMORY\tPEAK_MEMORY\n1\toverview\tquery\t\t-1\t${bytes}\t${bytes}\n1\tquery\tQuery#Id=a-b\t\t-1\t${bytes}\t-1\n`
  },
  (random) => {
    const bytes = Math.floor(random() * 2 ** 40)
    return `Type | Label | Parent Label | Limit | Current Consumption(Bytes) | Current Consumption(Normalize) | Peak Consumption(Bytes) | Peak Consumption(Normalize)\n-- | -- | -- | -- | -- | -- | -- | --\nglobal |  |  | none | ${bytes} | 0K | ${bytes} | 0K\nglobal | Orphan |  | none | ${bytes} | 0K | -1 | -1K\n`
  },
  (random) =>
    `# TYPE doris_be_memory_allocated_bytes gauge\ndoris_be_memory_allocated_bytes ${Math.floor(random() * 2 ** 45)}\ndoris_be_cache_usage{name="X"} 12.5\nmemory_query_trackers_sum_bytes 1.2e+09\n`,
  () =>
    'Mem Limit: 603.26 GB\nPhysical Mem From Perf: 29.70 GB\n___ Begin jemalloc statistics ___\nAllocated: 2401232080, active: 2526302208, metadata: 535979296 (n_thp 221), resident: 2995621888, mapped: 3221979136, retained: 131542581248\ntcache_bytes: 830848\n',
  () =>
    '{"contents":{"profile_name":"Query","counters":[{"counter_name":"PeakMemoryUsage","value":9223372036854775807,"unit":"BYTES"}],"child_profiles":[{"profile_name":"Fragment"}]}}',
  (random) =>
    printDorisPage({
      profileText: printProfile(makeMemorySnapshot(someFigures(random)).profile!, 'p2'),
      raw: random() < 0.5,
      escape: true,
    }),
  (random) => printProfile(makeMemorySnapshot(someFigures(random)).profile!, 'p2'),
  (random) => printProfileJson(makeMemorySnapshot(someFigures(random))),
  () =>
    'start time: Mon Oct 24 10:49:12 CST 2022\n*** Query id: a-b ***\n*** Aborted at 1666728039 (unix time) try "date -d @1666728039" if you are using GNU date ***\n*** SIGSEGV address not mapped to object (@0x0) received by PID 30852 (TID 5 OR 0x7f) from PID 0; stack trace: ***\n',
]

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[Math.floor(random() * values.length)]!
}

/** A few of the things that happen to a text on its way. */
function damage(original: Uint8Array, random: Random): Uint8Array {
  let bytes = original
  const times = Math.floor(random() * 4)
  for (let round = 0; round < times; round++) bytes = pick(random, DAMAGES)(bytes, random)
  return bytes
}

const DAMAGES: readonly ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  // cut at the end, at the beginning, in the middle
  (bytes, random) => bytes.slice(0, Math.floor(random() * bytes.length)),
  (bytes, random) => bytes.slice(Math.floor(random() * bytes.length)),
  (bytes, random) => {
    const from = Math.floor(random() * bytes.length)
    return concat(bytes.slice(0, from), bytes.slice(from + Math.floor(random() * 300)))
  },
  // some other bytes in between
  (bytes, random) => {
    const from = Math.floor(random() * bytes.length)
    const more = Uint8Array.from({ length: Math.floor(random() * 20) }, () => Math.floor(random() * 256))
    return concat(bytes.slice(0, from), more, bytes.slice(from))
  },
  // what terminals and chats do
  (bytes) => onText(bytes, (text) => text.replaceAll('\n', '\r\n')),
  (bytes, random) => {
    const width = 40 + Math.floor(random() * 120)
    return onText(bytes, (text) =>
      text
        .split('\n')
        .flatMap((line) => wrap(line, width))
        .join('\n'),
    )
  },
  (bytes) => onText(bytes, (text) => text.replaceAll(': ', '：').replaceAll(', ', '，')),
  (bytes) => onText(bytes, (text) => text.replaceAll('- ', '* ')),
  (bytes) => onText(bytes, (text) => text.replace(/^/gm, '> ')),
  (bytes) => onText(bytes, (text) => text.replace(/^ +/gm, '')),
  (bytes) => onText(bytes, (text) => (text.includes('\u001b') ? text : text.replace(/(\d+)/g, '\u001b[31m$1\u001b[0m'))),
  // lines doubled, left out, and in another order
  (bytes, random) =>
    onText(bytes, (text) =>
      text
        .split('\n')
        .flatMap((line) => (random() < 0.1 ? [line, line] : random() < 0.1 ? [] : [line]))
        .join('\n'),
    ),
  (bytes, random) =>
    onText(bytes, (text) => {
      const lines = text.split('\n')
      const from = Math.floor(random() * lines.length)
      return [...lines.slice(from), ...lines.slice(0, from)].join('\n')
    }),
]

function wrap(line: string, width: number): string[] {
  const pieces: string[] = []
  for (let at = 0; at < line.length; at += width) pieces.push(line.slice(at, at + width))
  return pieces.length === 0 ? [''] : pieces
}

function onText(bytes: Uint8Array, change: (text: string) => string): Uint8Array {
  return encode(change(new TextDecoder().decode(bytes)))
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

function inChunks(bytes: Uint8Array, random: Random): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) {
        controller.close()
        return
      }
      const end = at + 1 + Math.floor(random() * 3000)
      controller.enqueue(bytes.slice(at, end))
      at = end
    },
  })
}

/** A figure of which neither the count nor the rounded text stands in the inputs. */
function findInvented(frames: readonly Frame[], inputs: readonly FuzzInput[]): string | undefined {
  // What was wrapped, coloured or split by a blank is whole here, and so is what is spread over two files.
  const clean = ({ bytes }: FuzzInput): string =>
    new TextDecoder()
      .decode(bytes)
      // eslint-disable-next-line no-control-regex
      .replace(/\u001b\[\d*m|[\s\u0000`>*]/g, '')
  const texts = inputs.map(clean)
  const all = [...texts, ...texts.toReversed()].join('')
  for (const frame of frames) {
    if (frame.kind !== 'sample' || !frame.snapshot.profile || frame.snapshot.source === 'json') continue
    const invented = findInNode(frame.snapshot.profile, all)
    if (invented !== undefined) return `${frame.snapshot.source}: ${invented}`
  }
  return undefined
}

function findInNode(node: ProfileNode, text: string): string | undefined {
  for (const counter of node.counters) {
    const invented = findInCounter(counter, text)
    if (invented !== undefined) return `${node.name.slice(0, 80)} / ${invented}`
  }
  for (const child of node.children) {
    const invented = findInNode(child, text)
    if (invented !== undefined) return invented
  }
  return undefined
}

function findInCounter(counter: Counter, text: string): string | undefined {
  const figures = [
    [counter.value, counter.error],
    [counter.peak, counter.peakError],
  ] as const
  for (const [value, error] of figures) {
    if (value === undefined || counter.unit !== 'BYTES' || value === 0 || value === -1) continue
    if (printedForms(value).some((form) => text.includes(form))) continue
    // `2G,0K` and `1.2e+09` are printed in ways of their own.
    if (error === undefined || error * 3 <= Math.abs(Number(value)) / 1e6) return `${counter.name} ${value} ± ${error ?? 0}`
  }
  return counter.counters.map((nested) => findInCounter(nested, text)).find((one) => one !== undefined)
}

/** A count of bytes as it may stand in a text without blanks: exact, and with each unit. */
function printedForms(value: Integer): string[] {
  const magnitude = value < 0 ? -Number(value) : Number(value)
  const scaled = [1024 ** 3, 1024 ** 2, 1024].map((unit) => (magnitude / unit).toFixed(2))
  return [String(value).replace('-', ''), printValue(value, 'BYTES').replaceAll(' ', ''), ...scaled]
}
