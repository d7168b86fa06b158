import { readAny, type ReadInput, type ReadOptions } from '../format/index'
import type { Counter } from '../profile/counter'
import { PRINTED_AS } from '../profile/meaning'
import type { ProfileNode } from '../profile/node'
import { ReadError } from '../profile/report'
import type { Frame } from '../profile/frame'
import type { Figure, MemoryInfo } from '../profile/snapshot'

/**
 * All that came of reading some inputs, as lines for the eye: what each was taken for, what its report says, then samples and marks in the
 * order of time, each figure as the exact integer with its error. A refusal is its sentence. Long texts are cut.
 */
export async function printReading(inputs: readonly ReadInput[], options: ReadOptions): Promise<string> {
  try {
    const { frames, reports } = await readAny(inputs, options)
    return [
      ...reports.flatMap((report) => [
        `${report.recognisedAs}; samples ${report.snapshots}, marks ${report.marks ?? 0}; ${report.complete ? 'complete' : 'ends early'}`,
        ...report.problems.map(
          ({ kind, line, message, text }) =>
            `${kind}${line === undefined ? '' : ` line ${line}`}: ${message}${text === undefined ? '' : ` | ${cut(text)}`}`,
        ),
      ]),
      ...frames.flatMap(printFrame),
    ].join('\n')
  } catch (error) {
    if (error instanceof ReadError) return `refused (${error.code}): ${error.message}`
    throw error
  }
}

function printFrame(frame: Frame): string[] {
  switch (frame.kind) {
    case 'gap':
      return [`gap ${printTime(frame.from)} to ${printTime(frame.to)}: ${frame.why}`]
    case 'mark': {
      const { task, bytes, pid, process, line } = frame.detail ?? {}
      const detail = Object.entries({ task, bytes, pid, process, line })
        .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}=${value}`]))
        .join('')
      return [
        `mark ${printTime(frame.at)}${frame.withinMs ? ` ±${frame.withinMs}ms` : ''} ${frame.mark}${detail}: ${cut(frame.text)}`,
      ]
    }
    case 'sample': {
      const { profile, memoryInfo, source, process } = frame.snapshot
      return [
        `sample ${printTime(frame.at)} ${source} of ${process.host ?? process.name}`,
        ...printInfo(memoryInfo),
        ...(profile ? printNode(profile, 1) : []),
      ]
    }
  }
}

function printInfo(info: MemoryInfo | undefined): string[] {
  const figures = (of: object | undefined): string =>
    Object.entries(of ?? {})
      .flatMap(([name, value]: [string, unknown]) =>
        value === undefined || value instanceof Map
          ? []
          : [` ${name} ${isFigure(value) ? printFigure(value) : JSON.stringify(value)}`],
      )
      .join(',')
  return [
    ...(info?.status ? [`  status:${figures(info.status)}`] : []),
    ...(info?.properties ? [`  properties:${figures(info.properties)}`] : []),
    ...(info?.allocator === undefined ? [] : [`  text of the allocator: ${info.allocator.split('\n').length} lines`]),
  ]
}

function printNode(node: ProfileNode, depth: number): string[] {
  const counters = node.counters.flatMap(flatten).map(printCounter)
  return [
    `${'  '.repeat(depth)}${node.name}${counters.length === 0 ? '' : `: ${counters.join(', ')}`}`,
    ...node.children.flatMap((child) => printNode(child, depth + 1)),
  ]
}

const flatten = (counter: Counter): Counter[] => [counter, ...counter.counters.flatMap(flatten)]

function printCounter({ name, value, error, peak, unit, extra }: Counter): string {
  const printedAs = extra?.get(PRINTED_AS)
  return `${name} ${value}${error ? `±${error}` : ''}${unit === 'BYTES' ? '' : ` ${unit}`}${peak === undefined ? '' : ` (peak ${peak})`}${printedAs === undefined ? '' : ` as ${JSON.stringify(printedAs)}`}`
}

const isFigure = (value: unknown): value is Figure => typeof value === 'object' && value !== null && 'error' in value
const printFigure = ({ value, error }: Figure): string => `${value}${error ? `±${error}` : ''}`
const printTime = (at: number): string => new Date(at).toISOString()
const cut = (text: string): string => (text.length > 100 ? `${text.slice(0, 99)}…` : text)
