import type { Viewer } from '../../store/viewer'
import { chordOf, isCharacterChord, type Command } from './command'
import { COMMANDS } from './commands'

const FIELDS = 'input:not([type="range"]), textarea, select, [contenteditable="true"]'
/** These move by arrows, Home, End and Space themselves. */
const MOVERS = '[role="treegrid"], [role="slider"], [role="grid"], [role="tablist"], input[type="range"]'

const BY_CHORD = new Map<string, Command>()
for (const command of COMMANDS) if (!command.isLocal) for (const key of command.keys) BY_CHORD.set(key, command)

/** Does what a key stands for, wherever nothing else wants it. */
export function pressKey(viewer: Viewer, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.isComposing) return
  const chord = chordOf(event)
  const command = BY_CHORD.get(chord)
  const state = viewer.getState()
  // A dialog that is still being fetched has the keys for itself already.
  if (state.view.dialog !== undefined) return
  if (!command || !isFree(chord, event.target, state.view.singleKeys)) return
  if (command.isEnabled && !command.isEnabled(state)) {
    // Nothing to save is no reason to let the browser save its own page.
    if (chord.startsWith('Ctrl+')) event.preventDefault()
    return
  }
  event.preventDefault()
  command.run(viewer)
}

function isFree(chord: string, target: EventTarget | null, singleKeys: boolean): boolean {
  // What stands before the page has the keys for itself.
  if (document.querySelector('dialog:modal')) return false
  if (chord.startsWith('Ctrl+')) return true
  if (isCharacterChord(chord) && !singleKeys) return false
  if (!(target instanceof Element)) return true
  if (target.closest(FIELDS)) return false
  if (!isCharacterChord(chord) && chord !== 'Esc' && target.closest(MOVERS)) return false
  // A button in focus wants Space and Enter only; after a click on Pause the arrows must move through time.
  return chord !== 'Space' || !target.closest('button, a, summary')
}
