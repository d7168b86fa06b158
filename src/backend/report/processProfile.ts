import type { ProfileNode } from '../../profile/node'
import { RuntimeProfile } from '../runtime/runtimeProfile'
import { semanticsOf } from './generation'
import type { MemoryProfile } from './memoryProfile'

/** Doris's ProcessProfile: the root over all that a process says of itself; today that is its memory. */
export class ProcessProfile {
  readonly memoryProfile: MemoryProfile
  private node: ProfileNode

  constructor(memoryProfile: MemoryProfile) {
    this.memoryProfile = memoryProfile
    this.node = this.make()
  }

  /** The tree of the last refresh; the root is "ProcessProfile". Never changed. */
  get root(): ProfileNode {
    return this.node
  }

  /** Reads everything anew. If that throws, the last tree stays. */
  refresh(): ProfileNode {
    this.memoryProfile.refreshMemoryOverviewProfile()
    this.memoryProfile.refreshTasksMemoryProfile()
    this.node = this.make()
    return this.node
  }

  private make(): ProfileNode {
    const root = new RuntimeProfile('ProcessProfile')
    this.memoryProfile.makeMemoryProfile(root)
    return root.toNode(semanticsOf(this.memoryProfile.generation))
  }
}
