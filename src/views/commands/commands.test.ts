import { describe, expect, it } from 'vitest'
import { chordOf, findCommands, isCharacterChord } from './command'
import { COMMANDS, groupNames } from './commands'

const press = (key: string, held: Partial<Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'shiftKey'>> = {}): string =>
  chordOf({ key, ctrlKey: false, metaKey: false, shiftKey: false, ...held })

describe('keys', () => {
  it('are named as they stand on the keyboard, whatever the layout and Caps Lock', () => {
    expect(press('a')).toBe('a')
    expect(press('A')).toBe('a') // Caps Lock
    expect(press('C', { shiftKey: true })).toBe('Shift+C')
    expect(press('?', { shiftKey: true })).toBe('?')
    expect(press('?')).toBe('?')
    expect(press('=')).toBe('+')
    expect(press(' ')).toBe('Space')
    expect(press('ArrowLeft', { shiftKey: true })).toBe('Shift+←')
    expect(press('k', { ctrlKey: true })).toBe('Ctrl+K')
    expect(press('k', { metaKey: true })).toBe('Ctrl+K')
  })

  it('that speech input may type by accident are told from the others', () => {
    expect(['a', '?', '[', '0', 'Shift+C', '.'].map(isCharacterChord)).toEqual([true, true, true, true, true, true])
    expect(['Space', '←', 'Shift+→', 'Home', 'Esc', 'Ctrl+K', 'Enter'].map(isCharacterChord)).toEqual(
      Array.from({ length: 7 }, () => false),
    )
  })

  it('do one thing each, and everything stands in a group with a sentence', () => {
    const keys = COMMANDS.filter((command) => !command.isLocal).flatMap((command) => command.keys)
    expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([])
    const ids = COMMANDS.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const groups = groupNames().map(([group]) => group)
    for (const command of COMMANDS) {
      expect(groups).toContain(command.group)
      expect(command.sentence()).toMatch(/^[A-Z]/)
    }
  })

  it('are those that the design lists', () => {
    const known = new Set(COMMANDS.flatMap((command) => command.keys))
    const wanted =
      'Space . ← → Shift+← Shift+→ Home End a b x Esc + - 0 [ ] / n Shift+N o s t k g * Enter c Shift+C Ctrl+S Ctrl+O Ctrl+K m u f ?'
    expect(wanted.split(' ').filter((key) => !known.has(key))).toEqual([])
  })

  it('are found by the words of their sentences', () => {
    expect(findCommands(COMMANDS, 'link copy').map(({ id }) => id)).toEqual(['link'])
    expect(findCommands(COMMANDS, '').length).toBe(COMMANDS.length)
    expect(findCommands(COMMANDS, 'ctrl+o').map(({ id }) => id)).toEqual(['open'])
  })
})
