import { expect, it } from 'vitest'
import { printLog } from '../testing/logPrinter'
import { readAny } from './index'

// Whatever way a text comes (dropped, pasted, given to `memlane convert`), it goes through this door: each form is known there.

const KILL =
  'Out of memory: Killed process 360303 (doris_be) total-vm:213416916kB, anon-rss:62273128kB, file-rss:0kB, shmem-rss:0kB'
const PERSON = 'Hi, our BE died, here is the log:'
const JEMALLOC = [
  '___ Begin jemalloc statistics ___',
  'Version: "5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c"',
  'Allocated: 2401232080, active: 2526302208, metadata: 535979296 (n_thp 221), resident: 2995621888, mapped: 3221979136, retained: 131542581248',
  'Merged arenas stats:',
  'tcache_bytes:                  830848',
  'arenas[0]:',
  'assigned threads: 4',
  '--- End jemalloc statistics ---',
].join('\n')
const SQL_HEAD = ['BE_ID', 'TYPE', 'LABEL', 'PARENT_LABEL', 'MEMORY_LIMIT', 'CURRENT_MEMORY', 'PEAK_MEMORY']
const SQL = [
  SQL_HEAD,
  ['10005', 'overview', 'query', '', '-1', '4096', '8192'],
  ['10006', 'overview', 'query', '', '-1', '5', '6'],
]
const W1 = [
  [
    'Type',
    'Label',
    'Parent Label',
    'Limit',
    'Current Consumption(Bytes)',
    'Current Consumption(Normalize)',
    'Peak Consumption(Bytes)',
    'Peak Consumption(Normalize)',
  ],
  ['query', '', '', 'none', '61829088', '58M,987K', '61829088', '58M,987K'],
  ['process resident memory', '', '', 'none', '22171766784', '20G,664M,660K', '22599389184', '21G,48M,468K'],
]
const LOG = printLog(
  [{ at: Date.UTC(2024, 6, 18, 15), micros: 0, kind: 'block', figures: { rss: 2 ** 34, global: 2 ** 30, tasks: [] } }],
  { generation: 'P2' },
)
const METRICS = [
  '# TYPE doris_be_memory_allocated_bytes gauge',
  'doris_be_memory_allocated_bytes 2401232080',
  'doris_be_memory_jemalloc_resident_bytes 2995621888',
]

