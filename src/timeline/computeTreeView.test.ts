import { describe, expect, it } from 'vitest'
import type { ProfileNode } from '../profile/node'
import { makeMemorySnapshot, makeUid, type MemoryTask } from '../testing/makeMemorySnapshot'
import { makeCounter, makeNode, makeOutline } from '../testing/makeSnapshot'
import { computeTree, pathOf, rowIdOf, type Tree } from './computeTree'
import { computeTreeView, foldIdOf, type TreeChoices, type TreeView } from './computeTreeView'

const MIB = 2 ** 20
const SHUT: TreeChoices = { base: 'closed', toggled: new Set(), fold: undefined }
const AUTO: TreeChoices = { base: 'auto', toggled: new Set(), fold: undefined }
const OPEN: TreeChoices = { base: 'open', toggled: new Set(), fold: undefined }

const treeOf = (profile: ProfileNode): Tree => computeTree(profile, 'merged')
const root = (outline: string): ProfileNode => makeNode('ProcessProfile', [], makeOutline(outline))

const lines = (tree: Tree, view: TreeView): string[] =>
  Array.from({ length: view.length }, (_, index) => {
    const line = view.lineAt(index)
    const name = line.fold ? `(+ ${line.fold.rows.length} small, ${line.fold.sum})` : tree.rows[line.row]!.name
    return `${'  '.repeat(line.level - 1)}${line.open === undefined ? '' : line.open ? '- ' : '+ '}${name}`
  })

const idOf = (tree: Tree, name: string): string =>
  rowIdOf(
    tree,
    tree.rows.findIndex((row) => row.name === name),
  )

const OVERVIEW = `
  MemoryOverviewSnapshot
    - PhysicalMemory(VmRSS): 1000 MiB
    TrackedMemory
      - Memory: 1000 MiB
      TasksMemory
        - Memory: 20 MiB
        Details
          - Compaction: 0 B
          - Load: 2 MiB
          - Query: 18 MiB
      GlobalMemory
        - Memory: 980 MiB
`
const SMALL_TREE = treeOf(root(OVERVIEW))
const folding = (earlier?: Tree): TreeChoices => ({ ...AUTO, fold: { rss: 1000 * MIB, growth: MIB, earlier } })

