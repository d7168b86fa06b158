import { readFileSync } from 'node:fs'
import type { Bytes } from '../../base/units'

/** What the kernel says of this process, in bytes; undefined = not reported (no /proc, or a file that cannot be read). */
export interface ProcStatus {
  /** VmRSS: physical memory in use. Without /proc what Node can tell. */
  readonly rss: Bytes
  /** VmHWM: the highest VmRSS ever. */
  readonly rssPeak: Bytes | undefined
  readonly virtual: Bytes | undefined
  readonly virtualPeak: Bytes | undefined
}

/** Reads VmRSS, VmHWM, VmSize and VmPeak of this process in one read, so that they are from one moment. */
export function readProcStatus(path = '/proc/self/status'): ProcStatus {
  const fields = readKilobyteFields(path)
  return {
    rss: fields.get('VmRSS') ?? process.memoryUsage.rss(),
    rssPeak: fields.get('VmHWM'),
    virtual: fields.get('VmSize'),
    virtualPeak: fields.get('VmPeak'),
  }
}

/** The `Name:   123 kB` lines of a /proc file as bytes; empty if it cannot be read. Lines of another form are left out. */
export function readKilobyteFields(path: string): Map<string, Bytes> {
  const fields = new Map<string, Bytes>()
  let text: string
  try {
    text = readFileSync(path, 'latin1')
  } catch {
    return fields
  }
  for (const line of text.split('\n')) {
    const match = /^([\w()]+):\s+(\d+) kB$/.exec(line)
    if (match) fields.set(match[1]!, Number(match[2]) * 1024)
  }
  return fields
}
