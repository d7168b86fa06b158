import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Log } from './log'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memlane-log-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** doris-formats.md, section 7.1. */
const PREFIX = /^([IWEF])(\d{8}|\d{4}) (\d\d:\d\d:\d\d\.\d{6}) +(\d+) ([\w.]+):(\d+)\] ?(.*)$/

describe('Log', () => {
  it('writes glog’s lines to a file and to stderr', () => {
    const file = join(folder, 'be.INFO')
    const printed: string[] = []
    const log = new Log({
      file,
      stderrFrom: 'INFO',
      stderr: (text) => printed.push(text),
      now: () => new Date(2024, 9, 12, 3, 4, 5, 67),
    })
    log.info('first')
    log.warning('\nMemoryOverviewSnapshot:\n   - x: 1')
    log.error('last')
    log.close()
    const text = readFileSync(file, 'utf8')
    expect(text).toBe(printed.join(''))
    const heads = text.split('\n').filter((line) => PREFIX.test(line))
    expect(heads.map((line) => PREFIX.exec(line)!.slice(1, 3))).toEqual([
      ['I', '20241012'],
      ['W', '20241012'],
      ['E', '20241012'],
    ])
    expect(heads.every((line) => PREFIX.exec(line)![3]!.startsWith('03:04:05.067'))).toBe(true)
    expect(heads.map((line) => PREFIX.exec(line)![4])).toEqual(Array(3).fill(String(process.pid)))
    expect(heads[0]).toMatch(/ log\.test\.ts:\d+\] first$/)
    expect(text).toContain('] \nMemoryOverviewSnapshot:\n   - x: 1\n')
  })

  it('writes lines of one moment in order', () => {
    const printed: string[] = []
    const log = new Log({ stderrFrom: 'INFO', stderr: (text) => printed.push(text) })
    for (let i = 0; i < 500; i++) log.info('x')
    const times = printed.map((line) => PREFIX.exec(line.trimEnd())![3]!)
    expect(times).toEqual(times.toSorted())
  })

  it('keeps what is below a level off stderr', () => {
    const printed: string[] = []
    const log = new Log({ stderrFrom: 'ERROR', stderr: (text) => printed.push(text) })
    log.info('a')
    log.warning('b')
    log.error('c')
    expect(printed.map((text) => text.slice(-2))).toEqual(['c\n'])
  })

  it('appends to a file that is there', () => {
    const file = join(folder, 'again.INFO')
    for (const word of ['one', 'two']) {
      const log = new Log({ file, stderr: () => undefined })
      log.info(word)
      log.close()
    }
    expect(
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => line.slice(-3)),
    ).toEqual(['one', 'two', ''])
  })

  it.skipIf(!existsSync('/dev/full'))('goes on when the disk is full, and says so once', () => {
    const printed: string[] = []
    const log = new Log({ file: '/dev/full', stderr: (text) => printed.push(text) })
    for (let i = 0; i < 10; i++) log.info('x')
    log.close()
    expect(printed).toEqual([
      'The log file /dev/full cannot be written: ENOSPC: no space left on device, write. The process goes on without it and tries again every minute.\n',
    ])
  })

  it('leaves whole lines behind a full disk, and says when it goes on', () => {
    const printed: string[] = []
    const file = join(folder, 'full.INFO')
    let room = Number.POSITIVE_INFINITY
    let elapsed = 0
    const writeText = (handle: number, text: string): number => {
      const part = text.slice(0, room)
      room -= part.length
      if (part === '') throw new Error('ENOSPC: no space left on device, write')
      return writeSync(handle, part)
    }
    const log = new Log({ file, stderr: (text) => printed.push(text), elapsed: () => elapsed, writeText })
    log.info('first')
    room = 20
    log.info('cut')
    log.info('lost')
    elapsed = 60_000
    room = Number.POSITIVE_INFINITY
    log.info('again')
    log.info('last')
    log.close()
    const lines = readFileSync(file, 'utf8').split('\n')
    expect(lines.map((line) => PREFIX.exec(line)?.[7])).toEqual(['first', undefined, 'again', 'last', undefined])
    expect(lines[1]).toHaveLength(20)
    expect(printed).toEqual([
      `The log file ${file} cannot be written: only a part of a message could be written. The process goes on without it and tries again every minute.\n`,
      `The log file ${file} is written again; 2 messages are missing in it.\n`,
    ])
  })

  it('begins a line of its own behind what another process left half-way', () => {
    const file = join(folder, 'half.INFO')
    writeFileSync(file, 'I20241012 10:11')
    const log = new Log({ file, stderr: () => undefined })
    log.info('whole')
    log.close()
    expect(readFileSync(file, 'utf8')).toMatch(/^I20241012 10:11\nI\d{8} .*\] whole\n$/)
  })

  it('goes on when there is no such folder', () => {
    const printed: string[] = []
    const file = join(folder, 'no/such/folder')
    const log = new Log({ file, stderr: (text) => printed.push(text) })
    log.info('x')
    log.info('y')
    expect(printed).toHaveLength(1)
    expect(printed[0]).toContain(`The log file ${file} cannot be written: ENOENT`)
  })
})
