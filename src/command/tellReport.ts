import type { ReadReport } from '../profile/report'

/** Says on standard error what was read, and the lines that were not understood. */
export function tellReport(report: ReadReport, io: { readonly stderr: { write(text: string): unknown } }): void {
  const { file, recognisedAs, snapshots, problems, moreProblems, complete } = report
  const lines = [
    `${file ?? 'input'}: ${recognisedAs}; ${snapshots} snapshot${snapshots === 1 ? '' : 's'}${complete ? '' : '; cut off'}.`,
    ...problems.map(
      ({ line, message, text }) =>
        `  ${line === undefined ? '' : `line ${line}: `}${message}${text === undefined ? '' : ` | ${text}`}`,
    ),
    ...(moreProblems > 0 ? [`  and ${moreProblems} more.`] : []),
  ]
  io.stderr.write(lines.map((line) => `${makeVisible(line)}\n`).join(''))
}

/** Text of an input on a terminal: nothing in it may act as a control sequence. */
export function makeVisible(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd')
}
