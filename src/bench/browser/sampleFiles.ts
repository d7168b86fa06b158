import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { writeProfileJson } from '../../format/json/write'
import { SessionWriter } from '../../format/session/write'
import type { SampleFrame, TimelineHeader } from '../../profile/frame'
import { churn } from '../../testing/churn'
import { Timeline } from '../../timeline/timeline'

const SEED = 1
/** Goes up when churn or the format of the file changes, so that no stale file is measured. */
const REVISION = 1
const HEADER: TimelineHeader = { tool: 'bench', created: 0, target: undefined, source: 'live', note: '' }

export interface BenchFile {
  readonly path: string
  readonly name: string
  readonly bytes: number
  readonly samples: number
}

/** A saved timeline as the page writes it (blocks, gzipped), of a BE with so many tasks. Made once. */
export function timelineFile(samples: number, trackers: number, everyMs = 5000): BenchFile {
  return keep(`day-${samples}-${trackers}${everyMs === 5000 ? '' : `-${everyMs}`}.memlane.ndjson.gz`, samples, () => {
    const timeline = new Timeline(HEADER)
    for (const sample of churn({ seed: SEED, trackers, everyMs })) {
      timeline.append(sample)
      if (timeline.length >= samples) break
    }
    const writer = new SessionWriter(HEADER)
    const lines = [writer.headerLine()]
    for (const part of timeline.parts()) lines.push(writer.lines(part))
    lines.push(writer.endLine())
    return gzipSync(lines.join(''))
  })
}

/** The same samples as another program would write them: process-profile JSON, one a line. */
export function plainFile(samples: number, trackers: number, gzipped: boolean): BenchFile {
  return keep(`plain-${samples}-${trackers}.ndjson${gzipped ? '.gz' : ''}`, samples, () => {
    const lines: string[] = []
    for (const sample of churn({ seed: SEED, trackers })) {
      if (lines.push(`${plainLine(sample)}\n`) >= samples) break
    }
    return gzipped ? gzipSync(lines.join('')) : Buffer.from(lines.join(''))
  })
}

/** So many samples that no string holds them: written piece by piece, from a plain file again and again, each time later. */
export function hugeFile(samples: number): BenchFile {
  const from = plainFile(Math.min(samples, 750), 200, false)
  const name = `huge-${samples}-200.ndjson`
  const path = join(dirname(from.path), name)
  if (!existsSync(path)) {
    const lines = readFileSync(from.path, 'utf8').trimEnd().split('\n')
    const file = openSync(`${path}.part`, 'w')
    for (let count = 0; count < samples; count++) {
      const later = Math.floor(count / lines.length) * lines.length * EVERY_MS
      const line = lines[count % lines.length]!
      writeSync(file, `${line.replace(/"takenAt":(\d+)/, (_, at: string) => `"takenAt":${Number(at) + later}`)}\n`)
    }
    closeSync(file)
    renameSync(`${path}.part`, path)
  }
  return { path, name, bytes: statSync(path).size, samples }
}

/** ms from sample to sample. */
const EVERY_MS = 5000

/** One line of plainFile, without its end. */
export function plainLine(sample: SampleFrame): string {
  return JSON.stringify(writeProfileJson(sample.snapshot))
}

function keep(name: string, samples: number, make: () => Buffer): BenchFile {
  const folder = join(tmpdir(), `memlane-bench-${SEED}-${REVISION}`)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, name)
  if (!existsSync(path)) {
    // Whole or not at all: a run that is broken off leaves no half file to be measured.
    writeFileSync(`${path}.part`, make())
    renameSync(`${path}.part`, path)
  }
  return { path, name, bytes: statSync(path).size, samples }
}
