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

/** What a copy of a page's markup has: the end of the line, blanks, and what stands for `<`, `>` and `&`. */
const MARKUP = /<br ?\/?>\s*$|&(?:nbsp|lt|gt|amp);/i
const ENTITIES: Readonly<Record<string, string>> = { nbsp: ' ', lt: '<', gt: '>', amp: '&' }

/**
 * A line without colours of a terminal, whole or cut, carriage return and what is left of a page's markup, with plain blanks and
 * half-width punctuation.
 */
export function cleanLine(raw: string): string {
  const line = MARKUP.test(raw)
    ? raw.replace(/(?:<br ?\/?>\s*)+$/i, '').replace(/&(nbsp|lt|gt|amp);/gi, (_, name: string) => ENTITIES[name.toLowerCase()]!)
    : raw
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
