import { findMemorySections } from '../profile/memorySections'
import type { ProfileNode } from '../profile/node'

/** The nodes of all task trackers of a profile with their uids: those of AllTasks first, then what stands in Top only or again. */
export function* trackerNodes(profile: ProfileNode | undefined): Generator<readonly [uid: string, node: ProfileNode]> {
  const { allTasks, topTasks } = findMemorySections(profile)
  for (const group of allTasks?.children ?? []) {
    if (group.name.includes(UID_MARK)) yield [uidOf(group.name), group]
    else for (const node of group.children) yield [uidOf(node.name), node]
  }
  for (const node of topTasks?.children ?? []) yield [uidOf(node.name), node]
}

const UID_MARK = '@id='

/** As Task.uid: of a name without one, the whole name. Cheap, since it is asked 20,000 times a sample. */
function uidOf(name: string): string {
  const at = name.lastIndexOf(UID_MARK)
  return at < 0 ? name : name.slice(at + UID_MARK.length)
}
