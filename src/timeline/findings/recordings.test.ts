import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readAllocator } from '../../format/doris/allocator'
import { readAny } from '../../format/index'
import { computeGrowth } from '../computeGrowth'
import { Timeline } from '../timeline'
import { computeAllFindings, computeFindings, scaleThresholds, type FindingsReport } from './index'

// Half an hour of the reference process under each workload, recorded: what the rules say of them, with sizes scaled to a process of
// 1 GB where the defaults are made for 50 GB.

const MIB = 2 ** 20
const MINUTE = 60_000
const SETTINGS = { readAllocator, thresholds: scaleThresholds(1 / 50) }

async function open(name: string): Promise<Timeline> {
  const file = fileURLToPath(new URL(`../../../public/samples/${name}.memlane.ndjson.gz`, import.meta.url))
  const { header, frames } = await readAny([{ name, bytes: readFileSync(file) }])
  const timeline = new Timeline(header)
  for (const frame of frames) timeline.append(frame)
  return timeline
}

const TIMELINES = { leak: await open('leak'), spike: await open('spike'), idle: await open('idle') }
const rules = ({ findings }: FindingsReport): string[] => findings.map(({ rule }) => rule).toSorted()
const end = (timeline: Timeline): number => timeline.times.at(timeline.length - 1)

describe('half an hour of the reference process', () => {
  it.each(Object.entries(TIMELINES))('%s is half an hour without gaps and restarts', (_name, timeline) => {
    expect(end(timeline) - timeline.times.at(0)).toBeGreaterThan(30 * MINUTE)
    expect([timeline.gaps.length, timeline.restarts.length]).toEqual([0, 0])
  })

  it('leak: untracked memory, growth outside the trackers and the limit ahead, and nothing else', () => {
    const report = computeAllFindings(TIMELINES.leak, SETTINGS)
    expect(rules(report)).toEqual(['growth-outside', 'limit-ahead', 'untracked'])
    const outside = report.findings.find(({ rule }) => rule === 'growth-outside')!
    // Half a mebibyte each two seconds is what the workload keeps.
    expect(outside.seen).toMatch(/grows by \+1[45]\.\d\d MiB\/min/)
    expect(outside.seen).toContain('proves no leak')
  })

  it('leak: the slope that it has lies in the interval', () => {
    const { leak } = TIMELINES
    const { verdict, untracked } = computeGrowth(leak, { from: 0, to: end(leak) })
    const truth = (15 * MIB) / MINUTE
    expect(verdict).toBe('outside')
    expect([untracked!.low <= truth * 1.001, untracked!.high >= truth * 0.999]).toEqual([true, true])
  })

  it('spike: memory is tight, by queries, of which some are large; nothing grows', () => {
    const report = computeAllFindings(TIMELINES.spike, SETTINGS)
    expect(rules(report)).toEqual(['large-task', 'memory-tight', 'query'])
    expect(computeGrowth(TIMELINES.spike, { from: 0, to: end(TIMELINES.spike) }).verdict).toBe('none')
  })

  it('idle: nothing is found, and that is said', () => {
    const report = computeAllFindings(TIMELINES.idle, SETTINGS)
    expect(rules(report)).toEqual([])
    expect(report.sentence).toMatch(/^Nothing found: \d+ rules found nothing/)
    expect(computeGrowth(TIMELINES.idle, { from: 0, to: end(TIMELINES.idle) }).verdict).toBe('none')
  })

  it('never tells of growth before there is enough to tell', () => {
    const { leak } = TIMELINES
    for (const minutes of [1, 5, 9]) {
      const report = computeFindings(leak, leak.times.at(0) + minutes * MINUTE, SETTINGS)
      expect(rules(report)).not.toContain('growth-outside')
    }
  })
})
