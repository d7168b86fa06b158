import { formatDateTime, formatOffset, type Zone } from '../base/formatTime'
import { sayHeard, joinWords, t, tn } from '../base/say'
import type { ReadProblem, ReadReport } from '../profile/report'

/** What was read, as text for a letter or an issue: the same as on the page. */
export function printReadReport(reports: readonly ReadReport[], zone: Zone): string {
  return reports
    .map((report) =>
      [
        nameOf(report),
        ...describeReport(report, zone).map((fact) => `  ${fact}`),
        ...report.problems.map((problem) => `  ${printProblem(problem)}`),
        ...(report.moreProblems > 0 ? [`  ${describeMore(report)}`] : []),
      ].join('\n'),
    )
    .join('\n\n')
}

export function nameOf({ file }: ReadReport): string {
  return file === undefined ? t('pasted text') : sayHeard(file)
}

/** Taken for what, from when to when, how much: a fact each. */
export function describeReport(report: ReadReport, zone: Zone): string[] {
  const { recognisedAs, snapshots, marks = 0, span, complete, failure } = report
  return [
    sayHeard(recognisedAs),
    ...(span
      ? [
          t('{from} to {to} {zone}', {
            from: formatDateTime(span.from, zone),
            to: formatDateTime(span.to, zone),
            zone: formatOffset(span.to, zone),
          }),
        ]
      : []),
    joinWords([tn(snapshots, '{count} sample', '{count} samples'), tn(marks, '{count} mark', '{count} marks')]),
    failure ? t('could not be read') : complete ? t('complete') : t('ends early (cut off)'),
  ]
}

export function describeMore({ moreProblems }: ReadReport): string {
  return tn(moreProblems, 'and {count} more like these', 'and {count} more like these')
}

/** What the kinds of problems are called. */
export function nameOfKind(kind: ReadProblem['kind']): string {
  switch (kind) {
    case 'note':
      return t('noted')
    case 'skipped':
      return t('not understood')
    case 'missing':
      return t('missing')
    case 'contradiction':
      return t('contradiction')
  }
}

function printProblem({ kind, line, message, text }: ReadProblem): string {
  const place = line === undefined ? nameOfKind(kind) : joinWords([nameOfKind(kind), t('line {line}', { line })])
  return `${place}${t(': ')}${sayHeard(message)}${text === undefined ? '' : ` | ${text}`}`
}
