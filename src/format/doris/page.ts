import { ReadError, type ReadProblem } from '../../profile/report'
import type { ProfileNode } from '../../profile/node'
import type { MemoryInfo, Source } from '../../profile/snapshot'
import { readProfileText } from '../text/read'
import { breakLines, decodeEntities, escapeMarkup, isUnescaped, stripTags } from './markup'
import { type DocumentLink, findSectionTitle, MEMORY_INFO_TITLE, printMemoryInfo, readMemoryInfo } from './memoryInfo'

// Doris's /profile page (doris-formats.md, section 6) in the forms in which people bring it: the page as served, with or without the
// skeleton (?raw); the fragment that its copy button gives (innerHTML, cut at 99,999 characters); the text of either as a browser
// copies it, without tags.

export interface DorisPage {
  readonly root: ProfileNode
  readonly source: Source
  /** undefined: the input has no such part. */
  readonly memoryInfo: MemoryInfo | undefined
  /** From the footer, such as "doris-3.0.4"; undefined = not said. */
  readonly version: string | undefined
  /** 'page': with tags. 'text': without. */
  readonly form: 'page' | 'text'
  readonly problems: readonly ReadProblem[]
  readonly moreProblems: number
  /** False: the input ends early. */
  readonly complete: boolean
}

/** Whether a text is Doris's page, or text copied from it, rather than the profile alone. */
export function isDorisPage(text: string): boolean {
  return PROFILE_ELEMENT.test(text) || ESCAPED_PROFILE_ELEMENT.test(text) || hasPageHeading(text) || MOVED_NOTICE.test(text)
}

/**
 * Reads a page, a fragment of it, or text copied from it. Throws ReadError 'not-a-profile' if there is no profile in it (also for the
 * notice that stands at /mem_tracker), and what reading the profile throws.
 */
export function readDorisPage(input: string): DorisPage {
  // A fragment that was escaped as a whole on its way, for instance by the page it was posted on.
  const text = !PROFILE_ELEMENT.test(input) && ESCAPED_PROFILE_ELEMENT.test(input) ? decodeEntities(input) : input
  const element = PROFILE_ELEMENT.exec(text)
  if (!element && MOVED_NOTICE.test(text)) {
    throw new ReadError(
      'not-a-profile',
      "This is Doris's page /mem_tracker, which only says that it moved. Open /profile of the same backend instead.",
    )
  }
  return element ? readMarkup(text, element.index, element.index + element[0].length) : readCopiedText(text)
}

