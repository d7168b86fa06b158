import { describe, expect, it } from 'vitest'
import { ReadError } from '../../profile/report'
import { isImpalaProfile, readImpalaProfile } from './impala'

const PROFILE = `{"contents": {
  "profile_name": "Query (id=a:b)", "num_children": 1,
  "info_strings": [{"key": "User", "value": "me"}],
  "event_sequences": [{"events": [{"label": "Started", "timestamp": 5}, {"label": "Done", "timestamp": 70}]}],
  "counters": [
    {"counter_name": "TotalTime", "value": 12, "unit": "TIME_NS", "kind": "COUNTER"},
    {"counter_name": "PeakMemoryUsage", "value": 9223372036854775807, "unit": "BYTES", "kind": "COUNTER",
     "child_counters": [{"counter_name": "Inner", "value": 3, "unit": "UNIT"}]}],
  "summary_stats_counters": [{"x": 1}],
  "child_profiles": [{"profile_name": "Fragment", "num_children": 0, "node_metadata": {"plan_node_id": 4}}]
}}`

describe('readImpalaProfile', () => {
  it('the same tree, exact beyond 2^53; what has no place is told', () => {
    expect(isImpalaProfile(PROFILE)).toBe(true)
    const { root, problems } = readImpalaProfile(PROFILE)
    expect(root).toMatchObject({
      name: 'Query (id=a:b)',
      totalTimeNs: 12,
      info: [['User', 'me']],
      events: [
        {
          elapsedNs: 70,
          points: [
            ['Started', 5],
            ['Done', 70],
          ],
        },
      ],
      counters: [
        { name: 'PeakMemoryUsage', unit: 'BYTES', value: 9223372036854775807n, counters: [{ name: 'Inner', value: 3 }] },
      ],
      children: [{ name: 'Fragment', info: [['plan_node_id', '4']] }],
    })
    expect(problems.map(({ message }) => message)).toEqual(['"summary_stats_counters" is not known: left out once.'])
  })

  it('refuses with a sentence what is cut, too deep, or none', () => {
    const code = (text: string): string => {
      try {
        readImpalaProfile(text)
        return 'read'
      } catch (error) {
        if (!(error instanceof ReadError)) throw error
        return error.code
      }
    }
    expect(code(PROFILE.slice(0, -40))).toBe('cut-off')
    expect(code('{"contents":{}}')).toBe('invalid')
    const deep = `{"contents":${'{"profile_name":"x","child_profiles":['.repeat(5000)}${']}'.repeat(5000)}}`
    expect(code(deep)).toBe('too-deep')
  })
})
