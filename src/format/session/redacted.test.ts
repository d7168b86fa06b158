import { expect, test } from 'vitest'
import { SessionReader } from './read'
import { SessionWriter } from './write'

const header = { tool: 'test', created: 0, target: 'host-1', source: 'live', note: '' } as const

test('a header says what was replaced, and says nothing where nothing was', () => {
  const read = (line: string) => {
    const reader = new SessionReader()
    reader.readLine(line)
    return reader.header
  }
  const redacted = { ...header, redacted: ['host', 'time'] } as const
  expect(read(new SessionWriter(redacted).headerLine())).toEqual(redacted)
  expect(new SessionWriter({ ...header, redacted: [] }).headerLine()).not.toContain('redacted')
  // kinds of a later version are passed over
  expect(read(new SessionWriter(redacted).headerLine().replace('"time"', '"colour"'))?.redacted).toEqual(['host'])
  expect(read(new SessionWriter(header).headerLine().replace('"note"', '"redacted":7,"note"'))).toEqual(header)
})
