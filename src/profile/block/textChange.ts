import { copyText } from './nameTable'

/** A text whole, or the numbers of the lines that are not as in the text before, and these lines. */
export type TextChange = string | LineChange

export interface LineChange {
  readonly lines: readonly number[]
  /** The lines themselves, joined by \n. */
  readonly text: string
}

/** The changed lines if there are as many as before, else the text. */
export function computeTextChange(before: string | undefined, after: string): TextChange {
  if (before === undefined) return copyText(after)
  const old = before.split('\n')
  const now = after.split('\n')
  if (old.length !== now.length) return copyText(after)
  const lines: number[] = []
  const text: string[] = []
  for (let line = 0; line < now.length; line++) {
    if (old[line] === now[line]) continue
    lines.push(line)
    text.push(now[line]!)
  }
  return { lines, text: copyText(text.join('\n')) }
}

/** The text after one or more changes of its lines, oldest first. */
export function applyLineChanges(before: string, changes: readonly LineChange[]): string {
  if (changes.length === 0) return before
  const lines = before.split('\n')
  for (const change of changes) {
    if (change.lines.length === 0) continue
    const text = change.text.split('\n')
    change.lines.forEach((line, place) => (lines[line] = text[place]!))
  }
  return lines.join('\n')
}
