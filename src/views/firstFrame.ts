/** Longest wait, in ms: a browser that does not draw (a page behind another) must not hold anything up. */
const LONGEST_MS = 200

/**
 * Resolves when the browser has drawn what stands in index.html, so that the page's head is seen while its script still works. At once
 * where nothing is drawn.
 */
export function firstFrame(): Promise<void> {
  if (document.visibilityState === 'hidden') return Promise.resolve()
  return new Promise((resolve) => {
    // A task of its own: the frame is drawn after what it calls has returned.
    requestAnimationFrame(() => setTimeout(resolve, 0))
    setTimeout(resolve, LONGEST_MS)
  })
}
