import type { lookup } from 'node:dns'
import type { UnixMs } from '../base/units'
import type { Frame, GapFrame, SampleFrame } from '../profile/frame'
import type { Snapshot } from '../profile/snapshot'
import type { TargetFailure, TargetSummary } from '../protocol/gateway'
import { computeBackoff, RETRY_AFTER_CAP_MS } from './backoff'
import type { Cancel, Clock, SteadyTime } from './clock'
import { PollFailure } from './failure'
import { fetchUpstream, type UpstreamLimits } from './fetchUpstream'
import { History, type HistoryLimits } from './history'
import type { Lanes } from './lane'
import { readAnswer } from './readAnswer'
import type { Recorder } from './recorder/recorder'
import type { Recording } from './recorder/recording'
import { findRestart } from './restart'

export interface TargetOptions {
  readonly id: string
  readonly name: string
  readonly reference: boolean
  /** undefined: not known yet; it is not polled before moveTo says it. */
  readonly url: URL | undefined
  readonly authorization: string | undefined
  readonly ca: string | undefined
}

/** What all targets of a gateway share. */
export interface TargetSurroundings {
  readonly clock: Clock
  readonly time: SteadyTime
  readonly lanes: Lanes
  readonly everyMs: number
  /** null: not polled while nobody watches. */
  readonly idleEveryMs: number | null
  readonly limits: UpstreamLimits
  readonly history: HistoryLimits
  readonly recorder: Recorder | undefined
  readonly lookup: typeof lookup | undefined
  readonly version: string
  readonly log: (line: string) => void
}

/** Two polls of one target never begin closer together than this, whoever asks. */
const FLOOR_MS = 1000
/** Nobody watches when nobody has asked for so long: a page asks every few seconds. */
const WATCHED_MS = 15_000
/** A wrong password that is tried often locks the account. */
const SIGN_IN_RETRY_MS = 60_000
const SIGN_IN_FLOOR_MS = 10_000
/** A timer that comes later than this was late because the computer slept. */
const SLEPT_MS = 10_000

/** One watched process: polls it, never twice at a time, keeps what it said in the last hour, and has it recorded. */
export class Target {
  readonly id: string
  readonly history: History
  private readonly options: TargetOptions
  private readonly around: TargetSurroundings
  private url: URL | undefined
  /** Why there is no url. */
  private absence = ''
  private kind: TargetSummary['kind'] = 'unknown'
  private failure: { shown: TargetFailure; error: PollFailure } | undefined
  private running: { readonly abort: AbortController; since: UnixMs | null; readonly done: Promise<void> } | undefined
  /** `due` on the clock of elapsed ms. */
  private planned: { readonly cancel: Cancel; readonly at: UnixMs; readonly due: number } | undefined
  private started = false
  private stopped = false
  private readonly recording: Recording | undefined
  private restoring: Promise<void> | undefined
  /** The newest sample of an earlier run, where it is too old for the history. */
  private earlier: SampleFrame | undefined
  /** Until the first answer: nobody asked between the last sample of an earlier run, `from`, and `to`. */
  private pause: { readonly from: UnixMs; readonly to: UnixMs } | undefined
  /** On the clock of elapsed ms; -Infinity = never. */
  private viewedAt = Number.NEGATIVE_INFINITY
  private triedAt = Number.NEGATIVE_INFINITY
  private notBefore = Number.NEGATIVE_INFINITY
  private firstTryAt: UnixMs | undefined
  /** When the last sample came, on the clock of elapsed ms. */
  private sampledAt = Number.NEGATIVE_INFINITY
  /** Not polled any more because nobody watches. */
  private resting = false

  constructor(options: TargetOptions, around: TargetSurroundings) {
    this.id = options.id
    this.options = options
    this.around = around
    this.url = options.url
    this.history = new History(
      { tool: `memlane ${around.version}`, created: around.time.now(), target: options.id, source: 'live', note: '' },
      around.history,
    )
    this.recording = around.recorder?.record(options)
  }

