import type { BenchResult } from './benchResult'
import { benchExplain } from './explain'
import { benchJsonRead } from './jsonRead'
import { benchRefresh } from './refresh'
import { benchTextRead } from './textRead'
import { benchTimeline } from './timeline'

// npm run bench: every figure as a ratio to a floor measured in the same run, because absolute times mean little on shared machines.

const PARTS: readonly (readonly [string, () => Promise<BenchResult[]>])[] = [
  ['text', benchTextRead],
  ['json', benchJsonRead],
  ['timeline', benchTimeline],
  ['refresh', benchRefresh],
  ['explain', benchExplain],
]

const wanted = process.argv.slice(2)
const rows: string[][] = [['figure', 'ratio to floor', 'spread', 'goal', 'floor', 'value']]
for (const [name, bench] of PARTS) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  process.stderr.write(`measuring ${name} …\n`)
  for (const result of await bench()) {
    const goal = result.goal === undefined ? '' : `≤ ${result.goal}${result.ratio > result.goal ? '  MISSED' : ''}`
    rows.push([result.name, `${result.ratio.toFixed(2)}x`, result.spread, goal, result.floor, result.value])
  }
}
const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
for (const row of rows)
  process.stdout.write(
    `${row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd()}\n`,
  )
