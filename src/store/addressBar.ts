import { t } from '../base/say'
import { printLink, readLink, sayLinkNote, type Link } from './link'
import type { ViewState } from './view'
import { linkOf, viewOf } from './viewLink'
import type { Viewer, ViewerState } from './viewer'

/** The address of the page, as far as it is ours. */
export interface AddressBar {
  /** The hash, with its #; '' if there is none. */
  read(): string
  /** 'push': a step that Back undoes. Throws where the browser refuses so many. */
  write(hash: string, how: 'push' | 'replace'): void
  /** Back, forward, or a hash typed by hand. Returns how to stop. */
  listen(onChange: () => void): () => void
}

export interface AddressBarLink {
  /** True while a link sets choices: those are the sender's, not preferences of this browser. */
  isApplying(): boolean
  /** The link that waits for a file is about what is open now. */
  applyHere(): void
  /** Writes at once what would be written soon. */
  flush(): void
  stop(): void
}

/** Moves that follow each other faster are one step for Back: a scrub, a drag. */
const BURST_MS = 1_000
/** Browsers refuse more than about three changes a second. */
const WRITE_MS = 400

/**
 * Keeps the hash and the view the same: a link in the address is followed as soon as what it is about is there, and what the user
 * chooses stands in the address. A link never opens or asks for anything but a target that the gateway lists; of a file it says the
 * name, and the page asks the user for it.
 */