describe('what is seen of a tree', () => {
  it('opens what one wants to see first, and everything or nothing when asked', () => {
    expect(lines(SMALL_TREE, computeTreeView(SMALL_TREE, AUTO))).toEqual([
      '- MemoryOverviewSnapshot',
      '  PhysicalMemory(VmRSS)',
      '  - TrackedMemory',
      '    - TasksMemory',
      '      Compaction',
      '      Load',
      '      Query',
      '    GlobalMemory',
    ])
    expect(lines(SMALL_TREE, computeTreeView(SMALL_TREE, SHUT))).toEqual(['+ MemoryOverviewSnapshot'])
  })

  it('leaves a list of more than twenty closed, and trackers with their counters', () => {
    const tasks = Array.from({ length: 21 }, (_, index): MemoryTask => ({
      label: `Query#Id=${index}-1`,
      type: 'query',
      current: 9 * MIB,
      limit: 10 * MIB,
    }))
    const tree = treeOf(makeMemorySnapshot({ tasks }).profile!)
    const auto = lines(tree, computeTreeView(tree, AUTO))
    expect(auto).toContain('  + QueryTasks')
    expect(auto).toContain('- TopMemoryTasksSnapshot')
    expect(auto.filter((line) => line.includes('Limit'))).toEqual([])
    expect(lines(tree, computeTreeView(tree, OPEN))).toHaveLength(tree.rows.length)
  })

  it('turns over what the user toggled, on any base, and ignores ids that are not there', () => {
    const toggled = new Set([idOf(SMALL_TREE, 'TasksMemory'), '["nGone"]', 'not an id', '{}', '[null]'])
    expect(lines(SMALL_TREE, computeTreeView(SMALL_TREE, { ...AUTO, toggled }))).toContain('    + TasksMemory')
    expect(lines(SMALL_TREE, computeTreeView(SMALL_TREE, { ...OPEN, toggled }))).toContain('    + TasksMemory')
    const fromClosed = new Set([idOf(SMALL_TREE, 'MemoryOverviewSnapshot'), idOf(SMALL_TREE, 'TrackedMemory')])
    expect(lines(SMALL_TREE, computeTreeView(SMALL_TREE, { ...SHUT, toggled: fromClosed }))).toEqual([
      '- MemoryOverviewSnapshot',
      '  PhysicalMemory(VmRSS)',
      '  - TrackedMemory',
      '    + TasksMemory',
      '    GlobalMemory',
    ])
  })

  it('gathers parts below a hundredth of RSS into one row with their sum, which opens', () => {
    expect(lines(SMALL_TREE, computeTreeView(SMALL_TREE, folding()))).toEqual([
      '- MemoryOverviewSnapshot',
      '  PhysicalMemory(VmRSS)',
      '  - TrackedMemory',
      '    - TasksMemory',
      '      Query',
      `      + (+ 2 small, ${2 * MIB})`,
      '    GlobalMemory',
    ])
    const fold = foldIdOf(
      pathOf(
        SMALL_TREE,
        SMALL_TREE.rows.findIndex((row) => row.name === 'TasksMemory'),
      ),
    )
    expect(lines(SMALL_TREE, computeTreeView(SMALL_TREE, { ...folding(), toggled: new Set([fold]) })).slice(4)).toEqual([
      '      Query',
      `      - (+ 2 small, ${2 * MIB})`,
      '        Compaction',
      '        Load',
      '    GlobalMemory',
    ])
  })

  it('never folds what grew in view, a single small part, or what the overview is made of', () => {
    const earlier = treeOf(root(OVERVIEW.replace('Load: 2 MiB', 'Load: 1 MiB')))
    const grown = lines(SMALL_TREE, computeTreeView(SMALL_TREE, folding(earlier)))
    expect(grown.slice(4, 7)).toEqual(['      Compaction', '      Load', '      Query'])
    const tiny = treeOf(
      root(
        OVERVIEW.replace('TrackedMemory', 'UntrackedMemory\n      - Memory: 1 MiB\n    TrackedMemory').replaceAll(
          '1000 MiB',
          '1 MiB',
        ),
      ),
    )
    expect(lines(tiny, computeTreeView(tiny, { ...AUTO, fold: { rss: 1e12, growth: 1e9, earlier: undefined } }))).toEqual(
      expect.arrayContaining(['  UntrackedMemory', '  - TrackedMemory']),
    )
  })

  it('folds nothing that overlaps, and puts the fold where the parts end', () => {
    const tree = treeOf(root(OVERVIEW.replace('- Memory: 20 MiB', '- Memory: 20 MiB\n          - ReservedMemory: 1 MiB')))
    expect(lines(tree, computeTreeView(tree, folding())).slice(3, 7)).toEqual([
      '    - TasksMemory',
      '      Query',
      `      + (+ 2 small, ${2 * MIB})`,
      '      ReservedMemory',
    ])
  })

  it('tells assistive technology the place of each line among its siblings, and finds lines and what they hang from', () => {
    const view = computeTreeView(SMALL_TREE, folding())
    const places = Array.from({ length: view.length }, (_, index) => {
      const { level, position, siblings } = view.lineAt(index)
      return [level, position, siblings]
    })
    expect(places).toEqual([
      [1, 1, 1],
      [2, 1, 2],
      [2, 2, 2],
      [3, 1, 2],
      [4, 1, 2],
      [4, 2, 2],
      [3, 2, 2],
    ])
    expect(Array.from({ length: view.length }, (_, index) => view.parentLine(index))).toEqual([-1, 0, 0, 2, 3, 3, 2])
    const load = SMALL_TREE.rows.findIndex((row) => row.name === 'Load')
    expect(view.lineOf(load)).toBe(-1)
    const opened = computeTreeView(SMALL_TREE, {
      ...folding(),
      toggled: new Set([foldIdOf(pathOf(SMALL_TREE, SMALL_TREE.rows[load]!.parent))]),
    })
    expect(opened.parentLine(opened.lineOf(load))).toBe(opened.lineOfFold(SMALL_TREE.rows[load]!.parent))
  })

  it('lays out 20,000 trackers opened one by one by their ids', () => {
    const trackers = Array.from({ length: 20_000 }, (_, index) =>
      makeNode(`Query#Id=${index}-1@query@id=${makeUid(index)}`, [
        makeCounter('Limit', 9),
        makeCounter('Memory', 1, { peak: 1 }),
      ]),
    )
    const tree = treeOf(
      makeNode('ProcessProfile', [], [makeNode('AllTasksMemorySnapshot', [], [makeNode('QueryTasks', [], trackers)])]),
    )
    const toggled = new Set(tree.rows.map((_, index) => rowIdOf(tree, index)))
    expect(computeTreeView(tree, { ...SHUT, toggled }).length).toBe(40_002)
    expect(computeTreeView(tree, { ...AUTO, fold: { rss: 1e6, growth: 1e4, earlier: tree } }).length).toBe(2)
  })
})
