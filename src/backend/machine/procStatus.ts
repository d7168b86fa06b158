import { readFileSync } from 'node:fs'
import type { Bytes } from '../../base/units'

/** What the kernel says of this process, in bytes; undefined = not reported (no /proc, or a file that cannot be read). */
export interface ProcStatus {
  /** VmRSS: physical memory in use. Without /proc what Node can tell, which on Linux is nothing. */
  readonly rss: Bytes | undefined
  /** VmHWM: the highest VmRSS ever. */
  readonly rssPeak: Bytes | undefined
  readonly virtual: Bytes | undefined
  readonly virtualPeak: Bytes | undefined
}

/** Reads VmRSS, VmHWM, VmSize and VmPeak of this process in one read, so that they are from one moment. */
export function readProcStatus(path = '/proc/self/status'): ProcStatus {
  const fields = readKilobyteFields(path)
  return {
    rss: fields.get('VmRSS') ?? readNodeRss(),
    rssPeak: fields.get('VmHWM'),
    virtual: fields.get('VmSize'),
    virtualPeak: fields.get('VmPeak'),
  }
}

/** What the kernel does not say, in a sentence that names the file; undefined: it says all. */
export function explainProcStatus(path = '/proc/self/status'): string | undefined {
  const missing = explainMissing(path, ['VmRSS', 'VmHWM', 'VmSize', 'VmPeak'])
  if (missing === undefined) return undefined
  const rss = readKilobyteFields(path).has('VmRSS')
    ? ''
    : readNodeRss() === undefined
      ? ' The resident memory is not reported; limits go by what V8 accounts for.'
      : ' The resident memory is what Node can tell.'
  return `${missing}${rss} What is missing is shown as not reported.`
}

/** Which of these lines a /proc file does not have, as a sentence; undefined: it has all. */
export function explainMissing(path: string, names: readonly string[]): string | undefined {
  const fields = readKilobyteFields(path)
  const missing = names.filter((name) => !fields.has(name))
  if (missing.length === 0) return undefined
  try {
    readFileSync(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    return `${path} cannot be read (${code}), so ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`
  }
  return `${path} does not say ${missing.join(', ')}.`
}

/** On Linux Node reads /proc too, and throws where it is not mounted. */
function readNodeRss(): Bytes | undefined {
  try {
    return process.memoryUsage.rss()
  } catch {
    return undefined
  }
}

/** The `Name:   123 kB` lines of a /proc file as bytes; empty if it cannot be read. Lines of another form are left out. */
export function readKilobyteFields(path: string): Map<string, Bytes> {
  const fields = new Map<string, Bytes>()
  let text: string
  try {
    // Not latin1: for that Node makes a Buffer first, and these reads come many times a second.
    text = readFileSync(path, 'utf8')
  } catch {
    return fields
  }
  for (const line of text.split('\n')) {
    const match = /^([\w()]+):\s+(\d+) kB$/.exec(line)
    if (match) fields.set(match[1]!, Number(match[2]) * 1024)
  }
  return fields
}
