import { t } from '../base/say'
import type { SessionReader } from '../format/session/read'
import type { Frame } from '../profile/frame'
import { retryPath, RUN_HEADER, TARGETS_PATH, timelinePath, type TargetsAnswer } from '../protocol/gateway'

export interface LiveFeedEvents {
  /** The gateway answered; `monotonic` is performance.now() at that moment. */
  onAnswer(answer: TargetsAnswer, monotonic: number): void
  /** The gateway did not answer: one sentence. Called at every failed round. */
  onGatewayLost(message: string, monotonic: number): void
  /** New frames of the watched target, oldest first; `run` of the gateway, within which their numbers count. */
  onFrames(targetId: string, run: string, frames: readonly Frame[]): void
}

export interface LiveFeed {
  /** Watch a target from all that the gateway holds of it; undefined = only look at the list of targets. */
  watch(targetId: string | undefined): void
  /** Have the gateway try the watched target now, as far as its floor and the target's own wishes allow, and ask at once. */
  retryNow(): void
  stop(): void
}

/** How often the page asks the gateway. The gateway's polls of the target are another matter and do not get more by this. */
const ROUND_MS = 1_000
const TIMEOUT_MS = 8_000

/**
 * Asks the gateway once a second for its targets and for what is new of the watched one. It never overlaps itself, looks again after
 * each wait whether it is still wanted, and plans the next round when this one is done.
 */
export function createLiveFeed(events: LiveFeedEvents): LiveFeed {
  let watched: Watched | undefined
  let stopped = false
  let wake: (() => void) | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  async function run(): Promise<void> {
    while (!stopped) {
      await round()
      if (stopped) return
      await new Promise<void>((resolve) => {
        wake = resolve
        timer = setTimeout(resolve, ROUND_MS)
      })
      clearTimeout(timer)
    }
  }

  async function round(): Promise<void> {
    const wanted = watched
    try {
      const answer = (await (await ask(TARGETS_PATH)).json()) as TargetsAnswer
      events.onAnswer(answer, performance.now())
      if (wanted && watched === wanted && answer.targets.some((target) => target.id === wanted.targetId))
        await fetchNew(wanted, answer.run)
    } catch (error) {
      if (!stopped) events.onGatewayLost(sentence(error), performance.now())
    }
  }

  async function fetchNew(wanted: Watched, run: string): Promise<void> {
    // The reader comes behind the empty page, which has nothing to read.
    if (wanted.run !== run) wanted.startOver(run, new (await import('../format/session/read')).SessionReader())
    const path = wanted.wantsRetry ? retryPath : timelinePath
    wanted.wantsRetry = false
    const response = await ask(path(wanted.targetId, wanted.lastSeq))
    const text = await response.text()
    if (stopped || watched !== wanted) return
    const answeredBy = response.headers.get(RUN_HEADER)
    if (answeredBy !== null && answeredBy !== run) return // the gateway was restarted between the two requests: next round
    const frames = wanted.read(text)
    if (frames.length > 0) events.onFrames(wanted.targetId, run, frames)
  }

  void run()
  return {
    watch(targetId) {
      watched = targetId === undefined ? undefined : new Watched(targetId)
      wake?.()
    },
    retryNow() {
      if (watched) watched.wantsRetry = true
      wake?.()
    },
    stop() {
      stopped = true
      wake?.()
    },
  }
}

/** One target as this page knows it: how far it has read, and the reader that holds the last sample for the deltas. */
class Watched {
  readonly targetId: string
  run: string | undefined
  lastSeq: number | undefined
  wantsRetry = false
  private reader: SessionReader | undefined

  constructor(targetId: string) {
    this.targetId = targetId
  }

  startOver(run: string, reader: SessionReader): void {
    this.run = run
    this.lastSeq = undefined
    this.reader = reader
  }

  read(text: string): Frame[] {
    const frames: Frame[] = []
    for (const line of text.split('\n')) {
      if (line === '') continue
      const frame = this.reader?.readLine(line)
      if (!frame) continue
      if (frame.kind === 'sample') this.lastSeq = frame.seq
      frames.push(frame)
    }
    return frames
  }
}

async function ask(path: string): Promise<Response> {
  const response = await fetch(path, { signal: AbortSignal.timeout(TIMEOUT_MS), cache: 'no-store', redirect: 'error' })
  if (!response.ok) throw new Error(`The gateway answered ${path} with status ${response.status}.`)
  return response
}

function sentence(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return t('The gateway did not answer within {seconds} s.', { seconds: TIMEOUT_MS / 1000 })
  if (error instanceof TypeError) return t('The gateway cannot be reached.')
  return error instanceof Error ? error.message : String(error)
}
