import { describe, expect, it } from 'vitest'
import { GOLDEN_VERSIONS, readGoldenFiles } from '../../testing/golden'
import { printProfile } from './print'

describe.each(GOLDEN_VERSIONS)('a tree of Doris printed again, %s', (version) => {
  const files = readGoldenFiles(version)
  const style = version === 'v1' ? 'p1' : 'p2'

  it('has every file', () => expect(files.length).toBeGreaterThan(140))

  it.each(files.map((file) => [file.name, file] as const))('%s: the same bytes', (_name, file) => {
    expect(printProfile(file.root, style)).toBe(file.text)
  })
})