export function connectAddressBar(viewer: Viewer, bar: AddressBar): AddressBarLink {
  /** Waits for what it is about. */
  let pending: Link | undefined
  let pendingNotes: readonly string[] = []
  /** Its target was chosen; whatever else is chosen now, the user did. */
  let isAsked = false
  let isApplying = false
  let written = bar.read()
  let writtenFor = viewer.getState()
  let movedAt = -Infinity
  let waiting: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  if (written === '' || written === '#') {
    // What is on the screen already was not chosen by this link, and is no step.
    const hash = printLink(linkOf(writtenFor))
    if (hash !== '') put(hash, 'replace')
  } else follow()
  const unsubscribe = viewer.subscribe((state, before) => {
    if (isApplying) return
    if (state.wantedFile === undefined && before.wantedFile !== undefined && pending?.file !== undefined) pending = undefined
    if (pending) settle()
    else if (state.view !== before.view || state.source !== before.source) write(state)
  })
  const unlisten = bar.listen(() => {
    if (bar.read() === written) return
    clearTimeout(timer)
    waiting = undefined
    follow()
  })

  function follow(): void {
    written = bar.read()
    const { link, notes } = readLink(written)
    pendingNotes = notes.map(sayLinkNote)
    pending = undefined
    viewer.setState({ wantedFile: undefined })
    isAsked = false
    if (written === '' || written === '#') {
      const { source, gateway } = viewer.getState()
      if (source.kind === 'none') return
      // Back to where a target was chosen. With a single one there was nothing to choose.
      if (gateway && gateway.targets.length > 1) change(() => viewer.services.showNothing())
      else apply({})
      writtenFor = viewer.getState()
      return
    }
    pending = link
    if (pendingNotes.length > 0) tell(pendingNotes)
    settle()
  }

  /** Applies the pending link as soon as that can be done. */
  function settle(): void {
    if (!pending) return
    const state = viewer.getState()
    const { source, gateway, opening } = state
    if (pending.target !== undefined) {
      if (source.kind === 'live' && source.targetId === pending.target) {
        if (hasSamples(state)) applySoon(pending)
      } else if (isAsked) pending = undefined
      else if (gateway) {
        if (gateway.targets.some(({ id }) => id === pending!.target)) {
          isAsked = true
          viewer.services.watchTarget(pending.target)
        } else {
          pendingNotes = [
            ...pendingNotes,
            t('This gateway has no target “{id}”; nobody was asked for it.', { id: pending.target }),
          ]
          giveUp()
        }
      }
    } else if (pending.file !== undefined) {
      if (source.kind === 'file' && isSameFile(source.name, pending.file)) {
        if (!opening) applySoon(pending)
      } else if (state.wantedFile !== pending.file) viewer.setState({ wantedFile: pending.file })
    } else if (hasSamples(state) && !opening) applySoon(pending)
  }

  /** What showing a source itself chooses to show comes first. */
  function applySoon(link: Link): void {
    queueMicrotask(() => pending === link && apply(link))
  }

  function apply(link: Link): void {
    pending = undefined
    const view = viewOf(link)
    const { timeline } = viewer.getState()
    let notes = pendingNotes
    if (timeline && timeline.length > 0) {
      const from = timeline.times.at(0)
      const to = timeline.times.at(timeline.length - 1)
      const isOutside = (link.range && (link.range.to < from || link.range.from > to)) || isFar(link.cursorAt, from, to)
      if (isOutside) notes = [...notes, t('Its moment is not in this timeline, which shows all that it has.')]
      const rest = isOutside
        ? { range: undefined, spanMs: undefined, cursorAt: undefined, cursorA: undefined, cursorB: undefined }
        : {}
      change(() => {
        viewer.setState({ wantedFile: undefined })
        viewer.actions.setView({ ...view, ...rest })
      })
    } else change(() => viewer.actions.setView(view))
    pendingNotes = []
    if (notes.length > 0) tell(notes)
    // The same view in our own words is no step.
    writtenFor = viewer.getState()
    const hash = printLink(linkOf(writtenFor))
    if (hash !== written) put(hash, 'replace')
  }

  function giveUp(): void {
    pending = undefined
    tell(pendingNotes)
    pendingNotes = []
  }

  function change(run: () => void): void {
    isApplying = true
    try {
      run()
    } finally {
      isApplying = false
    }
  }

  function tell(notes: readonly string[]): void {
    viewer.setState({
      notice: { title: t('The link could not be followed in full.'), message: notes.join(' '), excerpt: undefined },
    })
  }

  function write(state: ViewerState): void {
    const hash = printLink(linkOf(state))
    const before = writtenFor
    writtenFor = state
    if (hash === written) return
    // A page that had nothing to choose from begins with what it shows.
    const isFirst = before.source.kind === 'none' && state.gateway?.targets.length === 1
    const isStep =
      state.source !== before.source || state.view.panel !== before.view.panel || state.view.chartMode !== before.view.chartMode
    const isMove = !isStep && isMoved(state.view, before.view)
    const now = performance.now()
    const isBurst = isMove && (state.view.playSpeed !== undefined || now - movedAt < BURST_MS)
    if (isMove) movedAt = now
    else if (isStep) movedAt = -Infinity
    if (isFirst) put(hash, 'replace')
    else if (isStep || (isMove && !isBurst)) {
      flush()
      put(hash, 'push')
    } else if (state.view.units !== before.view.units || state.view.zone !== before.view.zone) put(hash, 'replace')
    else {
      clearTimeout(timer)
      waiting = hash
      timer = setTimeout(flush, WRITE_MS)
    }
  }

  /** Writes what waits, so that Back finds the end of a move and not its beginning. */
  function flush(): void {
    if (waiting !== undefined) put(waiting, 'replace')
  }

  function put(hash: string, how: 'push' | 'replace'): void {
    clearTimeout(timer)
    waiting = undefined
    try {
      bar.write(hash, how)
      written = hash
    } catch {
      // The browser had enough of it for now; the next step tells it all again.
    }
  }

  return {
    isApplying: () => isApplying,
    flush,
    applyHere: () => pending && apply(pending),
    stop() {
      clearTimeout(timer)
      unsubscribe()
      unlisten()
    },
  }
}

function hasSamples(state: ViewerState): boolean {
  return (state.timeline?.length ?? 0) > 0
}

/** Another time is looked at. */
function isMoved(view: ViewState, before: ViewState): boolean {
  return (['cursorAt', 'pausedAt', 'range', 'spanMs', 'cursorA', 'cursorB'] as const).some((name) => view[name] !== before[name])
}

function isFar(at: number | undefined, from: number, to: number): boolean {
  const slack = Math.max(60_000, (to - from) * 0.01)
  return at !== undefined && (at < from - slack || at > to + slack)
}

/** Browsers and chats unpack .gz, and number a name that is there already. */
function isSameFile(a: string, b: string): boolean {
  const plain = (name: string): string =>
    name
      .toLowerCase()
      .replace(/ ?\(\d+\)(?=\.|$)/, '')
      .replace(/\.gz$/, '')
  return plain(a) === plain(b)
}
