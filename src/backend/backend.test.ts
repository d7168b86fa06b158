import { afterEach, describe, expect, it } from 'vitest'
import { computeMeaning } from '../profile/meaning'
import { MB } from '../testing/makeTrackedProcess'
import { Backend } from './backend'
import type { Generation } from './report/generation'
import { GENERATIONS } from './report/generation'
import { Log } from './report/log'
import type { Settings } from './settings'
import { makeSettings } from './settings'

const running: Backend[] = []
afterEach(() => {
  for (const backend of running.splice(0)) backend.stop()
})

function makeBackend(generation: Generation, given: Partial<Settings> = {}): { backend: Backend; logged: string[] } {
  const logged: string[] = []
  const log = new Log({ stderrFrom: 'INFO', stderr: (text) => logged.push(text) })
  const settings = makeSettings({ mem_limit: 8192 * MB, ...given })
  const backend = new Backend({ workload: 'steady', seed: 1, generation, settings, log, version: '1' })
  running.push(backend)
  return { backend, logged }
}

describe('Backend', () => {
  it.skipIf(process.platform !== 'linux').each(GENERATIONS)(
    'says the same in its status as in the overview, also when the memory moves between: %s',
    async (generation) => {
      const { backend } = makeBackend(generation)
      const { processProfile } = backend
      const refresh = processProfile.refresh.bind(processProfile)
      let moved: Uint8Array | undefined
      processProfile.refresh = () => {
        const root = refresh()
        moved = new Uint8Array(64 * MB).fill(1)
        return root
      }
      const snapshot = backend.takeSnapshot()
      expect(moved).toHaveLength(64 * MB)
      expect(snapshot.memoryInfo!.status!.rss).toEqual(computeMeaning(snapshot).rss)
    },
  )

  it('refuses loads above the percentage of the limit that the setting gives them', async () => {
    const { backend, logged } = makeBackend('p3', { load_process_max_memory_limit_percent: 10 })
    const load = backend.pool.create('load', 'Load#Id=1-1')
    load.consume(2 ** 45)
    backend.start()
    await expect
      .poll(() => logged.find((line) => line.includes('_load_mem_limit')), { timeout: 10_000 })
      .toContain(
        `is_exceed_soft_mem_limit: 0 current_load_mem_value: ${2 ** 45} _load_mem_limit: ${Math.floor(backend.memInfo.memLimit / 10)}`,
      )
    load.consume(-(2 ** 45))
  }, 15_000)
})
