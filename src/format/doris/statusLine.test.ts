import { describe, expect, it } from 'vitest'
import type { MemoryStatus } from '../../profile/snapshot'
import { readStatusLine } from './statusLine'

/** Only what is reported, in words: exact bytes, or "about" with the error. */
function dump(text: string): string[] | undefined {
  const reading = readStatusLine(text)
  if (!reading) return undefined
  const { extra, ...figures } = reading.status
  const lines = Object.entries(figures as Omit<MemoryStatus, 'extra'>).flatMap(([name, figure]) =>
    figure ? [`${name} ${figure.value}${figure.error === 0 ? '' : ` ± ${figure.error}`}`] : [],
  )
  return [...lines, ...[...(extra ?? [])].map(([name, value]) => `+${name} ${String(value)}`)]
}

const NOW_LINE =
  'os physical memory 375.81 GB. process memory used 4.09 GB(= 3.49 GB[vm/rss] - 410.44 MB[tc/jemalloc_cache] + 1.00 GB[reserved] + 16777216B[waiting_refresh]), limit 3.01 GB, soft limit 2.71 GB. sys available memory 134.41 GB(= 135.41 GB[proc/available] - 1.00 GB[reserved] - 16777216B[waiting_refresh]), low water mark 3.20 GB, warning water mark 6.40 GB.'
const GB = 5368709
const MB = 5243
const NOW_DUMP = [
  `physical 403522914877 ± ${GB}`,
  `used 4391604060 ± ${GB}`,
  `rss 3747358966 ± ${GB}`,
  `jemallocCache 430377533 ± ${MB}`,
  `reserved 1073741824 ± ${GB}`,
  'waitingRefresh 16777216',
  `limit 3231962890 ± ${GB}`,
  `softLimit 2909840343 ± ${GB}`,
  `available 144321638564 ± ${GB}`,
  `lowWaterMark 3435973837 ± ${GB}`,
  `warningWaterMark 6871947674 ± ${GB}`,
  '+procAvailable 145395380388',
]

