// A snapshot as one tree of nodes and a few facts, so that columns need to know of nodes only. The figures of the memory info become
// counters of a node; which of them are none (null) stands in its info strings, which do not reported stands nowhere.

import { NO_COUNTERS, type Counter, type ExtraFields } from '../counter'
import { NO_CHILDREN, NO_EVENTS, type ProfileNode } from '../node'
import type { MemoryInfo, MemoryProperties, MemoryStatus, ProcessIdentity, Reported, Snapshot, Source } from '../snapshot'
import { sameFields, sameNode } from './compareNodes'

/** What of a snapshot hardly ever changes. */
export interface SnapshotFacts {
  readonly process: ProcessIdentity
  readonly source: Source
  readonly extra: ExtraFields | undefined
  /** undefined: no memory info. */
  readonly memory: Pick<MemoryInfo, 'options' | 'extra'> | undefined
}

const PROPERTY_NAMES = [
  'physicalMemory',
  'pageSize',
  'memLimit',
  'softMemLimit',
  'lowWaterMark',
  'warningWaterMark',
  'cgroupLimit',
  'cgroupUsage',
] as const satisfies readonly (keyof MemoryProperties)[]

const STATUS_NAMES = [
  'physical',
  'used',
  'rss',
  'jemallocCache',
  'reserved',
  'waitingRefresh',
  'limit',
  'softLimit',
  'available',
  'lowWaterMark',
  'warningWaterMark',
] as const satisfies readonly (keyof MemoryStatus)[]

/** The tree: a root whose info strings say what its children are. */
export function snapshotToTree(snapshot: Snapshot): ProfileNode {
  const { profile, memoryInfo } = snapshot
  const parts: [string, ProfileNode][] = []
  if (profile) parts.push(['profile', profile])
  if (memoryInfo?.properties) parts.push(['properties', propertiesToNode(memoryInfo.properties)])
  if (memoryInfo?.status)
    parts.push(['status', figuresToNode('status', memoryInfo.status, STATUS_NAMES, memoryInfo.status.extra)])
  return {
    ...BARE,
    info: parts.map(([part]) => [part, '']),
    children: parts.map(([, node]) => node),
  }
}

export function snapshotFacts({ process, source, extra, memoryInfo }: Snapshot): SnapshotFacts {
  return { process, source, extra, memory: memoryInfo && { options: memoryInfo.options, extra: memoryInfo.extra } }
}

export function treeToSnapshot(
  tree: ProfileNode,
  facts: SnapshotFacts,
  allocator: string | undefined,
  takenAt: number | undefined,
): Snapshot {
  const part = (name: string): ProfileNode | undefined => {
    for (let place = 0; place < tree.info.length; place++) if (tree.info[place]![0] === name) return tree.children[place]
    return undefined
  }
  const properties = part('properties')
  const status = part('status')
  return {
    takenAt,
    process: facts.process,
    profile: part('profile'),
    memoryInfo: facts.memory && {
      properties: properties && nodeToProperties(properties),
      status: status && { ...nodeToFigures(status, STATUS_NAMES), extra: status.extra },
      options: facts.memory.options,
      allocator,
      extra: facts.memory.extra,
    },
    source: facts.source,
    extra: facts.extra,
  }
}

export function sameFacts(before: SnapshotFacts, after: SnapshotFacts): boolean {
  return (
    before.source === after.source &&
    sameProcess(before.process, after.process) &&
    sameFields(before.extra, after.extra) &&
    (before.memory === undefined) === (after.memory === undefined) &&
    sameOptions(before.memory?.options, after.memory?.options) &&
    sameFields(before.memory?.extra, after.memory?.extra)
  )
}

/** The same in every field. */
export function sameSnapshot(before: Snapshot, after: Snapshot): boolean {
  return (
    before === after ||
    (before.takenAt === after.takenAt &&
      before.memoryInfo?.allocator === after.memoryInfo?.allocator &&
      sameFacts(snapshotFacts(before), snapshotFacts(after)) &&
      sameNode(snapshotToTree(before), snapshotToTree(after)))
  )
}

export function sameProcess(before: ProcessIdentity, after: ProcessIdentity): boolean {
  return (
    before === after ||
    (before.name === after.name &&
      before.host === after.host &&
      before.pid === after.pid &&
      before.startedAt === after.startedAt &&
      before.version === after.version &&
      sameFields(before.extra, after.extra))
  )
}

function sameOptions(before: MemoryInfo['options'], after: MemoryInfo['options']): boolean {
  if (before === after) return true
  return before !== undefined && after !== undefined && JSON.stringify([...before]) === JSON.stringify([...after])
}

const BARE: ProfileNode = {
  name: '',
  totalTimeNs: 0,
  localTimePercent: 0,
  info: [],
  events: NO_EVENTS,
  counters: NO_COUNTERS,
  children: NO_CHILDREN,
  indent: true,
  extra: undefined,
}

function propertiesToNode(properties: MemoryProperties): ProfileNode {
  const node = figuresToNode('properties', properties, PROPERTY_NAMES, properties.extra)
  const { cgroupRefreshState } = properties
  return cgroupRefreshState === undefined
    ? node
    : { ...node, info: [...node.info, ['cgroupRefreshState', String(cgroupRefreshState)]] }
}

/** Limits hardly ever change, and then the node of a block is the same object from sample to sample. */
const madeProperties = new WeakMap<ProfileNode, MemoryProperties>()

function nodeToProperties(node: ProfileNode): MemoryProperties {
  let made = madeProperties.get(node)
  if (!made) madeProperties.set(node, (made = makeProperties(node)))
  return made
}

function makeProperties(node: ProfileNode): MemoryProperties {
  const refresh = node.info.find(([key]) => key === 'cgroupRefreshState')?.[1]
  return {
    ...nodeToFigures(node, PROPERTY_NAMES),
    cgroupRefreshState: refresh === undefined ? undefined : refresh === 'true',
    extra: node.extra,
  }
}

function figuresToNode<Name extends string>(
  name: string,
  figures: Readonly<Record<Name, Reported>>,
  names: readonly Name[],
  extra: ExtraFields | undefined,
): ProfileNode {
  const counters: Counter[] = []
  const none: [string, string][] = []
  for (const field of names) {
    const figure = figures[field]
    if (figure === null) none.push([field, 'none'])
    else if (figure)
      counters.push({
        name: field,
        unit: 'BYTES',
        value: figure.value,
        peak: undefined,
        error: figure.error === 0 ? undefined : figure.error,
        peakError: undefined,
        level: undefined,
        counters: NO_COUNTERS,
        extra: figure.extra,
      })
  }
  return { ...BARE, name, info: none, counters, extra }
}

function nodeToFigures<Name extends string>(node: ProfileNode, names: readonly Name[]): Record<Name, Reported> {
  const figures: Partial<Record<Name, Reported>> = {}
  // A block from a file may have any name here.
  const isName = (name: string): name is Name => (names as readonly string[]).includes(name)
  for (const name of names) figures[name] = undefined
  for (const [name, state] of node.info) if (state === 'none' && isName(name)) figures[name] = null
  for (const { name, value, error, extra } of node.counters)
    if (isName(name)) figures[name] = extra ? { value, error: error ?? 0, extra } : { value, error: error ?? 0 }
  return figures as Record<Name, Reported>
}