  /**
   * The first poll is made at once, watched or not, so that a page opened later has something to show; behind what earlier runs have
   * recorded of the time that is kept.
   */
  start(): void {
    const { recorder } = this.around
    if (!recorder) return this.begin()
    this.restoring = this.restore(recorder)
      .catch((error: unknown) => this.logDefect('what was recorded before could not be taken up', error))
      .then(() => this.begin())
  }

  /** Ends the poll under way; nothing runs after that. */
  async stop(): Promise<void> {
    this.stopped = true
    this.planned?.cancel()
    this.planned = undefined
    this.running?.abort.abort()
    await Promise.all([this.running?.done, this.restoring])
  }

  /** Where the target is from now on; undefined: nowhere, `absence` says why in a sentence. */
  moveTo(url: URL | undefined, absence = ''): void {
    this.url = url
    this.absence = absence
    if (url) this.planSooner(this.waitFor(FLOOR_MS))
  }

  /** Somebody looks at this target. `retry`: and wants the next try now, as far as the floor and Retry-After allow. */
  viewed(retry = false): void {
    const { clock, everyMs } = this.around
    const was = this.watched()
    const signIn = this.failure?.error.code === 'sign-in'
    this.viewedAt = clock.elapsed()
    if (retry && this.failure) this.planSooner(this.waitFor(signIn ? SIGN_IN_FLOOR_MS : FLOOR_MS))
    else if (!was) this.planSooner(this.waitFor(signIn ? SIGN_IN_RETRY_MS : everyMs))
  }

  get name(): string {
    return this.options.name
  }

  /** Samples of this run that are on disk. */
  get recorded(): number {
    return this.recording?.counts.samples ?? 0
  }

  summary(): TargetSummary {
    const { everyMs, idleEveryMs } = this.around
    const last = this.history.last
    const idle = !this.watched()
    return {
      id: this.id,
      name: this.options.name,
      kind: this.kind,
      reference: this.options.reference,
      everyMs: idle ? idleEveryMs : everyMs,
      idle,
      lastSeq: last?.seq ?? 0,
      lastGoodAt: last?.at ?? null,
      lastTookMs: last?.tookMs ?? null,
      lastWireBytes: last?.wireBytes ?? null,
      pollingSince: this.running?.since ?? null,
      nextTryAt: this.planned?.at ?? null,
      failure: this.failure?.shown ?? null,
      recording: this.recording?.state() ?? null,
    }
  }

  private begin(): void {
    if (this.stopped) return
    this.started = true
    if (this.url) this.plan(0)
  }

  private async restore(recorder: Recorder): Promise<void> {
    const { history, time, log } = this.around
    const now = time.now()
    let last: SampleFrame | undefined
    let count = 0
    for await (const frame of recorder.past(this.options, now - history.keepMs, () => this.stopped)) {
      if (this.stopped) return
      if (frame.kind !== 'sample') {
        // A gap with no sample before it separates nothing.
        if (frame.kind === 'mark' ? frame.at <= now : frame.to <= now && this.history.last) addTo(this.history, frame)
        continue
      }
      const sample = last && frame.seq <= last.seq ? { ...frame, seq: last.seq + 1 } : frame
      last = sample
      // What lies ahead was recorded while the clock was wrong: it stays in its file.
      if (sample.at > now || sample.at < now - history.keepMs) continue
      this.history.addSample(sample)
      count += 1
    }
    if (!last) return
    if (last !== this.history.last) this.earlier = last
    if (now - last.at > SLEPT_MS) {
      this.pause = { from: last.at, to: now }
      this.tellPause(now)
    }
    const taken = count === 0 ? '' : `; what is young enough of it is shown: ${count} ${count === 1 ? 'sample' : 'samples'}`
    log(`${this.options.name}: goes on behind what was recorded up to ${new Date(last.at).toISOString()}${taken}.`)
  }

