import { afterEach, describe, expect, it } from 'vitest'
import { joinClauses, joinSentences, joinWords, phrase, say, sayHeard, sentenceParts, setLanguage, t, tn } from './say'

afterEach(() => setLanguage('en', {}))

describe('sentences', () => {
  it('are said in English, filled in, without a catalogue', () => {
    expect(t('Pause')).toBe('Pause')
    expect(t('{used} of {limit}', { used: '54.59 GiB', limit: '56.23 GiB' })).toBe('54.59 GiB of 56.23 GiB')
    expect(tn(1, '{count} sample', '{count} samples')).toBe('1 sample')
    expect(tn(4130, '{count} sample', '{count} samples', { count: '4,130' })).toBe('4,130 samples')
  })

  it('are said in the language that was set, in its own order, with one form for any number', () => {
    setLanguage('zh', { '{used} of {limit}': '上限 {limit}，已用 {used}', '{count} samples': '{count} 个样本' })
    expect(t('{used} of {limit}', { used: 1, limit: 2 })).toBe('上限 2，已用 1')
    expect(tn(1, '{count} sample', '{count} samples')).toBe('1 个样本')
    expect(t('not translated')).toBe('not translated')
  })

  it('take what stands in values as text, never as a sentence', () => {
    expect(t('{name} ended', { name: '{name} $& {count}' })).toBe('{name} $& {count} ended')
    expect(t('{name} ended', {})).toBe('{name} ended')
  })

  it('can be cut at their names', () => {
    setLanguage('zh', { 'by {who}, then {what}.': '先{who}后{what}' })
    expect(sentenceParts('by {who}, then {what}.').map((part) => part.name ?? part.text)).toEqual(['先', 'who', '后', 'what'])
  })

  it('of a table are said when they are wanted', () => {
    const pause = phrase('Pause')
    expect(say(pause)).toBe('Pause')
    setLanguage('zh', { Pause: '暂停' })
    expect(say(pause)).toBe('暂停')
  })

  it('are put together as the language does', () => {
    expect([joinSentences('It is so.', undefined, '', 'Do this.'), joinWords(['a', 'b']), joinClauses(['a', 'b'])]).toEqual([
      'It is so. Do this.',
      'a, b',
      'a; b',
    ])
    setLanguage('zh', {})
    expect([joinSentences('是这样。', '请这样做。'), joinWords(['a', 'b']), joinClauses(['a', 'b'])]).toEqual([
      '是这样。请这样做。',
      'a、b',
      'a；b',
    ])
  })

  it('that came from elsewhere in English are said as they are known, with what they hold', () => {
    expect(sayHeard('No answer within 10 s (busy).')).toBe('No answer within 10 s (busy).')
    setLanguage(
      'zh',
      {},
      { 'No answer {when} ({why}).': '{when}无应答（{why}）。', 'within {seconds} s': '{seconds} s 内', busy: '繁忙' },
    )
    expect(sayHeard('No answer within 10 s (busy).')).toBe('10 s 内无应答（繁忙）。')
    expect([sayHeard('Something else.'), sayHeard('constructor')]).toEqual(['Something else.', 'constructor'])
    setLanguage('zh', {}, { '{count} lines': '{count} 行', 'No answer {when} ({why}).': '{why}无应答（{when}）。' })
    expect([sayHeard('4,096 lines'), sayHeard('see these lines')]).toEqual(['4,096 行', 'see these lines'])
    setLanguage('zh', {}, { 'No answer {when} ({why}).': '{when}无应答（{why}）。' })
    expect(sayHeard('No answer {why} (50 % $& {when}).')).toBe('{why}无应答（50 % $& {when}）。')
  })
})