const FORMS: readonly (readonly [what: string, text: string, recognisedAs: RegExp, frames: number])[] = [
  ['be.INFO', LOG, /^log of a Doris backend, generation P2$/, 1],
  ['be.INFO of a container', LOG.replace(/^(?=.)/gm, 'RuntimeLogger '), /^log of a Doris backend, generation P2$/, 1],
  ['be.INFO pasted behind words of a person', `${PERSON}\n\n${LOG}`, /^log of a Doris backend/, 1],
  [
    'be.out',
    '*** Aborted at 1721315039 (unix time) ***\n*** SIGSEGV address not mapped to object (@0x0) received by PID 7 (TID 8) from PID 0; stack trace: ***\n',
    /^log of a Doris backend/,
    1,
  ],
  ['dmesg -T', `[Thu Jul 18 15:03:59 2024] ${KILL}\n`, /^messages of the kernel$/, 1],
  ['kern.log', `Jul 18 15:03:59 be-17 kernel: [12345.678901] ${KILL}\n`, /^messages of the kernel$/, 1],
  ['journalctl -k', `2024-07-18T15:03:59+0800 be-17 kernel: ${KILL}\n`, /^messages of the kernel$/, 1],
  ["jemalloc's statistics with arenas", JEMALLOC, /^statistics of the allocator, jemalloc$/, 1],
  ['/memz', `Mem Limit: 603.26 GB\nPhysical Mem From Perf: 29.70 GB\n\n${JEMALLOC}`, /^page \/memz, jemalloc$/, 1],
  [
    '/memz as HTML',
    `<pre>Mem Limit: 603.26 GB\nMem Consumption: 29.70 GB\n\nMALLOC:   40138085404224 (38278661.2 MiB) Bytes in use by application\n</pre>`,
    /^page \/memz, tcmalloc$/,
    1,
  ],
  [
    '/mem_tracker as HTML',
    `<table>${W1.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</table>`,
    /^page \/mem_tracker, generation W1$/,
    1,
  ],
  [
    '/mem_tracker as a Markdown table',
    [W1[0]!, W1[0]!.map(() => '--'), ...W1.slice(1)].map((row) => row.join(' | ')).join('\n'),
    /^page \/mem_tracker, generation W1$/,
    1,
  ],
  ['/mem_tracker copied, its cells glued', W1.map((row) => row.join('')).join('\n'), /^page \/mem_tracker, generation W1$/, 1],
  [
    'information_schema as a box',
    SQL.map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
    /^table backend_memory_tracker of 2 backends$/,
    2,
  ],
  [
    'information_schema as CSV',
    SQL.map((cells) => cells.join(',')).join('\n'),
    /^table backend_memory_tracker of 2 backends$/,
    2,
  ],
  [
    'information_schema as TSV',
    SQL.map((cells) => cells.join('\t')).join('\n'),
    /^table backend_memory_tracker of 2 backends$/,
    2,
  ],
  ['/metrics', METRICS.join('\n'), /^metrics of Doris$/, 1],
  [
    '/metrics pasted, in a list and aligned anew',
    METRICS.slice(1)
      .map((line) => `  - ${line.replace(' ', '            ')}`)
      .join('\n'),
    /^metrics of Doris$/,
    1,
  ],
  ["StarRocks' /metrics", 'starrocks_be_process_mem_bytes 100\nstarrocks_be_query_mem_bytes 40\n', /^metrics of StarRocks$/, 1],
  [
    "StarRocks' /mem_tracker",
    'level | Label | Parent | Limit | Current Consumption | Peak Consumption\n-- | -- | -- | -- | -- | --\n1 | process |   | 25G | 8G | 9G\n',
    /^page \/mem_tracker of StarRocks$/,
    1,
  ],
  [
    "Impala's JSON",
    '{"contents": {"profile_name": "Query (id=a:b)", "num_children": 0, "counters": [{"counter_name": "PeakMemoryUsage", "value": 7, "unit": "BYTES", "kind": "COUNTER"}]}}',
    /^RuntimeProfile of Impala \(JSON\)$/,
    1,
  ],
]

const ENCODINGS: readonly (readonly [name: string, encode: (text: string) => Uint8Array])[] = [
  ['UTF-8', (text) => new TextEncoder().encode(text)],
  [
    'UTF-16 with CRLF, as Windows shells redirect',
    (text) => Buffer.concat([Uint8Array.of(0xff, 0xfe), Buffer.from(text.replaceAll('\n', '\r\n'), 'utf16le')]),
  ],
]

it.each(
  ENCODINGS.flatMap(([encoding, encode]) => FORMS.map((form) => [`${form[0]}, ${encoding}`, encode, ...form.slice(1)] as const)),
)('%s', async (_what, encode, text, recognisedAs, frames) => {
  const result = await readAny(
    [{ name: 'pasted text', bytes: (encode as (text: string) => Uint8Array)(text as string), takenAt: Date.UTC(2024, 6, 19) }],
    {
      now: Date.UTC(2024, 6, 19),
    },
  )
  expect(result.reports[0]!.recognisedAs).toMatch(recognisedAs as RegExp)
  expect(result.frames).toHaveLength(frames as number)
  expect(result.reports[0]!.problems.filter(({ kind }) => kind !== 'note' && kind !== 'missing').map(({ text }) => text)).toEqual(
    (text as string).startsWith(PERSON) ? [PERSON] : [],
  )
})
