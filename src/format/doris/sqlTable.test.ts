import { describe, expect, it } from 'vitest'
import type { ProfileNode } from '../../profile/node'
import { ReadError } from '../../profile/report'
import { isSqlTable, readSqlTable } from './sqlTable'

const HEAD = ['BE_ID', 'TYPE', 'LABEL', 'PARENT_LABEL', 'MEMORY_LIMIT', 'CURRENT_MEMORY', 'PEAK_MEMORY']
const ROWS = [
  ['10005', 'overview', 'query', '', '-1', '4096', '8192'],
  ['10005', 'overview', 'process resident memory', '', '-1', '9223372036854775807', '-1'],
  ['10005', 'query', 'Query#Id=a-b', '', '2147483648', '4096', '8192'],
  ['10005', 'query', 'local data queue, mem tracker', 'Query#Id=a-b', '-1', '-7', '0'],
  ['10006', 'overview', 'query', '', '-1', '5', '6'],
]
const RULE = '+-------+----------+\n'
const box = [HEAD, ...ROWS].map((cells) => `| ${cells.join(' | ')} |\n`)
const FORMS: Readonly<Record<string, string>> = {
  'the box of a client': `mysql [information_schema]>select * from backend_memory_tracker;\n${RULE}${box[0]!}${RULE}${box.slice(1).join('')}${RULE}5 rows in set (0.01 sec)\n`,
  tabs: [HEAD, ...ROWS].map((cells) => cells.join('\t')).join('\n'),
  CSV: [HEAD, ...ROWS].map((cells) => cells.map((cell) => (cell.includes(',') ? `"${cell}"` : cell)).join(',')).join('\r\n'),
  'CSV with all quoted': [HEAD, ...ROWS].map((cells) => cells.map((cell) => `"${cell}"`).join(',')).join('\n'),
  'one row below the other': ROWS.map(
    (cells, index) =>
      `*************************** ${index + 1}. row ***************************\n${cells.map((cell, column) => `  ${HEAD[column]!}: ${cell}\n`).join('')}`,
  ).join(''),
  Markdown: [HEAD, HEAD.map(() => '---'), ...ROWS].map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
}

function outline(node: ProfileNode, depth = 0): string[] {
  const counters = node.counters.map(({ name, value, peak }) => `${name} ${value}/${peak ?? ''}`).join(', ')
  return [
    `${' '.repeat(depth)}${node.name}${counters === '' ? '' : `: ${counters}`}`,
    ...node.children.flatMap((child) => outline(child, depth + 1)),
  ]
}

describe('readSqlTable', () => {
  it.each(Object.entries(FORMS))('%s', (_name, text) => {
    expect(isSqlTable(text)).toBe(true)
    const { backends, problems, complete } = readSqlTable(text)
    expect({ problems, complete }).toEqual({ problems: [], complete: true })
    expect(backends.map(({ id, root }) => [id, ...outline(root).slice(1)])).toEqual([
      [
        '10005',
        ' MemoryOverviewSnapshot: PhysicalMemory(VmRSS) 9223372036854775807/-1',
        '  TrackedMemory',
        '   TasksMemory',
        '    Details: Query 4096/8192',
        ' TopMemoryTasksSnapshot',
        '  Query#Id=a-b: Limit 2147483648/, Memory 4096/8192',
        '   local data queue, mem tracker: Memory -7/0',
      ],
      ['10006', ' MemoryOverviewSnapshot', '  TrackedMemory', '   TasksMemory', '    Details: Query 5/6'],
    ])
  })

  it('a table cut anywhere: whole rows only, and the cut is told', () => {
    const text = FORMS['the box of a client']!
    const whole = new Set(readSqlTable(text).backends.flatMap(({ root }) => outline(root)))
    for (let cut = text.indexOf('| 10005'); cut < text.length; cut += 3) {
      let reading
      try {
        reading = readSqlTable(text.slice(0, cut))
      } catch (error) {
        if (!(error instanceof ReadError)) throw error
        continue
      }
      for (const line of reading.backends.flatMap(({ root }) => outline(root))) {
        // A line above may lack what a later row adds to it.
        expect([...whole].some((one) => one.startsWith(line))).toBe(true)
      }
    }
  })

  it('says what it leaves out', () => {
    const text = FORMS.tabs!.replace('\t4096\t8192', '\tlots\t8192')
    expect(readSqlTable(text).problems).toMatchObject([{ kind: 'skipped', line: 2 }])
    expect(() => readSqlTable(HEAD.join('\t'))).toThrow('no whole row')
  })
})
