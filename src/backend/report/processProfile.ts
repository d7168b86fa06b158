import type { ProfileNode } from '../../profile/node'
import type { MemoryProfile } from './memoryProfile'
import { makeNode } from './trackerNode'

/** Doris's ProcessProfile: the root over all that a process says of itself; today that is its memory. */
export class ProcessProfile {
  readonly memoryProfile: MemoryProfile
  private node: ProfileNode

  constructor(memoryProfile: MemoryProfile) {
    this.memoryProfile = memoryProfile
    this.node = this.make()
  }

  /** The tree of the last refresh; its root is "ProcessProfile". It never changes: a refresh makes another. */
  get root(): ProfileNode {
    return this.node
  }

  /** Reads everything anew. If that throws, the last tree stays. */
  refresh(): ProfileNode {
    this.memoryProfile.refresh()
    this.node = this.make()
    return this.node
  }

  private make(): ProfileNode {
    return makeNode('ProcessProfile', [this.memoryProfile.makeMemoryProfile()])
  }
}
