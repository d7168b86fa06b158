// What terminals, chats and web pages do to a line of a log, undone. No line is split or joined here.

/** Full-width marks as people's input methods and translated pages have them. */
const FULL_WIDTH: Readonly<Record<string, string>> = {
  '：': ':',
  '，': ',',
  '。': '.',
  '（': '(',
  '）': ')',
  '［': '[',
  '］': ']',
  '＝': '=',
  '；': ';',
  '－': '-',
  '−': '-',
  '＞': '>',
  '＜': '<',
}

// eslint-disable-next-line no-control-regex
const UNUSUAL = /[\u001b\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff：，。（）［］＝；－−＞＜\r]/

/** Colours and other commands to a terminal, whole or cut off. */
// eslint-disable-next-line no-control-regex
const TERMINAL = /\u001b(?:\[[0-?]{0,20}[ -/]{0,4}[@-~]?|\][^\u0007\u001b]{0,200}(?:\u0007|\u001b\\)|[()][0-9A-B]|[@-Z\\^_]|$)/g

/** A line without colours of a terminal, whole or cut, and carriage return, with plain blanks and half-width punctuation. */
export function cleanLine(line: string): string {
  if (!UNUSUAL.test(line)) return line
  return line
    .replace(TERMINAL, '')
    .replace(/[\u200b\ufeff]/g, '')
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .replace(/[：，。（）［］＝；－−＞＜]/g, (mark) => FULL_WIDTH[mark]!)
    .replace(/\r+$/, '')
}

/** Without the marks that quoting and listing put in front of a line: "> ", "* ", "• ", a code fence. The line is clean already. */
export function stripQuote(line: string): string {
  return line.replace(/^(?:[ \t]{0,40}>){1,5} ?/, '').replace(/^[ \t]{0,40}[*•‣·◦+–—-] (?=\S)/, '')
}
