import { SessionWriter } from '../../format/session/write'
import type { SampleFrame } from '../../profile/frame'
import { RUN_HEADER, type TargetsAnswer } from '../../protocol/gateway'
import { churn } from '../../testing/churn'
import { quantile, type BenchResult } from '../benchResult'
import { measureHeap, measureTaskMs, type BrowserRun, type OpenPage } from './browserRun'
import { measureFrame } from './interact'

const HEADER = { tool: 'bench', created: 0, target: undefined, source: 'live', note: '' } as const
const MAX_HISTORY_LINE_MS = 60_000

/**
 * The page as it lives: the bench answers in the gateway's place, once a round of the page, with as many samples as it likes. So a
 * history of hours is there at once, and hours of polls pass in seconds.
 */
class Stand {
  readonly open: OpenPage
  private readonly samples: Iterator<SampleFrame>
  private readonly writer = new SessionWriter(HEADER)
  /** What the page does not have yet. */
  private waiting = ''
  private seq = 0
  private round = 0
  private readonly listeners: (() => void)[] = []

  private constructor(open: OpenPage, trackers: number) {
    this.open = open
    this.samples = churn({ trackers, everyMs: 1000, seed: 2 })
  }

  static async start(run: BrowserRun, trackers: number, history: number): Promise<Stand> {
    const stand = new Stand(await run.open('/floor.html'), trackers)
    stand.give(history)
    const { page } = stand.open
    await page.route('**/api/targets', (route) => route.fulfill({ json: stand.targets() }))
    await page.route('**/api/targets/bench/timeline**', async (route) => {
      const body = stand.waiting
      stand.waiting = ''
      await route.fulfill({ body, contentType: 'application/x-ndjson', headers: { [RUN_HEADER]: 'bench' } })
      stand.round += 1
      for (const wake of stand.listeners.splice(0)) wake()
    })
    await page.goto(`${run.url}/`)
    await page
      .getByRole('contentinfo')
      .getByText(`${history.toLocaleString('en')} samples`)
      .waitFor({ timeout: MAX_HISTORY_LINE_MS })
    await page.waitForTimeout(1500)
    return stand
  }

  /** More samples for the next round. */
  give(count: number): void {
    const lines: string[] = [this.waiting]
    for (let index = 0; index < count; index++) {
      const sample = this.samples.next().value as SampleFrame
      this.seq = sample.seq
      lines.push(this.writer.sampleLine(sample).line)
    }
    this.waiting = lines.join('')
  }

  /** Waits until the page has fetched what was given, and asked once more: by then it has drawn it. */
  async taken(): Promise<void> {
    for (const end = this.round + 2; this.round < end;) await new Promise<void>((resolve) => this.listeners.push(resolve))
  }

  private targets(): TargetsAnswer {
    const now = Date.now()
    return {
      now,
      run: 'bench',
      version: 'bench',
      targets: [
        {
          id: 'bench',
          name: 'bench',
          kind: 'backend',
          reference: false,
          everyMs: 1000,
          idle: false,
          lastSeq: this.seq,
          lastGoodAt: now,
          lastTookMs: 20,
          lastWireBytes: 60_000,
          pollingSince: null,
          nextTryAt: now + 1000,
          failure: null,
          recording: null,
        },
      ],
    }
  }
}

/** A poll with everything that the page does with it, at several lengths of history; and many polls one after another. */
export async function benchLive(run: BrowserRun, histories: readonly number[], polls: number): Promise<BenchResult[]> {
  const results: BenchResult[] = []
  let shortest: number | undefined
  for (const history of histories) {
    const { work, frame } = await measurePolls(run, 200, history, 8)
    const ms = quantile(work, 0.5)
    const name = `A poll taken in and drawn, at ${history.toLocaleString('en-US')} samples`
    results.push(asWork(name, work, frame, 1))
    if (shortest === undefined) shortest = ms
    else {
      results.push({
        name: `The same, against ${histories[0]!.toLocaleString('en-US')} samples`,
        ratio: ms / shortest,
        floor: `${shortest.toFixed(1)} ms`,
        goal: 1.5,
        value: `${ms.toFixed(1)} ms`,
        spread: '',
      })
    }
  }
  const many = await measurePolls(run, 20_000, 3, 5)
  results.push(asWork('A poll of 20,000 tasks taken in and drawn', many.work, many.frame, undefined))
  results.push(...(await benchEndurance(run, polls)))
  return results
}

/** ms of the main thread for each poll, less what it does in the same time without one. */
async function measurePolls(
  run: BrowserRun,
  trackers: number,
  history: number,
  count: number,
): Promise<{ readonly work: number[]; readonly frame: number }> {
  const stand = await Stand.start(run, trackers, history)
  const { page, cdp, close } = stand.open
  const frame = await measureFrame(page)
  const work: number[] = []
  for (let poll = 0; poll < count; poll++) {
    const idleFrom = await measureTaskMs(cdp)
    await stand.taken()
    const from = await measureTaskMs(cdp)
    stand.give(1)
    await stand.taken()
    work.push(Math.max(0, (await measureTaskMs(cdp)) - from - (from - idleFrom)))
  }
  await close()
  return { work, frame }
}

function asWork(name: string, work: readonly number[], frame: number, goal: number | undefined): BenchResult {
  return {
    name,
    ratio: quantile(work, 0.5) / frame,
    floor: `one frame of this browser, ${frame.toFixed(1)} ms`,
    goal,
    value: `${quantile(work, 0.5).toFixed(1)} ms of the main thread, most ${Math.max(...work).toFixed(1)} ms`,
    spread: `${(quantile(work, 0.25) / frame).toFixed(2)}-${(quantile(work, 0.75) / frame).toFixed(2)}`,
  }
}

const ROUNDS = 10

/** Polls in fast-forward: what is left in the page after a tenth of them and after all. */
async function benchEndurance(run: BrowserRun, polls: number): Promise<BenchResult[]> {
  const each = Math.ceil(polls / ROUNDS)
  const stand = await Stand.start(run, 200, each)
  const { page, cdp, close } = stand.open
  const measure = async (): Promise<{ nodes: number; heap: number }> => {
    const heap = await measureHeap(cdp)
    const { metrics } = await cdp.send('Performance.getMetrics')
    return { nodes: metrics.find((metric) => metric.name === 'Nodes')?.value ?? Number.NaN, heap }
  }
  const first = await measure()
  for (let round = 1; round < ROUNDS; round++) {
    stand.give(each)
    await stand.taken()
  }
  await page.waitForTimeout(1000)
  const last = await measure()
  await close()
  const samples = each * (ROUNDS - 1)
  const what = `${polls.toLocaleString('en-US')} polls of 1 s in fast-forward`
  return [
    {
      name: `DOM nodes after ${what}`,
      ratio: last.nodes / first.nodes,
      floor: `after a tenth of them, ${first.nodes.toLocaleString('en-US')}`,
      // Labels, rows and marks come and go by a few.
      goal: 1.1,
      value: last.nodes.toLocaleString('en-US'),
      spread: '',
    },
    {
      name: `Heap after ${what}`,
      ratio: last.heap / first.heap,
      floor: `after a tenth of them, ${(first.heap / 1e6).toFixed(1)} MB`,
      goal: undefined,
      value: `${(last.heap / 1e6).toFixed(1)} MB, ${Math.round((last.heap - first.heap) / samples).toLocaleString('en-US')} B a snapshot more`,
      spread: '',
    },
  ]
}
