/** Resolves on Ctrl+C, and when the system asks the program to end. A second time ends it at once. */
export function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
