import { expect, it } from 'vitest'
import { printReadReport } from './printReadReport'

it('the report as text: each file, what it was taken for, what was found, and each remark with its line', () => {
  const text = printReadReport(
    [
      {
        file: 'be.INFO',
        recognisedAs: 'log of a Doris backend, generation P2',
        snapshots: 12,
        marks: 1,
        span: { from: Date.UTC(2024, 6, 18, 15), to: Date.UTC(2024, 6, 18, 16) },
        problems: [
          { kind: 'note', line: undefined, message: 'Generation P2: told by its counters.', text: undefined },
          { kind: 'skipped', line: 7, message: 'This was not understood.', text: '[MemoryGC] en' },
          { kind: 'contradiction', line: 9, message: 'Used says 1 GB(1 B).', text: undefined },
        ],
        moreProblems: 3,
        complete: false,
      },
      {
        file: undefined,
        recognisedAs: 'nothing that can be read',
        snapshots: 0,
        problems: [],
        moreProblems: 0,
        complete: false,
        failure: 'empty',
      },
    ],
    { kind: 'offset', minutes: 480 },
  )
  expect(text.split('\n')).toEqual([
    'be.INFO',
    '  log of a Doris backend, generation P2',
    '  2024-07-18 23:00:00 to 2024-07-19 00:00:00 +08:00',
    '  12 samples, 1 mark',
    '  ends early (cut off)',
    '  noted: Generation P2: told by its counters.',
    '  not understood, line 7: This was not understood. | [MemoryGC] en',
    '  contradiction, line 9: Used says 1 GB(1 B).',
    '  and 3 more like these',
    '',
    'pasted text',
    '  nothing that can be read',
    '  0 samples, 0 marks',
    '  could not be read',
  ])
})
