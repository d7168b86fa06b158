import type { Viewer, ViewerState } from '../../store/viewer'

export type CommandGroup = 'time' | 'chart' | 'panels' | 'files' | 'page'

/** Something that the user can have done: by a key, from the palette, or both. */
export interface Command {
  readonly id: string
  readonly group: CommandGroup
  /** Chords as `chordOf` writes them; the first is the one that is shown. None: only in the palette. */
  readonly keys: readonly string[]
  /** What it does, in the language that is spoken. */
  sentence(this: void): string
  run(this: void, viewer: Viewer): void
  /** Default: always. */
  isEnabled?(this: void, state: ViewerState): boolean
  /** Whatever has the focus handles its keys; it stands in the sheet of keys only. */
  readonly isLocal?: true
}

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  '−': '-',
  '=': '+',
}

/** A press of keys as text: "Ctrl+K" (also for ⌘), "Shift+→", "a", "?". */
export function chordOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey'>): string {
  const { key } = event
  const isLetter = /^\p{L}$/u.test(key)
  const name = NAMES[key] ?? (isLetter ? key.toLowerCase() : key)
  const isControl = event.ctrlKey || event.metaKey
  // A sign such as ? needs Shift on one keyboard and none on another.
  const isShift = event.shiftKey && (isLetter || key.length > 1 || key === ' ')
  return `${isControl ? 'Ctrl+' : ''}${isShift ? 'Shift+' : ''}${isLetter && (isControl || isShift) ? name.toUpperCase() : name}`
}

/** A letter, digit or sign without Ctrl: what speech input may type by accident, and what can be switched off. */
export function isCharacterChord(chord: string): boolean {
  return /^(Shift\+)?[^\s]$/u.test(chord) && !/^(Shift\+)?[←→↑↓]$/.test(chord)
}

/** The commands whose sentence holds every word. */
export function findCommands(commands: readonly Command[], text: string): readonly Command[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return commands.filter((command) => {
    const sentence = command.sentence().toLowerCase()
    return words.every((word) => sentence.includes(word) || command.keys.some((key) => key.toLowerCase() === word))
  })
}
