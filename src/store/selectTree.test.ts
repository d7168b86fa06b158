import { describe, expect, it } from 'vitest'
import type { Frame } from '../profile/frame'
import type { ViewerServices } from './viewer'
import { createViewer } from './viewer'
import { computeTree, type Tree } from '../timeline/computeTree'
import { Timeline } from '../timeline/timeline'
import { makeMemorySnapshot } from '../testing/makeMemorySnapshot'
import { selectComparison } from './selectDifference'
import {
  compareFoldChoice,
  foldChoiceOf,
  openTo,
  selectCursorTime,
  selectVisibleFrom,
  selectVisibleTo,
  treeChangesOf,
  treeOf,
  treeUnitOf,
  treeViewOf,
  type TreeChanges,
} from './selectTree'

const GIB = 2 ** 30
const START = 1_000_000

const timelineOf = (rss: readonly number[]): Timeline => {
  const timeline = new Timeline({ tool: '0', created: 0, target: undefined, source: 'live', note: '' })
  rss.forEach((value, seq) => {
    const snapshot = makeMemorySnapshot({ rss: value, query: 1 })
    const frame: Frame = { kind: 'sample', seq, at: START + seq * 1000, tookMs: undefined, wireBytes: undefined, snapshot }
    timeline.append(frame)
  })
  return timeline
}

describe('what the tree asks the store', () => {
  it('is the sample at the cursor and the range in view, by their times', () => {
    const viewer = createViewer({} as ViewerServices)
    expect([selectCursorTime(viewer.getState()), selectVisibleFrom(viewer.getState())]).toEqual([undefined, undefined])
    const timeline = timelineOf([1, 2, 3])
    viewer.setState({ timeline, timelineVersion: timeline.version })
    expect(selectCursorTime(viewer.getState())).toBe(START + 2000)
    viewer.actions.setCursor(START + 900)
    expect(selectCursorTime(viewer.getState())).toBe(START + 1000)
    expect([selectVisibleFrom(viewer.getState()), selectVisibleTo(viewer.getState())]).toEqual([START, START + 2000])
  })

  it('is made once for a profile and a mode', () => {
    const profile = makeMemorySnapshot({ query: 1 }).profile!
    expect(treeOf(profile, 'merged')).toBe(treeOf(profile, 'merged'))
    expect(treeOf(profile, 'raw')).not.toBe(treeOf(profile, 'merged'))
  })
})

describe('what is small', () => {
  it('is measured by RSS, and by how much RSS grew since the start of the range', () => {
    const timeline = timelineOf([50 * GIB, 60 * GIB, 100 * GIB])
    const fold = foldChoiceOf(timeline, 2, START + 1000, 'merged')!
    expect(fold.rss).toBe(100 * GIB)
    // A hundredth of the 40 GiB that RSS grew since the second sample.
    expect(fold.growth).toBeCloseTo(0.4 * GIB)
    expect(fold.earlier).toBe(treeOf(timeline.sampleAt(1).snapshot.profile!, 'merged'))
  })

  it('is no noise: below a thousandth of RSS nothing counts as grown', () => {
    const timeline = timelineOf([100 * GIB, 100 * GIB + 1])
    expect(foldChoiceOf(timeline, 1, START, 'merged')!.growth).toBeCloseTo(0.1 * GIB)
    expect(foldChoiceOf(timeline, 0, START, 'merged')).toEqual({ rss: 100 * GIB, growth: Infinity, earlier: undefined })
  })

  it('is not known without RSS', () => {
    expect(foldChoiceOf(timelineOf([0]), 0, START, 'merged')).toBeUndefined()
  })
})

describe('the unit of the tree', () => {
  it('is the one in which RSS reads best, not address space or limits', () => {
    const tree = computeTree(makeMemorySnapshot({ rss: 300 * 2 ** 20, query: 2 ** 20, virtual: 90 * GIB }).profile!, 'merged')
    expect(treeUnitOf(tree, 300 * 2 ** 20)).toBe('MiB')
    expect(treeUnitOf(tree, undefined)).toBe('MiB')
  })
})

describe('the tree of two moments', () => {
  const compared = (): { readonly tree: Tree; readonly changes: TreeChanges } => {
    const timeline = new Timeline({ tool: '0', created: 0, target: undefined, source: 'live', note: '' })
    const moments = [
      { rss: 50 * GIB, query: 9 * GIB, load: GIB, global: 5 * GIB },
      { rss: 60 * GIB, query: 8 * GIB, load: 7 * GIB, global: 5 * GIB },
    ]
    moments.forEach((figures, seq) => {
      const snapshot = makeMemorySnapshot(figures)
      timeline.append({ kind: 'sample', seq, at: START + seq * 1000, tookMs: undefined, wireBytes: undefined, snapshot })
    })
    const viewer = createViewer({} as ViewerServices)
    viewer.setState({ timeline })
    viewer.actions.setA(START)
    const comparison = selectComparison(viewer.getState())!
    const tree = treeOf(comparison.b.snapshot.profile!, 'merged')
    return { tree, changes: treeChangesOf(comparison, tree)! }
  }
  const rowOf = (tree: Tree, name: string): number => tree.rows.findIndex((row) => row.name === name)

  it('says of each row what changed, and can be ordered by that: siblings only, sections stay', () => {
    const { tree, changes } = compared()
    expect(changes.changeOf(rowOf(tree, 'Query')).shown).toBe(-GIB)
    expect(changes.sizeOf(rowOf(tree, 'Load'))).toBe(6 * GIB)
    const names = (order?: (row: number) => number): string[] => {
      const view = treeViewOf(tree, { treeBase: 'open', toggled: new Set() }, undefined, order)
      return Array.from({ length: view.length }, (_, line) => tree.rows[view.lineAt(line).row]!.name)
    }
    const plain = names()
    const ordered = names(changes.sizeOf)
    expect(ordered.toSorted()).toEqual(plain.toSorted())
    expect(ordered.indexOf('Load')).toBeLessThan(ordered.indexOf('Query'))
    const sections = (list: readonly string[]): string[] => list.filter((name) => name.endsWith('Snapshot'))
    expect(sections(ordered)).toEqual(sections(plain))
  })

  it('never folds what changed by a hundredth of the change of RSS', () => {
    const { tree, changes } = compared()
    const fold = compareFoldChoice(60 * GIB, 10 * GIB, changes)!
    expect(fold.growth).toBeCloseTo(0.1 * GIB)
    expect(fold.changeOf!(rowOf(tree, 'Load'))).toBe(6 * GIB)
  })

  it('opens what a row stands in, so that it is seen', () => {
    const { tree } = compared()
    const row = rowOf(tree, 'Load')
    const choice = { treeBase: 'closed', toggled: new Set<string>() } as const
    expect(treeViewOf(tree, choice, undefined).lineOf(row)).toBe(-1)
    const toggled = openTo(tree, choice, undefined, row)
    expect(treeViewOf(tree, { ...choice, toggled }, undefined).lineOf(row)).toBeGreaterThan(0)
    expect(openTo(tree, { ...choice, toggled }, undefined, row)).toBe(toggled)
  })
})
