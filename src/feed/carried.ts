/** A timeline that the page itself holds. */
export interface Carried {
  /** File name of the timeline. */
  readonly name: string
  /** It as it was saved, gzipped. */
  readonly blob: Blob
}

/** What this page holds: nothing. A report holds its timeline (`carried.report.ts`). */
export function findCarried(): Carried | undefined {
  return undefined
}

/** The viewer as one HTML file that has no timeline yet. Rejects with an Error whose message is a sentence. */
export async function fetchTemplate(): Promise<string> {
  const response = await fetch('/report.html').catch(() => undefined)
  if (!response?.ok) throw new Error('The viewer for the report could not be fetched. Is the gateway still running?')
  return response.text()
}
