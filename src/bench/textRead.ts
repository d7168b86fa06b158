import { printProfileJson } from '../format/json/write'
import { printProfile } from '../format/text/print'
import { readProfileText } from '../format/text/read'
import { makeMemorySnapshot } from '../testing/makeMemorySnapshot'
import { describeSpeed, measureRatio } from './benchResult'
import type { BenchResult } from './benchResult'
import { makeTasks } from './jsonRead'

/** Goals of performance.md, T1; that beside regexps was measured at 20,000 trackers. */
const GOAL_OF_JSON = 1.3
const GOAL_OF_REGEXP = 0.5

/** The text of a memory profile read to a tree, against JSON.parse of the same profile and against a reader with a regexp a line. */
export async function benchTextRead(): Promise<BenchResult[]> {
  const results: BenchResult[] = []
  for (const trackers of [200, 20_000]) {
    const snapshot = makeMemorySnapshot({ tasks: makeTasks(trackers) })
    const text = flat(printProfile(snapshot.profile!, 'p2'))
    const json = printProfileJson(snapshot)
    const count = trackers.toLocaleString('en-US')
    const beside = async (name: string, floorName: string, goal: number | undefined, floor: () => unknown): Promise<void> => {
      warmUp(() => readProfileText(text))
      warmUp(floor)
      const { ratio, spread, subjectMs, floorMs } = await measureRatio(() => readProfileText(text), floor)
      results.push({
        name,
        ratio,
        floor: `${floorName}, ${floorMs.toFixed(2)} ms`,
        goal,
        value: describeSpeed(text.length, subjectMs),
        spread,
      })
    }
    await beside(
      `text read, ${count} trackers`,
      'JSON.parse of the same profile',
      GOAL_OF_JSON,
      () => JSON.parse(json) as unknown,
    )
    await beside(
      `text read, ${count} trackers`,
      'a regexp a line, same text',
      trackers < 20_000 ? undefined : GOAL_OF_REGEXP,
      () => readWithRegexps(text),
    )
  }
  return results
}

/** JSON.parse is compiled when it is first called, and our own code is so after some ms of work: a page polls for hours. */
function warmUp(call: () => unknown): void {
  const end = performance.now() + 300
  while (performance.now() < end) call()
}

/** One flat string, as a decoder gives it; a string put together from pieces is a tree of them until it is first read. */
function flat(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text))
}

interface LooseNode {
  readonly name: string
  readonly counters: { readonly name: string; readonly value: number; readonly peak: number | undefined }[]
  readonly children: LooseNode[]
}

const HEAD = /^( *)(.+):$/
const HIGH_WATER = /^( *)- (.+?) Current: (-?[\d.]+)(?: (B|KB|MB|GB))? \(Peak: (-?[\d.]+)(?: (B|KB|MB|GB))?\)$/
const COUNTER = /^( *)- (.+?): (-?[\d.]+)(?: (B|KB|MB|GB))?$/
const SCALES: Record<string, number> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 }

/** What one would write first: it nests nodes, and knows nothing of units, errors, nested counters or damaged lines. */
function readWithRegexps(text: string): LooseNode {
  const root: LooseNode = { name: '', counters: [], children: [] }
  const open: LooseNode[] = [root]
  for (const line of text.split('\n')) {
    const highWater = HIGH_WATER.exec(line)
    if (highWater !== null) {
      const [, , name = '', value, unit = 'B', peak, peakUnit = 'B'] = highWater
      open.at(-1)!.counters.push({ name, value: Number(value) * SCALES[unit]!, peak: Number(peak) * SCALES[peakUnit]! })
      continue
    }
    const counter = COUNTER.exec(line)
    if (counter !== null) {
      const [, , name = '', value, unit = 'B'] = counter
      open.at(-1)!.counters.push({ name, value: Number(value) * SCALES[unit]!, peak: undefined })
      continue
    }
    const head = HEAD.exec(line)
    if (head === null) continue
    const node: LooseNode = { name: head[2]!, counters: [], children: [] }
    open.length = head[1]!.length / 2 + 1
    open.at(-1)!.children.push(node)
    open.push(node)
  }
  return root
}