describe('readStatusLine', () => {
  it.each([
    [
      '1.2.0',
      'process memory used 2.68 GB limit 2.47 GB, sys mem available 50.95 GB min reserve 3.20 GB, tc/jemalloc allocator cache 51.97 MB',
      [
        'used 2877628088',
        'rss 2877628088',
        'jemallocCache 54494495',
        'limit 2652142305',
        'available 54707145933',
        'lowWaterMark 3435973837',
      ],
    ],
    [
      '1.2-dev',
      'process memory used 2.68 GB, limit 2.47 GB, hard limit 2.00 GB, tc/jemalloc allocator cache 51.97 MB',
      ['used 2877628088', 'rss 2877628088', 'jemallocCache 54494495', 'limit 2652142305', '+hardLimit 2147483648'],
    ],
    [
      '1.2.2',
      'OS physical memory 15.64 GB. Process memory usage 14.84 GB, limit 12.51 GB, soft limit 11.26 GB. Sys available memory 0, low water mark 1.56 GB, warning water mark 3.13 GB. Refresh interval memory growth 7 B',
      [
        'physical 16793322127',
        'used 15934328668',
        'rss 15934328668',
        'waitingRefresh 7',
        'limit 13432510218',
        'softLimit 12090332938',
        'available 0',
        'lowWaterMark 1675037245',
        'warningWaterMark 3360811909',
      ],
    ],
    [
      '2.0',
      'os physical memory 62.48 GB. process memory used 54.59 GB, limit 56.23 GB, soft limit 50.61 GB. sys available memory 7.94 GB, low water mark 1.60 GB, warning water mark 3.20 GB. Refresh interval memory growth -5 B',
      [
        'physical 67087389164',
        'used 58615566172',
        'rss 58615566172',
        'waitingRefresh -5',
        'limit 60376502764',
        'softLimit 54342073713',
        'available 8525510083',
        'lowWaterMark 1717986918',
        'warningWaterMark 3435973837',
      ],
    ],
    [
      'workload groups',
      'Process Memory Summary: process memory used 4.09 GB(= 3.49 GB[vm/rss] - 410.44 MB[tc/jemalloc_cache] + 0[reserved] + 0B[waiting_refresh]), sys available memory 134.41 GB(= 134.41 GB[proc/available] - 0[reserved] - 0B[waiting_refresh]), all workload groups memory usage: 1.00 GB, weighted_memory_limit_ratio: 0.98',
      [
        'used 4391604060',
        'rss 3747358966',
        'jemallocCache 430377533',
        'reserved 0',
        'waitingRefresh 0',
        'available 144321638564',
        '+procAvailable 144321638564',
        '+allWorkloadGroups 1073741824',
        '+weightedMemoryLimitRatio 0.98',
      ],
    ],
  ])('reads the wording of %s', (_version, line, expected) => {
    expect(dump(line)?.map((text) => text.replace(/ ± .*/, ''))).toEqual(expected)
  })

  it('reads the wording of 2.1.5 and later, exact where it is exact', () => {
    expect(dump(NOW_LINE)).toEqual(NOW_DUMP)
    expect(dump(NOW_LINE.replaceAll('process memory', '[ASAN]process memory'))).toEqual(NOW_DUMP)
    expect(readStatusLine(NOW_LINE.replaceAll('process memory', '[ASAN]process memory'))?.asan).toBe(true)
    expect(readStatusLine(NOW_LINE)).toMatchObject({ asan: false, usedIsRss: false })
  })

  it('reads it whatever was done to it on its way', () => {
    for (const changed of [
      NOW_LINE.replace(/(.{37})/g, '$1\n'),
      NOW_LINE.replace(/(.{80})/g, '$1\r\n'),
      NOW_LINE.replaceAll(' ', '\u00a0'),
      NOW_LINE.replaceAll('(', '（').replaceAll(')', '）').replaceAll(',', '，').replaceAll('.  ', '。'),
      NOW_LINE.replaceAll('[', ' ['),
      `\u001b[32m${NOW_LINE.replace('process', '\u001b[1mprocess')}\u001b[0m`,
      `\`\`${NOW_LINE}\`\` and more words`,
      NOW_LINE.replace('135.41', '1 35.41'),
      `${NOW_LINE}\n  1. ${NOW_LINE.replaceAll('4.09', '9.99')}`,
    ])
      expect(dump(changed)).toEqual(NOW_DUMP)
    const [used, available] = NOW_LINE.slice('os physical memory 375.81 GB. '.length).split('. sys ')
    expect(dump(`sys ${available} ${used}. os physical memory 375.81 GB`)).toEqual(NOW_DUMP)
  })

  it('keeps what parses of a line that is cut, in the middle of a number too, and takes no half number for a whole', () => {
    const whole = new Set(NOW_DUMP)
    for (let cut = 60; cut < NOW_LINE.length; cut++) {
      const lines = dump(NOW_LINE.slice(0, cut)) ?? []
      const wrong = lines.filter((line) => !whole.has(line))
      expect(wrong).toEqual([])
    }
  })

  it('reads a negative figure, and one that the sum subtracts', () => {
    const line = NOW_LINE.replace('+ 16777216B[waiting', '+ -4096B[waiting').replace('- 410.44 MB', '- -1.00 B')
    expect(dump(line)).toEqual(expect.arrayContaining(['waitingRefresh -4096', 'jemallocCache -1']))
  })

  it.each([
    'process memory used 72.75 GB exceed soft limit 69.12 GB or sys available memory 18.70 GB less than warning water mark 3.20 GB..',
    'Memory limit exceeded:<...>. backend 172.1.1.1 process memory used 2.68 GB, limit 2.47 GB. If query tracker exceeded',
    'backend 172.24.47.117 process memory used 6.15 GB, process limit 8.66 GB. If is query',
    'nothing',
    '',
  ])('is not misled by %s', (text) => expect(dump(text)).toBeUndefined())

  it('a figure that is taken off, at the beginning of the sum in brackets', () => {
    const line = NOW_LINE.replace(
      '3.49 GB[vm/rss] - 410.44 MB[tc/jemalloc_cache]',
      '- 410.44 MB[tc/jemalloc_cache] + 3.49 GB[vm/rss]',
    )
    expect(line).toContain('(= - 410.44 MB')
    expect(dump(line)).toEqual(NOW_DUMP)
    // Without the blank the sign is the figure's own.
    expect(dump('process memory used 1.00 GB(= -16777216B[waiting_refresh] + 1.00 GB[vm/rss])')).toContain(
      'waitingRefresh -16777216',
    )
  })
})