const PROFILE_ELEMENT = /<pre\b[^<>]{0,500}\bid\s?=\s?["']?processProfile\b[^<>]{0,500}>/i
const ESCAPED_PROFILE_ELEMENT = /&lt;pre\b[^<>]{0,500}\bid\s?=\s?(?:["']|&quot;|&#39;)?processProfile\b/i
const MOVED_NOTICE = /mem_tracker webpage has been offline/i

const MEMORY_INFO_ELEMENT = /<h2\b[^<>]{0,200}>\s{0,9}Memory Info\s{0,9}<\/h2>/gi
const ALLOCATOR_ELEMENT = /\bid\s?=\s?["']?jemallocProfilesTitle\b/gi

function hasPageHeading(text: string): boolean {
  return /^[ \t#*>]{0,20}(?:Process Profile|Memory Info)[ \t*]{0,20}\r?$/m.test(text)
}

/** `start` is where the tag of the profile begins, `contentStart` where it ends. */
function readMarkup(text: string, start: number, contentStart: number): DorisPage {
  const problems: ReadProblem[] = []

  // A label may hold anything, also `</pre>` or the heading. What comes after the profile holds no data of users, so the last heading
  // is the true one, and the last end tag before it.
  const heading = [...text.matchAll(MEMORY_INFO_ELEMENT)].at(-1)?.index ?? -1
  const hasInfo = heading > contentStart
  const end = text.lastIndexOf('</pre>', hasInfo ? heading : findFooter(text, contentStart))
  const hasEnd = end >= contentStart
  const content = text.slice(contentStart, hasEnd ? end : text.length)
  const profile = readProfileText(decodeContent(content), { firstLine: countLines(text, contentStart) })
  // What is closed was not cut off, whatever may be missing in it: a BE of the future may print less, or other things.
  let complete = hasEnd
  if (!hasEnd) problems.push(missing('The page is cut off inside the profile: what came before was read.'))

  let memoryInfo: MemoryInfo | undefined
  let moreProblems = 0
  let version: string | undefined
  if (hasInfo) {
    const rest = text.slice(heading)
    const allocator = [...rest.matchAll(ALLOCATOR_ELEMENT)].at(-1)?.index ?? 0
    const infoEnd = rest.indexOf('</pre>', allocator)
    const markup = infoEnd < 0 ? rest : rest.slice(0, infoEnd)
    const read = readMemoryInfo(decodeContent(stripTags(markup)).split(/\r?\n/), countLines(text, heading))
    memoryInfo = read.info
    moreProblems = read.moreProblems
    problems.push(...read.problems)
    complete &&= infoEnd >= 0
    // Only in what follows: an option may be a path such as /opt/doris-2.1.0/log.
    if (infoEnd >= 0) version = findVersion(rest.slice(infoEnd))
  } else if (hasEnd) {
    problems.push(missing('"Memory Info" is not in this input: limits, water marks, options and the allocator are not known.'))
    complete = !isCutHeading(text.slice(end + '</pre>'.length))
  }
  if (/<html\b/i.test(text.slice(0, start)) && !/<\/html\s*>/i.test(text.slice(-MAX_TAIL))) complete = false
  return {
    root: profile.root,
    source: profile.source,
    memoryInfo,
    version,
    form: 'page',
    problems: [...profile.problems, ...problems],
    moreProblems: profile.moreProblems + moreProblems,
    complete,
  }
}

const MAX_TAIL = 1000

/** Where the footer of the page begins; the end of the text if there is none. */
function findFooter(text: string, from: number): number {
  const footer = text.slice(from).search(/<footer\b/i)
  return footer < 0 ? text.length : from + footer
}

/** Whether what follows the profile is the beginning of what Doris prints there, and no more. */
function isCutHeading(rest: string): boolean {
  const start = rest.slice(0, 200).replace(/\s+/g, '')
  return start !== '' && ['---<h2>MemoryInfo</h2>', '<h2>MemoryInfo</h2>'].some((heading) => heading.startsWith(start))
}

function decodeContent(markup: string): string {
  const text = markup.includes('\n') ? markup : breakLines(markup)
  return isUnescaped(text) ? text : decodeEntities(text)
}

/** Text without the tag of the profile: headings have become lines; tags may remain where a fragment was cut at its front. */
function readCopiedText(text: string): DorisPage {
  const lines = (/<\/(?:pre|h[1-6]|div)>/i.test(text) ? decodeEntities(stripTags(text)) : text).split(/\r?\n/)
  const infoAt = lines.findLastIndex((line) => findSectionTitle(line) === MEMORY_INFO_TITLE)
  // The navigation bar names the page too: the heading is the last one before the profile.
  const titleAt = lines.findLastIndex((line, index) => (infoAt < 0 || index < infoAt) && isProfileTitle(line))
  const from = titleAt + 1
  let to = infoAt > titleAt ? infoAt : lines.length
  while (to > from && /^\s*(?:---)?\s*$/.test(lines[to - 1]!.slice(0, 100))) to--
  const profile = readProfileText(lines.slice(from, to).join('\n'), { firstLine: from + 1 })
  const info = infoAt > titleAt ? readMemoryInfo(lines.slice(infoAt), infoAt + 1) : undefined
  return {
    root: profile.root,
    source: profile.source,
    memoryInfo: info?.info,
    version: info && findVersion(info.after.join('\n')),
    form: 'text',
    problems: [...profile.problems, ...(info?.problems ?? [])],
    moreProblems: profile.moreProblems + (info?.moreProblems ?? 0),
    complete: profile.complete && (info?.complete ?? true),
  }
}

function isProfileTitle(line: string): boolean {
  return /^[ \t#*>]{0,20}Process Profile[ \t*]{0,20}$/.test(line)
}

const findVersion = (tail: string): string | undefined => /\bdoris-\d[\w.-]{0,60}/.exec(tail)?.[0]

function missing(message: string): ReadProblem {
  return { kind: 'missing', line: undefined, message, text: undefined }
}

/** The number of the line in which an offset lies, 1-based. */
function countLines(text: string, offset: number): number {
  let count = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) count++
  return count
}

export interface PrintPageOptions {
  readonly profileText: string
  readonly memoryInfo?: MemoryInfo | undefined
  /** Links under "Memory Documents". */
  readonly documents?: readonly DocumentLink[]
  /** True: what `?raw` gives, without the skeleton around it. */
  readonly raw: boolean
  /**
   * True: data is escaped, as a server must do. False: as Doris does it, which escapes nothing; for tests and for comparing with
   * Doris's own pages.
   */
  readonly escape: boolean
  /** Shown in the footer. */
  readonly version?: string
  /** Links of the navigation bar. */
  readonly pages?: readonly { readonly path: string; readonly title: string }[]
}

/** Doris's /profile page since #41969 (doris-formats.md, section 6, P1b+): the same elements, ids and order. */
export function printDorisPage(options: PrintPageOptions): string {
  const escape = options.escape ? escapeMarkup : (text: string) => text
  const content = printContent(options, escape)
  if (options.raw) return content
  const links = (options.pages ?? [])
    .map(({ path, title }) => `<li><a class="nav-link" href="${escapeMarkup(path)}">${escapeMarkup(title)}</a></li>\n`)
    .join('')
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<title>Doris</title>
</head>
<body>
<nav class="navbar navbar-default"><ul class="nav navbar-nav">
${links}</ul></nav>
<div class="container">
${content}
</div>
<footer class="footer"><div class="container text-muted"><pre>${escapeMarkup(options.version ?? '')}</pre></div></footer>
</body>
</html>
`
}

function printContent({ profileText, memoryInfo, documents = [] }: PrintPageOptions, escape: (text: string) => string): string {
  return `<h4>Copy Process Profile To Clipboard</h4><button id="copyToClipboard">Copy Page Text</button>${COPY_SCRIPT}<div id="allPageText">
<h2 id="processProfileTitle">Process Profile</h2>
<pre id="processProfile">${escape(profileText)}</pre>

---

<h2>Memory Info</h2>
<pre>${printMemoryInfo(memoryInfo, { documents, escape })}</pre>
</div>`
}

/** As Doris's button does: the markup of the page part, not its text. A strict Content-Security-Policy leaves it without effect. */
const COPY_SCRIPT = `<script>
document.getElementById('copyToClipboard').addEventListener('click', function () {
  navigator.clipboard.writeText(document.getElementById('allPageText').innerHTML);
});
</script>`
