import { expect, it } from 'vitest'
import { GOLDEN_VERSIONS, readGoldenFiles } from '../testing/golden'
import { describe as describePlace } from './description'
import type { ProfileNode } from './node'
import { parseTrackerName } from './trackerName'

it('says what it is of every node and tracker of the golden memory profiles', () => {
  const unknown: string[] = []
  const look = (node: ProfileNode, parent: string | undefined): void => {
    const tracker = parseTrackerName(node.name)
    const place = { name: tracker?.label ?? node.name, parent, trackerType: tracker?.type, trackerKind: tracker?.kind }
    if (describePlace(place) === undefined) unknown.push(node.name)
    for (const child of node.children) look(child, node.name)
  }
  for (const version of GOLDEN_VERSIONS) {
    for (const { root } of readGoldenFiles(version).filter(({ kind }) => kind === 'memory_profile')) {
      for (const child of root.children) look(child, root.name)
    }
  }
  // A `Details` node only holds the parts of the node around it, and has no row of its own.
  expect(new Set(unknown)).toEqual(new Set(['Details']))
})

it('knows nothing of what it does not know', () => {
  expect(describePlace({ name: 'FutureMemory', parent: 'TrackedMemory' })).toBeUndefined()
  expect(describePlace({ name: '__proto__', parent: 'constructor' })).toBeUndefined()
  expect(describePlace({ name: 'x', parent: undefined, trackerType: 'future', trackerKind: 'unknown' })).toBeUndefined()
})

it('tells the cache of jemalloc from the caches of Doris, and an address-sanitizer build as any other', () => {
  expect(describePlace({ name: 'Cache', parent: 'JemallocMemory' })).toContain('jemalloc')
  expect(describePlace({ name: '[ASAN]MemoryOverviewSnapshot', parent: undefined })).toContain('resident memory')
})
