import type { Bytes } from '../../base/units'

export interface LoadExecutorParts {
  readonly isExceedSoftMemLimit: () => boolean
  /** What all loads use now. */
  readonly currentLoadUsage: () => Bytes
  readonly loadMemLimit: Bytes
  readonly log: { info(message: string): void }
}

/** Lets loads begin only while there is memory for them; one that is refused comes again later. */
export class LoadExecutor {
  private readonly parts: LoadExecutorParts

  constructor(parts: LoadExecutorParts) {
    this.parts = parts
  }

  /** Runs the load and resolves true when it ends, or refuses it (false) and logs both figures. */
  async submit(load: () => Promise<void>): Promise<boolean> {
    const { loadMemLimit, log } = this.parts
    const exceedsSoftLimit = this.parts.isExceedSoftMemLimit()
    const usage = this.parts.currentLoadUsage()
    if (exceedsSoftLimit || usage > loadMemLimit) {
      log.info(
        `is_exceed_soft_mem_limit: ${exceedsSoftLimit ? 1 : 0} current_load_mem_value: ${usage} _load_mem_limit: ${loadMemLimit}`,
      )
      return false
    }
    await load()
    return true
  }
}
