import { describe, expect, it } from 'vitest'
import { shortText, visibleText } from './visibleText'

describe('names on the screen', () => {
  it('show what would move, hide or break the text around them', () => {
    expect(visibleText('a\nb\tc\u0000d\u007f')).toBe('a‹LF›b‹TAB›c‹NUL›d‹U+007F›')
    expect(visibleText('abc\u202etxt.exe\u200b')).toBe('abc‹U+202E›txt.exe‹U+200B›')
    expect(visibleText('\u0085\u2028\ufeff')).toBe('‹U+0085›‹U+2028›‹U+FEFF›')
    expect(visibleText('\ud83d x \ude00')).toBe('‹U+D83D› x ‹U+DE00›')
  })

  it('leave every other name alone', () => {
    const name = 'Query#Id=1-2 <img src=x onerror=1> 中文 ： 😀 é العربية'
    expect(visibleText(name)).toBe(name)
  })

  it('are cut where they are long, never inside a character', () => {
    expect(shortText('x'.repeat(10_000))).toBe(`${'x'.repeat(240)}…`)
    expect(shortText(`${'x'.repeat(239)}😀tail`)).toBe(`${'x'.repeat(239)}…`)
    expect(shortText('short')).toBe('short')
  })
})
