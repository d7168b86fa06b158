import { describe, expect, it } from 'vitest'
import { printMemoryInfo, readMemoryInfo } from './memoryInfo'
import { decodeEntities, escapeMarkup, stripTags } from './markup'

const LINES = `Memory Documents
Memory Management Overview
Memory Issue FAQ

---

Memory Properties
System Physical Mem: 375.81 GB
System Page Size: 4096
Mem Limit: 338.23 GB
Soft Mem Limit: 304.41 GB
System Mem Available Low Water Mark: 6.40 GB
System Mem Available Warning Water Mark: 12.80 GB
Cgroup Mem Limit: 8589934592.00 GB
Cgroup Mem Usage: -9223372036854775808.00 B
Cgroup Mem Refresh State: 0

---

Memory Option Settings
cache_last_version_interval_second=30
JEMALLOC_CONF=percpu_arena:percpu,dirty_decay_ms:5000
mem_limit=90%
some_memory_path=

---

Jemalloc Profiles
___ Begin jemalloc statistics ___
Allocated: 1, active: 2

--- End jemalloc statistics ---
doris-3.0.4-rc01`.split('\n')

describe('readMemoryInfo', () => {
  it('reads all nine properties, the options in order, the text of the allocator', () => {
    const { info, problems, complete, after } = readMemoryInfo(LINES)
    const gib = 1024 ** 3
    const half = Math.floor(gib / 200 + 0.5)
    const rounded = (gb: number) => ({ value: Math.round(gb * gib), error: half })
    expect(info.properties).toEqual({
      physicalMemory: rounded(375.81),
      pageSize: { value: 4096, error: 0 },
      memLimit: rounded(338.23),
      softMemLimit: rounded(304.41),
      lowWaterMark: rounded(6.4),
      warningWaterMark: rounded(12.8),
      cgroupLimit: null,
      cgroupUsage: null,
      cgroupRefreshState: false,
      extra: undefined,
    })
    expect([...info.options!]).toEqual([
      ['cache_last_version_interval_second', '30'],
      ['JEMALLOC_CONF', 'percpu_arena:percpu,dirty_decay_ms:5000'],
      ['mem_limit', '90%'],
      ['some_memory_path', ''],
    ])
    expect(info.allocator).toBe('___ Begin jemalloc statistics ___\nAllocated: 1, active: 2\n\n--- End jemalloc statistics ---')
    expect({ problems, complete, after }).toEqual({ problems: [], complete: true, after: ['doris-3.0.4-rc01'] })
  })

  it('tells a limit that is set from one that is not', () => {
    const { info } = readMemoryInfo([
      'Memory Properties',
      'Cgroup Mem Limit: 64.00 GB',
      'Cgroup Mem Usage: 0',
      'Mem Limit: -1.00 B',
    ])
    expect(info.properties).toMatchObject({
      cgroupLimit: { value: 64 * 1024 ** 3 },
      cgroupUsage: { value: 0, error: 0 },
      memLimit: null,
      softMemLimit: undefined,
      cgroupRefreshState: undefined,
    })
  })

  it('says which lines it does not understand, and what is missing', () => {
    const { problems, complete, info } = readMemoryInfo(
      ['Memory Properties', 'Mem Limit: lots', 'Swap: 1.00 GB', '', 'Memory Option Settings', 'hello'],
      40,
    )
    expect(problems.map(({ kind, line, text }) => [kind, line, text])).toEqual([
      ['skipped', 41, 'Mem Limit: lots'],
      ['skipped', 42, 'Swap: 1.00 GB'],
      ['skipped', 45, 'hello'],
      ['missing', undefined, undefined],
    ])
    expect(problems.at(-1)!.message).toContain('Jemalloc Profiles')
    expect(complete).toBe(false)
    expect(info).toMatchObject({ properties: { memLimit: undefined }, allocator: undefined })
  })

  it("keeps the sentence that sanitizer builds print in the allocator's place", () => {
    const sentence = 'Memory tracking is not available with address sanitizer builds.'
    expect(readMemoryInfo([...LINES.slice(0, LINES.indexOf('Jemalloc Profiles') + 1), sentence])).toMatchObject({
      info: { allocator: sentence },
      complete: true,
    })
  })

  it('sees that the statistics of jemalloc end too early', () => {
    expect(readMemoryInfo(LINES.slice(0, -2)).complete).toBe(false)
  })

  it('19: has no trouble with options called like parts of every object', () => {
    const { info } = readMemoryInfo(['Memory Option Settings', '__proto__=1', 'constructor=2', 'toString=3'])
    expect([...info.options!.keys()]).toEqual(['__proto__', 'constructor', 'toString'])
    expect(Object.prototype).not.toHaveProperty('1')
  })

  it('prints as Doris does', () => {
    const { info } = readMemoryInfo(LINES)
    const printed = printMemoryInfo(info, { documents: [{ title: 'Memory Issue FAQ', href: 'https://doris.apache.org/faq' }] })
    expect(printed.split('\n').slice(0, 12)).toEqual([
      '<h4 id="memoryDocumentsTitle">Memory Documents</h4>',
      '<a href=https://doris.apache.org/faq>Memory Issue FAQ</a>',
      '',
      '---',
      '',
      '<h4 id="memoryPropertiesTitle">Memory Properties</h4>',
      'System Physical Mem: 375.81 GB',
      'System Page Size: 4096',
      'Mem Limit: 338.23 GB',
      'Soft Mem Limit: 304.41 GB',
      'System Mem Available Low Water Mark: 6.40 GB',
      'System Mem Available Warning Water Mark: 12.80 GB',
    ])
    expect(printed).toContain(
      'Cgroup Mem Limit: 8589934592.00 GB\nCgroup Mem Usage: -9223372036854775808.00 B\nCgroup Mem Refresh State: 0\n',
    )
    expect(printed).toContain(
      '<h4 id="jemallocProfilesTitle">Jemalloc Profiles</h4>\n___ Begin jemalloc statistics ___<br>Allocated: 1, active: 2<br><br>--- End',
    )
    expect(readMemoryInfo(stripTags(printed).split('\n')).info).toEqual(info)
  })

  it('31: escapes what is data, if told to', () => {
    const info = { ...readMemoryInfo(LINES).info, options: new Map([['a_memory', '<img src=x> & "y"']]), allocator: '<br>\n&lt;' }
    const printed = printMemoryInfo(info, { escape: escapeMarkup })
    expect(printed).toContain('a_memory=&lt;img src=x&gt; &amp; &quot;y&quot;')
    expect(readMemoryInfo(decodeEntities(stripTags(printed)).split('\n')).info).toMatchObject({
      options: info.options,
      allocator: info.allocator,
    })
  })
})
