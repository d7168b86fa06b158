import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import type { BenchResult } from './benchResult'
import { benchBrowser } from './browser/benchBrowser'
import { benchExplain } from './explain'
import { benchJsonRead } from './jsonRead'
import { benchLogScan } from './logScan'
import { benchRedraw } from './redraw'
import { benchRefresh } from './refresh'
import { benchTextRead } from './textRead'
import { benchTimeline } from './timeline'

// npm run bench: every figure as a ratio to a floor measured in the same run, because absolute times mean little on shared machines.

const { values, positionals: wanted } = parseArgs({
  options: { day: { type: 'boolean', default: false }, small: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const isDay = values.day && !values.small
const PARTS: readonly (readonly [string, () => Promise<BenchResult[]>])[] = [
  ['text', benchTextRead],
  ['json', benchJsonRead],
  ['log', benchLogScan],
  ['timeline', benchTimeline],
  ['refresh', benchRefresh],
  ['redraw', () => Promise.resolve(benchRedraw())],
  ['explain', benchExplain],
  ['browser', () => benchBrowser(isDay, wantedOf('browser'))],
]
const unknown = wanted.find((name) => !PARTS.some(([known]) => known === name.split(':')[0]))
if (unknown !== undefined) {
  process.stderr.write(`There is no part "${unknown}". The parts are ${PARTS.map(([name]) => name).join(', ')}.\n`)
  process.exit(2)
}

const FOLDER = 'bench-results'
const HEAD = ['figure', 'ratio to floor', 'spread', 'goal', 'floor', 'value']
const measured: (BenchResult & { readonly part: string })[] = []
for (const [part, bench] of PARTS) {
  if (wanted.length > 0 && !wanted.some((name) => name.split(':')[0] === part)) continue
  process.stderr.write(`measuring ${part} …\n`)
  for (const result of await bench()) measured.push({ part, ...result })
}
const rows = [HEAD, ...measured.map(toRow)]
process.stdout.write(toText(rows))
const machine = {
  at: new Date().toISOString(),
  node: process.version,
  cpus: cpus().length,
  day: isDay,
  parts: wanted.length > 0 ? wanted : PARTS.map(([name]) => name),
}
mkdirSync(FOLDER, { recursive: true })
writeFileSync(`${FOLDER}/bench.json`, `${JSON.stringify({ ...machine, results: measured }, undefined, 2)}\n`)
writeFileSync(
  `${FOLDER}/bench.md`,
  `# Bench of ${machine.at}\n\nNode ${machine.node}, ${machine.cpus} processors. How each floor is measured: src/bench/README.md.\n\n${toMarkdown(rows)}`,
)

/** "browser:move" asks for one part of a part; none named means all. */
function wantedOf(part: string): readonly string[] {
  return wanted.filter((name) => name.startsWith(`${part}:`)).map((name) => name.slice(part.length + 1))
}

function toRow({ name, ratio, spread, goal, floor, value }: BenchResult): string[] {
  const aim = goal === undefined ? '' : `≤ ${Number(goal.toFixed(2))}${ratio > goal ? '  MISSED' : ''}`
  return [name, `${ratio.toFixed(2)}x`, spread, aim, floor, value]
}

function toText(table: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => row[column]!.length)))
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
    .concat('\n')
}

function toMarkdown([head, ...body]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
  return line(head!) + line(head!.map(() => '---')) + body.map(line).join('')
}
