import { describe, expect, it } from 'vitest'
import { upgradeDocument, type UpgradeStep } from './upgrade'

const STEPS: readonly UpgradeStep[] = [
  { from: 1, upgrade: (document) => ({ ...document, steps: ['1 to 2'] }) },
  {
    from: 2,
    upgrade: (document) => ({ ...document, steps: [...((document['steps'] as string[] | undefined) ?? []), '2 to 3'] }),
  },
]

describe('upgradeDocument', () => {
  it('takes a document through every step from its version on', () => {
    const document = { format: 'process-profile', version: 1, name: 'kept' }
    expect(upgradeDocument(document, STEPS, 3)).toEqual({ ...document, version: 3, steps: ['1 to 2', '2 to 3'] })
    expect(upgradeDocument({ ...document, version: 2 }, STEPS, 3)).toEqual({ ...document, version: 3, steps: ['2 to 3'] })
    expect(upgradeDocument({ ...document, version: 3 }, STEPS, 3)).toEqual({ ...document, version: 3 })
  })

  it('refuses what is newer than it knows', () => {
    expect(() => upgradeDocument({ format: 'process-profile', version: 4 }, STEPS, 3)).toThrow('version 4 of the format')
  })
})
