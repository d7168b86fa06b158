import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readLines, readLinesAt } from './readLines'

const T0 = Date.UTC(2024, 6, 18, 15, 0, 0)
/** A line a second, the fifth of each ten goes on in a second line. */
const LINES = Array.from({ length: 20_000 }, (_, second) => {
  const time = new Date(T0 + second * 1000).toISOString().slice(11, 19)
  return `I20240718 ${time}.000000  2293 a.cpp:1] line ${second}${second % 10 === 5 ? '\n    goes on' : ''}`
})
const TEXT = `${LINES.join('\n')}\n`
const PLAIN = new Blob([TEXT])

describe('readLines', () => {
  it('gives the lines around one, of plain, packed and UTF-16 files alike', async () => {
    const lines = TEXT.split('\n')
    for (const file of [
      PLAIN,
      new Blob([gzipSync(TEXT)]),
      new Blob([Uint8Array.of(0xff, 0xfe), Buffer.from(TEXT.replaceAll('\n', '\r\n'), 'utf16le')]),
    ])
      expect(await readLines(file, 15_000, 3)).toEqual({
        first: 14_997,
        lines: lines.slice(14_996, 15_003),
        marked: 3,
        hasBefore: true,
        hasAfter: true,
      })
  })

  it('stops at both ends of the file', async () => {
    const file = new Blob(['a\nb\nc'])
    expect(await readLines(file, 1, 5)).toEqual({
      first: 1,
      lines: ['a', 'b', 'c'],
      marked: 0,
      hasBefore: false,
      hasAfter: false,
    })
    expect(await readLines(file, 3, 1)).toEqual({ first: 2, lines: ['b', 'c'], marked: 1, hasBefore: true, hasAfter: false })
    expect((await readLines(file, 9, 1)).marked).toBe(-1)
  })

  it('cuts a line without end instead of holding it', async () => {
    const { lines } = await readLines(new Blob([`${'x'.repeat(3_000_000)}\nb`]), 2, 1)
    expect(lines.map((line) => line.length)).toEqual([4001, 1])
  })
})

describe('readLinesAt', () => {
  it('finds a moment in the file by halves, or from its beginning where it is packed', async () => {
    for (const file of [PLAIN, new Blob([gzipSync(TEXT)])]) {
      const found = await readLinesAt(file, T0 + 15_005_500, 2)
      expect(found.lines.map((line) => line.replace(/^.*\] /, ''))).toEqual([
        'line 15004',
        'line 15005',
        '    goes on',
        'line 15006',
        'line 15007',
      ])
      expect([found.marked, found.hasBefore, found.hasAfter]).toEqual([2, true, true])
    }
  })

  it('behind the end of the log: its last lines', async () => {
    const found = await readLinesAt(PLAIN, T0 + 1e9, 1)
    expect(found.lines.map((line) => line.replace(/^.*\] /, ''))).toEqual(['line 19998', 'line 19999'])
    expect([found.marked, found.hasAfter]).toEqual([1, false])
  })

  it('before its beginning: its first lines, none of them marked', async () => {
    const found = await readLinesAt(PLAIN, T0 - 1, 2)
    expect(found.lines.map((line) => line.replace(/^.*\] /, ''))).toEqual(['line 0', 'line 1'])
    expect([found.marked, found.hasBefore]).toEqual([-1, false])
  })

  it('takes the zone that the log was read in, and lines without a year', async () => {
    const file = new Blob([TEXT.replaceAll('I2024', 'I')])
    const found = await readLinesAt(file, T0 + 600_000 - 480 * 60_000, 0, { utcOffsetMinutes: 480 })
    expect(found.lines).toEqual(['I0718 15:10:00.000000  2293 a.cpp:1] line 600'])
  })
})
