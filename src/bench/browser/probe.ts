/** What the bench reads off a page. It watches from outside: the page knows nothing of it. */
export interface Probe {
  /** The page could be used: its toolbar was on the screen. */
  usableAt: number
  /** performance.now() at which files were chosen. */
  chosenAt: number
  /** The first picture of the overview was on the screen. */
  overviewAt: number
  /** The last byte was read and the page had drawn. */
  openedAt: number
  /** ms of each task of the main thread over 50 ms. */
  longTasks: number[]
  /** ms from each watched input to the frame after it. */
  paints: number[]
  /** Called at the next of them. */
  onPaint: (() => void) | undefined
}

declare global {
  interface Window {
    benchProbe: Probe
  }
}

/** Runs in the page before its own scripts (it is sent there as text: it may use nothing from outside itself). */
export function installProbe(): void {
  const probe: Probe = {
    usableAt: NaN,
    chosenAt: NaN,
    overviewAt: NaN,
    openedAt: NaN,
    longTasks: [],
    paints: [],
    onPaint: undefined,
  }
  window.benchProbe = probe
  const afterPaint = (done: () => void): void => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = done
      channel.port2.postMessage(undefined)
    })
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) probe.longTasks.push(entry.duration)
  }).observe({ type: 'longtask', buffered: true })

  const start = new MutationObserver(() => {
    if (!document.querySelector('[role="toolbar"] button')) return
    start.disconnect()
    afterPaint(() => (probe.usableAt = performance.now()))
  })
  start.observe(document, { childList: true, subtree: true })

  // The field of the file dialog is never in the document, so its event is not seen from there.
  // oxlint-disable-next-line typescript/unbound-method -- it gets its `this` below
  const click = HTMLInputElement.prototype.click
  HTMLInputElement.prototype.click = function (this: HTMLInputElement): void {
    this.addEventListener('change', () => {
      probe.chosenAt = performance.now()
      probe.overviewAt = probe.openedAt = NaN
      probe.longTasks.length = 0
      watchOpening()
    })
    click.call(this)
  }
  function watchOpening(): void {
    let started = false
    let drawn = false
    const look = (): void => {
      if (!drawn && document.querySelector('[aria-label="Overview of the whole timeline"] canvas')) {
        drawn = true
        afterPaint(() => (probe.overviewAt = performance.now()))
      }
      const reading = document.querySelector('progress[aria-label="Read so far"]') !== null
      started ||= reading
      // A short file may be read before the page has drawn any of it.
      if (!started || reading || !drawn) return
      observer.disconnect()
      afterPaint(() => (probe.openedAt = performance.now()))
    }
    const observer = new MutationObserver(look)
    observer.observe(document, { childList: true, subtree: true, attributes: true })
  }

  let waiting = false
  const watch = (): void => {
    if (waiting) return
    waiting = true
    const from = performance.now()
    afterPaint(() => {
      probe.paints.push(performance.now() - from)
      waiting = false
      probe.onPaint?.()
    })
  }
  for (const type of ['pointerdown', 'pointermove', 'pointerup', 'click', 'keydown', 'input']) {
    window.addEventListener(type, watch, { capture: true })
  }
}
