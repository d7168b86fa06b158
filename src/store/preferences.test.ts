import { describe, expect, it } from 'vitest'
import { readPreferences, writePreferences } from './preferences'
import { DEFAULT_VIEW } from './view'

function makeStorage(text?: string): Storage {
  let kept = text
  return { getItem: () => kept ?? null, setItem: (_key: string, value: string) => void (kept = value) } as unknown as Storage
}

describe('the rules that a user set', () => {
  it('are there the next time', () => {
    const storage = makeStorage()
    const view = { ...DEFAULT_VIEW, rulesOff: ['untracked'], thresholds: { query: { share: 0.5 } } }
    writePreferences(storage, view, DEFAULT_VIEW)
    expect(readPreferences(storage)).toEqual({ rulesOff: ['untracked'], thresholds: { query: { share: 0.5 } } })
  })

  it.each([
    '{"rulesOff": "untracked"}',
    '{"rulesOff": [1]}',
    '{"thresholds": []}',
    '{"thresholds": {"query": {"share": "0.5"}}}',
    '{"thresholds": {"query": {"share": -1}}}',
    '{"thresholds": {"query": null}}',
    '{"thresholds": null}',
    'nonsense',
  ])('are left at their defaults where they cannot be meant: %s', (text) => {
    expect(readPreferences(makeStorage(text))).toEqual({})
  })
})
