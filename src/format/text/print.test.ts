import { describe, expect, it } from 'vitest'
import { NO_COUNTERS } from '../../profile/counter'
import type { Counter } from '../../profile/counter'
import { NO_CHILDREN, NO_EVENTS, NO_INFO } from '../../profile/node'
import type { ProfileNode } from '../../profile/node'
import { GOLDEN_VERSIONS, readGoldenFiles } from '../../testing/golden'
import { printNode, printProfile } from './print'

describe.each(GOLDEN_VERSIONS)('a tree of Doris printed again, %s', (version) => {
  const files = readGoldenFiles(version)
  const style = version === 'v1' ? 'p1' : 'p2'

  it('has every file', () => expect(files.length).toBeGreaterThan(140))

  it.each(files.map((file) => [file.name, file] as const))('%s: the same bytes', (_name, file) => {
    expect(printProfile(file.root, style)).toBe(file.text)
  })
})

function makeNode(fields: Partial<ProfileNode>): ProfileNode {
  return {
    name: 'n',
    totalTimeNs: 0,
    localTimePercent: 0,
    info: NO_INFO,
    events: NO_EVENTS,
    counters: NO_COUNTERS,
    children: NO_CHILDREN,
    indent: true,
    extra: undefined,
    ...fields,
  }
}

function makeCounter(fields: Partial<Counter>): Counter {
  return {
    name: 'c',
    unit: 'BYTES',
    value: 1,
    peak: undefined,
    error: undefined,
    peakError: undefined,
    level: undefined,
    counters: NO_COUNTERS,
    extra: undefined,
    ...fields,
  }
}

describe('printing', () => {
  it('a high-water counter is its peak in P1 and both in P2, at any column', () => {
    const node = makeNode({ counters: [makeCounter({ name: 'Memory', value: 1024, peak: 2048 })] })
    expect(printNode(node, 'p1', '  ')).toBe('  n:\n     - Memory: 2.00 KB\n')
    expect(printNode(node, 'p2')).toBe('n:\n   - Memory Current: 1.00 KB (Peak: 2.00 KB)\n')
  })

  it('a child without indentation stands in the column of its parent, a top block always at the left', () => {
    const root = makeNode({
      children: [makeNode({ indent: false, children: [makeNode({ name: 'a', indent: false }), makeNode({ name: 'b' })] })],
    })
    expect(printProfile(root, 'p2')).toBe('n:\na:\n  b:\n')
  })

  it('does not overflow the stack, however deep nodes and counters are nested', () => {
    let node = makeNode({})
    let counter = makeCounter({})
    for (let depth = 0; depth < 2000; depth++) {
      node = makeNode({ indent: false, children: [node] })
      counter = makeCounter({ unit: 'NONE', counters: [counter] })
    }
    expect(printNode(node, 'p2').split('\n')).toHaveLength(2002)
    expect(printNode(makeNode({ counters: [counter] }), 'p2').split('\n')).toHaveLength(2003)
  })
})
