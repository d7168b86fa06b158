import { describe, expect, it } from 'vitest'
import { readLogEvent } from './logEvents'

/** One line of what was found. */
function dump(sentence: string): string {
  const event = readLogEvent(sentence)
  if (!event) return 'nothing'
  const figure = (value: { readonly value: unknown; readonly error: number } | undefined): string =>
    value === undefined ? '-' : `${String(value.value)}${value.error === 0 ? '' : '~'}`
  switch (event.kind) {
    case 'gc-start':
      return `${event.level} GC starts: ${event.reason}`
    case 'gc-end':
      return `${event.level} GC ends: freed ${figure(event.freed)} in ${event.micros} us`
    case 'gc-step':
      return `GC: cancelled ${event.cancelled.map(({ task, bytes }) => `${task} ${bytes}`).join(' ')}; not done ${event.cancelling.map(({ task, bytes }) => `${task} ${bytes}`).join(' ')}`
    case 'cancel':
    case 'exceeded':
      return `${event.kind} ${event.task} ${figure(event.bytes)}`
    case 'task-end':
      return `${event.id} ended: limit ${figure(event.limit)} current ${figure(event.current)} peak ${figure(event.peak)}`
    case 'started':
      return `started, ${figure(event.physical)}`
  }
}

describe('readLogEvent', () => {
  it.each([
    [
      '[MemoryGC] start minor GC, process memory used 72.75 GB exceed soft limit 69.12 GB or sys available memory 18.70 GB less than warning water mark 3.20 GB..',
      'minor GC starts: process memory used 72.75 GB exceed soft limit 69.12 GB or sys available memory 18.70 GB less than warning water mark 3.20 GB',
    ],
    ['process full gc', 'full GC starts: '],
    ['[MemoryGC] end minor GC, free memory 1.00 KB. cost(us): 123, details: :', 'minor GC ends: freed 1024~ in 123 us'],
    ['[MemoryGC] end full GC, free Memory 0. cost(us): 5, details: :', 'full GC ends: freed 0 in 5 us'],
    [
      '[MemoryGC] GC free process top memory used query, cancel finished, 2 tasks canceled, memory size being freed: 30, consist of: Query#Id=a-b memory used 10 Bytes,Query#Id=c-d memory used 20 Bytes, overcommit ratio: 12',
      'GC: cancelled Query#Id=a-b 10 Query#Id=c-d 20; not done ',
    ],
    [
      '[MemoryGC] GC free process top memory overcommit query, seek finished, seek 63 tasks. among them, 0 tasks can be canceled; 63 small tasks that were skipped; 1 tasks is being canceled and has not been completed yet; consist of: Query#Id=a-b:77 Bytes',
      'GC: cancelled ; not done Query#Id=a-b 77',
    ],
    [
      '[MEM_LIMIT_EXCEEDED]Process memory not enough, cancel top memory used query: <Query#Id=e8-93> consumption 866.97 MB, backend 10.16.10.8, process memory used 3.12 GB exceed limit 3.01 GB',
      'cancel Query#Id=e8-93 909083935~',
    ],
    [
      '[CANCELLED]memory hard limit workload group release overcommit memory, group id:70066, name:test_group, used:699.57 MB, limit:692.70 MB, backend:127.0.0.1. cancel top memory used tracker <Query#Id=73-bd> consumption 699.57 MB. execute',
      'cancel Query#Id=73-bd 733552312~',
    ],
    ['Cancel Query#Id=1-2, reason: [MEM_LIMIT_EXCEEDED]because', 'cancel Query#Id=1-2 -'],
    ['Cancel Query#Id=1-2, reason: the user wanted it', 'nothing'],
    [
      'PreCatch error code:11, [E11] Allocator sys memory check failed: Cannot alloc:4294967296, consuming tracker:<Query#Id=457efb1fdae74d3 b-b4fffdcfd4baaf32>, peak used 405956032, current used 386704704, exec node:<>',
      'exceeded Query#Id=457efb1fdae74d3b-b4fffdcfd4baaf32 4294967296',
    ],
    [
      'failed alloc size 1.03 MB, memory tracker limit exceeded, tracker label :Query#Id=f7-a8, type:query, limit 100.00 MB, peak used 99.29 MB',
      'exceeded Query#Id=f7-a8 1080033~',
    ],
    ['System Mem Exceed Limit Check Failed, Try Alloc: 1062688', 'exceeded undefined 1062688'],
    [
      'Memory limit exceeded:<consuming_tracker=RuntimeState:instance:d0-86, failed_alloc_size=0B, exceeded_tracker=Query#queryId=d0-86, limit=8589934592B>',
      'exceeded RuntimeState:instance:d0-86 0',
    ],
    [
      'Deregister query/load memory tracker, queryId=c059afad98c4ae0-95181fe3c94eb08c, Limit=2.00 GB, CurrUsed=-6.26 MB, PeakUsed=8.50 GB',
      'c059afad98c4ae0-95181fe3c94eb08c ended: limit 2147483648~ current -6564086~ peak 9126805504~',
    ],
    [
      'Query a-b deconstructed, group id 5, deregister query/load memory tracker, queryId=a-b, Limit=2147483648, CurrUsed=0, PeakUsed=9223372036854775807',
      'a-b ended: limit 2147483648 current 0 peak 9223372036854775807',
    ],
    ['Physical Memory: 375.81 GB', 'started, 403522914877~'],
    ['Daemon started, memory is fine', 'nothing'],
    ['', 'nothing'],
  ])('%s', (sentence, expected) => expect(dump(sentence)).toBe(expected))

  it('reads a list of tasks that was wrapped in the middle of a word', () => {
    const list = 'cdc-8 memory used 5 Bytes,Query#Id=a-b me\nmory used 10 Bytes,Query#Id=c-d memory used 20 Bytes,Query#Id=9e'
    expect(readLogEvent(list.replace('\n', ' '), list.replace('\n', ''))).toMatchObject({
      kind: 'gc-step',
      cancelled: [
        { task: 'Query#Id=a-b', bytes: 10 },
        { task: 'Query#Id=c-d', bytes: 20 },
      ],
    })
  })

  it('comes to an end with long and hostile sentences', () => {
    for (const text of [
      'cancel top memory used query: <'.repeat(5000),
      `MEM_LIMIT_EXCEEDED ${'consuming tracker:<'.repeat(5000)}`,
      `[MemoryGC] ${'a '.repeat(50_000)}`,
      `${'a,'.repeat(50_000)} memory used`,
      ':'.repeat(100_000),
    ]) {
      // A pattern that goes back and forth would not come to an end here before the test is stopped.
      expect(() => readLogEvent(text)).not.toThrow()
    }
  })
})
