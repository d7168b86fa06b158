import { expect, test } from 'vitest'
import type { MarkFrame } from '../../profile/frame'
import { SessionReader } from './read'
import { SessionWriter } from './write'

const header = { tool: 'test', created: 0, target: undefined, source: 'log', note: '' } as const

test('a mark keeps what it is about, beyond 2^53 too, and by how much its time may be off', () => {
  const mark: MarkFrame = {
    kind: 'mark',
    at: 5,
    mark: 'oom',
    text: 'The kernel killed it.',
    withinMs: 1000,
    detail: { pid: 360303, process: 'doris_be', bytes: 2n ** 62n, file: 'dmesg.txt', line: 7, task: 'Query#Id=1-2' },
  }
  const line = new SessionWriter(header).markLine(mark)
  expect(new SessionReader().readLine(line)).toEqual(mark)
  // what is of another form is left out, the mark stays
  expect(new SessionReader().readLine('{"k":"mark","t":5,"kind":"new","text":"x","detail":{"pid":"a","bytes":1.5}}')).toEqual({
    kind: 'mark',
    at: 5,
    mark: 'note',
    text: 'x',
    detail: {},
  })
})