  private tellPause(to: UnixMs): void {
    if (!this.pause) return
    const gap: GapFrame = { kind: 'gap', from: this.pause.from, to, why: 'not asked, because Memlane was not running', tries: 0 }
    if (this.history.last) this.history.setGap(gap)
    this.recording?.setGap(gap)
  }

  private keep(frame: Frame): void {
    addTo(this.history, frame)
    if (!this.recording) return
    try {
      addTo(this.recording, frame)
    } catch (error) {
      // Page and polls do not depend on it.
      this.logDefect('this could not be recorded', error)
    }
  }

  private logDefect(what: string, error: unknown): void {
    this.around.log(`${this.options.name}: ${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }

  private watched(): boolean {
    return this.around.clock.elapsed() - this.viewedAt <= WATCHED_MS
  }

  /** ms until `gap` has passed since the last try began, and whatever the target asked for. */
  private waitFor(gap: number): number {
    const now = this.around.clock.elapsed()
    return Math.max(0, this.triedAt + gap - now, this.notBefore - now)
  }

  private planSooner(ms: number): void {
    if (this.running || this.stopped || !this.started) return
    if (!this.planned || this.planned.due > this.around.clock.elapsed() + ms) this.plan(ms)
  }

  private plan(ms: number): void {
    const { clock, time } = this.around
    this.planned?.cancel()
    const dueAt = clock.now() + ms
    const cancel = clock.after(ms, () => {
      this.planned = undefined
      this.poll(clock.now() - dueAt > SLEPT_MS)
    })
    this.planned = { cancel, at: Math.round(time.now() + ms), due: clock.elapsed() + ms }
  }

  private poll(slept: boolean): void {
    if (this.running || this.stopped) return
    const abort = new AbortController()
    const done = this.run(abort.signal, slept).then(
      () => this.ended(),
      (error: unknown) => {
        // Nothing that one target does may end the process (policy 11).
        this.logDefect('unexpected error while polling', error)
        this.ended()
      },
    )
    this.running = { abort, since: null, done }
  }

  private ended(): void {
    this.running = undefined
    if (this.stopped) return
    const wait = this.nextWait()
    this.resting = wait === undefined
    if (wait !== undefined) this.plan(wait)
  }

  /** ms to the next poll; undefined: none is due while nobody watches. */
  private nextWait(): number | undefined {
    const { everyMs, idleEveryMs, clock } = this.around
    const watched = this.watched()
    if (!watched && idleEveryMs === null) return undefined
    const cadence = watched ? everyMs : idleEveryMs!
    if (!this.failure) return this.waitFor(cadence)
    const { error, shown } = this.failure
    const pause = error.code === 'sign-in' ? SIGN_IN_RETRY_MS : computeBackoff(shown.tries, clock.random())
    return Math.max(this.waitFor(FLOOR_MS), pause, watched ? 0 : this.waitFor(cadence))
  }

  private async run(signal: AbortSignal, slept: boolean): Promise<void> {
    const { clock, time, lanes, limits } = this.around
    const leave = await (this.failure || this.kind === 'unknown' ? lanes.doubtful : lanes.healthy).enter()
    try {
      if (signal.aborted) return
      const since = time.now()
      this.firstTryAt ??= since
      if (this.running) this.running.since = since
      const began = clock.elapsed()
      this.triedAt = began
      try {
        const { name, authorization, ca } = this.options
        if (!this.url) throw new PollFailure('refused', 'not running', this.absence)
        const answer = await fetchUpstream({
          name,
          base: this.url,
          authorization,
          ca,
          limits,
          signal,
          lookup: this.around.lookup,
        })
        const tookMs = Math.round(clock.elapsed() - began)
        const { kind, snapshot } = readAnswer(answer, this.url.host, time.now())
        this.kind = kind
        this.succeeded(snapshot, tookMs, answer.wireBytes, slept)
      } catch (error) {
        if (signal.aborted) return
        this.failed(error instanceof PollFailure ? error : unexpected(error, this.around.log, this.options.name))
      }
    } finally {
      leave()
    }
  }

  private succeeded(snapshot: Snapshot, tookMs: number, wireBytes: number, slept: boolean): void {
    const { clock, time, log } = this.around
    const at = time.now()
    const before = this.history.last ?? this.earlier
    const setBack = time.takeSetBack()
    if (this.failure) {
      const { tries, since } = this.failure.shown
      this.keep({
        kind: 'gap',
        from: this.silentSince() ?? since,
        to: at,
        why: this.failure.error.why,
        tries,
      })
      log(`${this.options.name}: answers again after ${tries} ${tries === 1 ? 'try' : 'tries'}.`)
    } else if (this.pause) {
      this.tellPause(at)
    } else if (before && this.resting) {
      this.keep({
        kind: 'gap',
        from: before.at,
        to: at,
        why: 'not asked, because nobody was watching (--idle-every off)',
        tries: 0,
      })
    } else if (before && (slept || at - before.at - (clock.elapsed() - this.sampledAt) > SLEPT_MS)) {
      this.keep({
        kind: 'gap',
        from: before.at,
        to: at,
        why: 'not asked, because the computer that runs Memlane was asleep',
        tries: 0,
      })
    }
    if (!before) log(`${this.options.name}: first sample.`)
    const restarted = before && findRestart(before.snapshot, snapshot)
    if (restarted) {
      this.keep({ kind: 'mark', at, mark: 'restart', text: restarted })
      log(`${this.options.name}: ${restarted}`)
    }
    if (before && setBack > 0) {
      const text = `The clock of the computer that runs Memlane was set back by ${Math.round(setBack / 1000)} s; the times here go on without the step.`
      this.keep({ kind: 'mark', at, mark: 'note', text })
    }
    this.keep({ kind: 'sample', seq: (before?.seq ?? 0) + 1, at, tookMs, wireBytes, snapshot })
    this.earlier = undefined
    this.pause = undefined
    this.sampledAt = clock.elapsed()
    this.failure = undefined
    this.notBefore = Number.NEGATIVE_INFINITY
  }

  private failed(error: PollFailure): void {
    const { clock, time, log } = this.around
    const at = time.now()
    const { facts } = error
    const tries = (this.failure?.shown.tries ?? 0) + 1
    if (this.failure?.error.code !== error.code) log(`${this.options.name}: ${error.message}`)
    this.failure = {
      error,
      shown: {
        code: error.code,
        message: error.message,
        since: this.failure?.shown.since ?? at,
        tries,
        httpStatus: facts.httpStatus ?? null,
        contentType: facts.contentType?.slice(0, 100) ?? null,
        bytes: facts.bytes ?? null,
        excerpt: facts.excerpt ?? null,
      },
    }
    const asked = facts.retryAfterMs
    this.notBefore = asked === undefined ? Number.NEGATIVE_INFINITY : clock.elapsed() + Math.min(asked, RETRY_AFTER_CAP_MS)
    this.keep({ kind: 'gap', from: this.silentSince() ?? at, to: at, why: error.why, tries })
  }

  /** Since when it has been asked in vain: from its last answer, or from the first try of this run. */
  private silentSince(): UnixMs | undefined {
    return this.pause?.to ?? this.history.last?.at ?? this.firstTryAt
  }
}

/** History and recording take the same frames. */
function addTo(keeper: Pick<History, 'addSample' | 'setGap' | 'addMark'>, frame: Frame): void {
  switch (frame.kind) {
    case 'sample':
      return keeper.addSample(frame)
    case 'gap':
      return keeper.setGap(frame)
    case 'mark':
      return keeper.addMark(frame)
  }
}

function unexpected(error: unknown, log: (line: string) => void, name: string): PollFailure {
  log(`${name}: the answer could not be read: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return new PollFailure(
    'invalid',
    'the answer could not be read',
    'The answer of the target could not be read because of a defect in Memlane; its log says more. The last good sample is kept.',
  )
}
