import { MAX_DEPTH, MAX_NODES } from '../../profile/limits'
import { ReadError } from '../../profile/report'
import { isJsonObject, type JsonObject } from './jsonObject'
import { OBJECTS } from './spec'

/**
 * Throws if a document has too many nodes, or nodes, counters or unknown fields too deep. Walks without recursion, so that a
 * document of any depth is refused with its number instead of overflowing the stack.
 */
export function checkLimits(document: JsonObject): void {
  let nodes = 0
  let depth = 0
  let unknownDepth = measureUnknown(document, 'document')
  for (const [name, part] of Object.entries(document)) {
    if (name === 'process' && isJsonObject(part)) unknownDepth = Math.max(unknownDepth, measureUnknown(part, 'process'))
    if (name === 'memoryInfo' && isJsonObject(part)) unknownDepth = Math.max(unknownDepth, measureMemoryInfo(part))
  }
  let level: JsonObject[] = isJsonObject(document['profile']) ? [document['profile']] : []
  for (; level.length > 0; depth += 1) {
    const next: JsonObject[] = []
    for (const node of level) {
      nodes += 1
      unknownDepth = Math.max(unknownDepth, measureUnknown(node, 'node'), measureCounters(node))
      addObjects(node['children'], next)
      for (const sequence of objectsOf(node['events']))
        unknownDepth = Math.max(unknownDepth, measureUnknown(sequence, 'eventSequence'))
    }
    level = next
  }
  // The root has depth 0.
  checkDepth('tree of nodes', depth - 1)
  checkDepth('nesting of counters or of unknown fields', unknownDepth - 1)
  if (nodes > MAX_NODES) {
    throw new ReadError('too-large', `The profile has ${count(nodes)} nodes; at most ${count(MAX_NODES)} are read.`)
  }
}

/** How many objects and lists stand inside each other in a value of any kind; 0 for a text or a number. */
export function measureDepth(value: unknown): number {
  let depth = 0
  let level: unknown[] = [value]
  while (true) {
    const next: unknown[] = []
    let nested = false
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue
      nested = true
      for (const inner of Array.isArray(item) ? item : Object.values(item)) next.push(inner)
    }
    if (!nested) return depth
    depth += 1
    level = next
  }
}

function checkDepth(what: string, depth: number): void {
  if (depth > MAX_DEPTH)
    throw new ReadError('too-deep', `The ${what} is ${count(depth)} levels deep; at most ${MAX_DEPTH} are read.`)
}

function measureUnknown(object: JsonObject, name: keyof typeof OBJECTS): number {
  let depth = 0
  for (const key in object) if (!Object.hasOwn(OBJECTS[name].fields, key)) depth = Math.max(depth, measureDepth(object[key]) + 1)
  return depth
}

function measureMemoryInfo(memoryInfo: JsonObject): number {
  let depth = measureUnknown(memoryInfo, 'memoryInfo')
  for (const name of ['properties', 'status'] as const) {
    const part = memoryInfo[name]
    if (!isJsonObject(part)) continue
    depth = Math.max(depth, measureUnknown(part, name))
    for (const figure of Object.values(part))
      if (isJsonObject(figure)) depth = Math.max(depth, measureUnknown(figure, 'roundedFigure'))
  }
  return depth
}

function measureCounters(node: JsonObject): number {
  let depth = 0
  let unknownDepth = 0
  let level = objectsOf(node['counters'])
  for (; level.length > 0; depth += 1) {
    const next: JsonObject[] = []
    for (const counter of level) {
      unknownDepth = Math.max(unknownDepth, measureUnknown(counter, 'counter'))
      addObjects(counter['counters'], next)
    }
    level = next
  }
  return Math.max(depth, unknownDepth)
}

function objectsOf(list: unknown): JsonObject[] {
  const objects: JsonObject[] = []
  addObjects(list, objects)
  return objects
}

function addObjects(list: unknown, to: JsonObject[]): void {
  if (Array.isArray(list)) for (const item of list) if (isJsonObject(item)) to.push(item)
}

const count = (value: number): string => value.toLocaleString('en-US')
