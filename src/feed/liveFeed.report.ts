import type { LiveFeed } from './liveFeed'

/** A report asks nobody: its policy forbids every connection. */
export function createLiveFeed(): LiveFeed {
  return { watch: () => undefined, retryNow: () => undefined, stop: () => undefined }
}
