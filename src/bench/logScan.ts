import { readAny } from '../format/index'
import { describeSpeed, measureRatio } from './benchResult'
import type { BenchResult } from './benchResult'

/** Goal of issue 5: a log is read in at most four times the time in which its lines can be counted. */
const GOAL = 4
/** How much the reader may hold beyond what it holds after the first tenth, beside the size of the log. */
const GOAL_OF_MEMORY = 0.1

const DEFAULT_MEGABYTES = 200
const CHUNK_BYTES = 256 * 1024

/** What a busy backend writes besides; a line in a thousand has to do with memory. */
const OTHERS = [
  'task_worker_pool.cpp:1004] successfully report TASK|host=10.16.10.8|port=9020',
  'fragment_mgr.cpp:459] PlanFragmentExecutor::_exec_actual|pthread_id=140355728508672|instance_id=35895a325c6943dc-872eced6dfcb8c91|query_id=35895a325c6943dc-872eced6dfcb8c90',
  'tablet.cpp:988] 4135373.1175038695.a842413ea3421f07-d408c2ea89f2b893 has 157 missed version:[4708-4708],[4709-4709],[4710-4710],[4711-4711]',
  'data_dir.cpp:807] path: /home/doris/storage total capacity: 1045390315520, available capacity: 155884650496',
  'stream_load_executor.cpp:77] begin to execute stream load. label=orders_20240718_0042, txn_id=12345, query_id=529e3cb37dff464c-93bd9eafa8944ea6',
  'tablet_manager.cpp:943] success to build all report tablets info. tablet_count=2841',
]
const STATUS =
  'daemon.cpp:200] os physical memory 375.81 GB. process memory used 4.09 GB(= 3.49 GB[vm/rss] - 410.44 MB[tc/jemalloc_cache] + 1.00 GB[reserved] + 0B[waiting_refresh]), limit 3.01 GB, soft limit 2.71 GB. sys available memory 134.41 GB(= 135.41 GB[proc/available] - 1.00 GB[reserved] - 0B[waiting_refresh]), low water mark 3.20 GB, warning water mark 6.40 GB.'

/**
 * A log read as a stream, against a plain search of the same bytes for line ends. MEMLANE_BENCH_LOG_MB says how large it is (1000 for
 * the log that the goal speaks of).
 */
export async function benchLogScan(): Promise<BenchResult[]> {
  const megabytes = Number(process.env['MEMLANE_BENCH_LOG_MB'] ?? DEFAULT_MEGABYTES)
  const chunks = makeLog(Math.max(1, megabytes) * 1e6)
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  let samples = 0
  let growth = 0
  const read = async (): Promise<void> => {
    const gauge = new MemoryGauge(size)
    const stream = toStream(chunks, (done) => gauge.look(done))
    const { frames } = await readAny([{ name: 'be.INFO.log.20240718-150000', bytes: stream, size }], { logUtcOffsetMinutes: 0 })
    samples = frames.length
    growth = gauge.growth
  }
  const countLines = (): number => {
    let lines = 0
    for (const chunk of chunks) for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1
    return lines
  }
  const { ratio, spread, subjectMs, floorMs } = await measureRatio(read, countLines, 5)
  const lines = countLines().toLocaleString('en-US')
  return [
    {
      name: `log read, ${Math.round(size / 1e6)} MB, ${lines} lines`,
      ratio,
      spread,
      floor: `plain search for line ends, ${describeSpeed(size, floorMs)}`,
      goal: GOAL,
      value: `${describeSpeed(size, subjectMs)}, ${samples.toLocaleString('en-US')} samples`,
    },
    {
      name: 'log read, memory beside the log',
      ratio: growth / size,
      spread: '',
      floor: `the log, ${Math.round(size / 1e6)} MB`,
      goal: GOAL_OF_MEMORY,
      value: `${(growth / 1e6).toFixed(1)} MB more at most than after the first tenth`,
    },
  ]
}

/** The chunks of one log; its time goes on through all of them. */
function makeLog(bytes: number): Uint8Array[] {
  const chunks: Uint8Array[] = []
  const encoder = new TextEncoder()
  let total = 0
  let line = 0
  let text = ''
  while (total < bytes) {
    const seconds = Math.floor(line / 500)
    const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
      .map((part) => String(part).padStart(2, '0'))
      .join(':')
    const what = line % 1000 === 999 ? STATUS : OTHERS[line % OTHERS.length]!
    text += `I20240718 ${clock}.${String((line % 500) * 2000).padStart(6, '0')}  2293 ${what}\n`
    line += 1
    if (text.length < CHUNK_BYTES) continue
    chunks.push(encoder.encode(text.slice(0, CHUNK_BYTES)))
    total += CHUNK_BYTES
    text = text.slice(CHUNK_BYTES)
  }
  return chunks
}

function toStream(chunks: readonly Uint8Array[], onChunk: (done: number) => void): ReadableStream<Uint8Array> {
  let next = 0
  let done = 0
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = chunks[next++]
        if (!chunk) {
          controller.close()
          return
        }
        done += chunk.length
        onChunk(done)
        controller.enqueue(chunk)
      },
    },
    { highWaterMark: 0 },
  )
}

/** How much more is held than after the first tenth: of many looks the least in each tenth, since garbage comes and goes. */
class MemoryGauge {
  private readonly tenth: number
  private readonly least: number[] = []
  private looks = 0

  constructor(size: number) {
    this.tenth = size / 10
  }

  look(done: number): void {
    // Looking costs more than a chunk does.
    if (this.looks++ % 16 !== 0) return
    const { heapUsed, external } = process.memoryUsage()
    const place = Math.min(9, Math.floor(done / this.tenth))
    this.least[place] = Math.min(this.least[place] ?? Number.POSITIVE_INFINITY, heapUsed + external)
  }

  get growth(): number {
    const [first = 0, ...others] = this.least.filter((bytes) => bytes !== undefined)
    return Math.max(0, ...others.map((bytes) => bytes - first))
  }
}
