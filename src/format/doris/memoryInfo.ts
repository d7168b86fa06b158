import { parseInteger } from '../../base/integer'
import type { ReadProblem } from '../../profile/report'
import type { Figure, MemoryInfo, MemoryProperties, Reported } from '../../profile/snapshot'
import { printValue } from '../text/printValue'
import { readValue } from '../text/readValue'

// The lower half of Doris's /profile page (doris-formats.md, section 6): four parts under headings, read as lines of text, which is
// what is left of them in every form in which people bring the page.

export const MEMORY_INFO_TITLE = 'Memory Info'
const DOCUMENTS_TITLE = 'Memory Documents'
const PROPERTIES_TITLE = 'Memory Properties'
const OPTIONS_TITLE = 'Memory Option Settings'
const ALLOCATOR_TITLE = 'Jemalloc Profiles'

type Section = 'documents' | 'properties' | 'options' | 'allocator'

const SECTION_OF_TITLE: ReadonlyMap<string, Section> = new Map([
  [DOCUMENTS_TITLE, 'documents'],
  [PROPERTIES_TITLE, 'properties'],
  [OPTIONS_TITLE, 'options'],
  [ALLOCATOR_TITLE, 'allocator'],
])

const TITLE_OF_SECTION = new Map([...SECTION_OF_TITLE].map(([title, section]) => [section, title]))

/** The figures of the properties with the words that Doris prints before them, in its order. */
const PROPERTY_LABELS = [
  ['physicalMemory', 'System Physical Mem'],
  ['pageSize', 'System Page Size'],
  ['memLimit', 'Mem Limit'],
  ['softMemLimit', 'Soft Mem Limit'],
  ['lowWaterMark', 'System Mem Available Low Water Mark'],
  ['warningWaterMark', 'System Mem Available Warning Water Mark'],
  ['cgroupLimit', 'Cgroup Mem Limit'],
  ['cgroupUsage', 'Cgroup Mem Usage'],
] as const satisfies readonly (readonly [keyof MemoryProperties, string])[]

const REFRESH_STATE_LABEL = 'Cgroup Mem Refresh State'

/** What Doris prints where the cgroup sets no limit: the largest and the smallest int64. */
const UNSET_LIMIT = (1n << 63n) - 1n
const UNSET_USAGE = -(1n << 63n)

export interface MemoryInfoText {
  readonly info: MemoryInfo
  readonly problems: readonly ReadProblem[]
  /** How many more problems there were than are listed. */
  readonly moreProblems: number
  /** Lines after the end of the allocator's text, where that says where it ends: the footer of the page. */
  readonly after: readonly string[]
  /** False: a part of it is missing at the end, so the text was cut off. */
  readonly complete: boolean
}

const MAX_PROBLEMS = 100

/** A longer line is not a heading, and is not searched for one. */
const MAX_TITLE_LINE = 100

/** What a line is called as a heading: "Memory Properties", also as "## Memory Properties" or "**Memory Properties**"; else undefined. */
export function findSectionTitle(line: string): string | undefined {
  if (line.length > MAX_TITLE_LINE) return undefined
  const title = line.replace(/^[\s#*>]+/, '').replace(/[*:]*\s*$/, '')
  return title === MEMORY_INFO_TITLE || SECTION_OF_TITLE.has(title) ? title : undefined
}

/**
 * Reads what stands below "Memory Info", as plain lines: no tags, no entities, without line ends. `firstLine` is the number of the
 * first of them in the whole input, for the problems. What is not there is undefined; nothing is made up.
 */
export function readMemoryInfo(lines: readonly string[], firstLine = 1): MemoryInfoText {
  const problems: ReadProblem[] = []
  let moreProblems = 0
  const properties = new Map<string, Reported | boolean>()
  const options = new Map<string, string>()
  const allocator: string[] = []
  const after: string[] = []
  const seen = new Set<Section>()
  let section: Section | 'after' | undefined

  lines.forEach((line, index) => {
    const next = SECTION_OF_TITLE.get(findSectionTitle(line) ?? '')
    if (next && !seen.has(next) && section !== 'after') {
      section = next
      seen.add(next)
      return
    }
    if (section === 'allocator') {
      allocator.push(line)
      if (line.includes('--- End jemalloc statistics ---')) section = 'after'
      return
    }
    if (section === 'after') {
      after.push(line)
      return
    }
    const text = line.trim()
    if (text === '' || text === '---' || section === undefined || section === 'documents') return
    const understood = section === 'properties' ? readProperty(text, properties) : readOption(line, options)
    if (understood) return
    if (problems.length >= MAX_PROBLEMS) {
      moreProblems++
      return
    }
    problems.push({
      kind: 'skipped',
      line: firstLine + index,
      message:
        section === 'properties'
          ? 'This line of the memory properties was not understood; it was left out.'
          : 'This line of the memory option settings is not of the form key=value; it was left out.',
      text: line.slice(0, 200),
    })
  })

  const missing = [...TITLE_OF_SECTION].filter(([name]) => name !== 'documents' && !seen.has(name)).map(([, title]) => title)
  if (missing.length > 0) {
    problems.push({
      kind: 'missing',
      line: undefined,
      message: `Below "Memory Info" these parts are missing: ${missing.join(', ')}.`,
      text: undefined,
    })
  }
  const allocatorText = joinWithoutBlankEnds(allocator)
  const allocatorCut =
    allocatorText.includes('___ Begin jemalloc statistics') && !allocatorText.includes('--- End jemalloc statistics')
  if (allocatorCut) {
    problems.push({
      kind: 'missing',
      line: undefined,
      message: 'The end of the jemalloc statistics is missing.',
      text: undefined,
    })
  }
  return {
    info: {
      properties: seen.has('properties') ? makeProperties(properties) : undefined,
      status: undefined,
      options: seen.has('options') ? options : undefined,
      allocator: allocatorText === '' ? undefined : allocatorText,
      extra: undefined,
    },
    problems,
    moreProblems,
    after,
    complete: missing.length === 0 && !allocatorCut,
  }
}

function joinWithoutBlankEnds(lines: readonly string[]): string {
  const isFilled = (line: string): boolean => line.trim() !== ''
  return lines.slice(Math.max(0, lines.findIndex(isFilled)), lines.findLastIndex(isFilled) + 1).join('\n')
}

const LABEL_TO_NAME: ReadonlyMap<string, (typeof PROPERTY_LABELS)[number][0]> = new Map(
  PROPERTY_LABELS.map(([name, label]) => [label, name]),
)

function readProperty(text: string, properties: Map<string, Reported | boolean>): boolean {
  const colon = text.search(/[:：]/)
  if (colon < 0) return false
  const label = text.slice(0, colon).replace(/^[-*•\s]+/, '')
  const value = text
    .slice(colon + 1)
    .replaceAll('\u00a0', ' ')
    .trim()
  if (label === REFRESH_STATE_LABEL) {
    if (value !== '0' && value !== '1') return false
    properties.set('cgroupRefreshState', value === '1')
    return true
  }
  const name = LABEL_TO_NAME.get(label)
  if (!name) return false
  const figure = readFigure(value)
  if (!figure) return false
  properties.set(name, MAY_BE_UNSET.has(name) && isUnset(figure) ? null : figure)
  return true
}

const MAY_BE_UNSET: ReadonlySet<string> = new Set(['memLimit', 'softMemLimit', 'cgroupLimit', 'cgroupUsage'])

/** -1, or an int64 limit as it comes back from two decimals of GB. */
function isUnset({ value }: Figure): boolean {
  return value === -1 || value >= UNSET_LIMIT - (1n << 24n) || value <= UNSET_USAGE + (1n << 24n)
}

/** Bytes as Doris prints them; a number without a unit counts bytes too. */
function readFigure(text: string): Figure | undefined {
  const read = readValue(text, 'BYTES')
  if (read?.unit === 'BYTES') return { value: read.value, error: read.error ?? 0 }
  const exact = parseInteger(text)
  return exact === undefined ? undefined : { value: exact, error: 0 }
}

function makeProperties(found: ReadonlyMap<string, Reported | boolean>): MemoryProperties {
  const figure = (name: string): Reported => found.get(name) as Reported
  return {
    physicalMemory: figure('physicalMemory'),
    pageSize: figure('pageSize'),
    memLimit: figure('memLimit'),
    softMemLimit: figure('softMemLimit'),
    lowWaterMark: figure('lowWaterMark'),
    warningWaterMark: figure('warningWaterMark'),
    cgroupLimit: figure('cgroupLimit'),
    cgroupUsage: figure('cgroupUsage'),
    cgroupRefreshState: found.get('cgroupRefreshState') as boolean | undefined,
    extra: undefined,
  }
}

function readOption(line: string, options: Map<string, string>): boolean {
  const equals = line.indexOf('=')
  const key = line.slice(0, equals).trim()
  if (equals <= 0 || /\s/.test(key)) return false
  options.set(key, line.slice(equals + 1))
  return true
}

/** A link of the "Memory Documents". */
export interface DocumentLink {
  readonly title: string
  /** An absolute URL without blanks, quotes and angle brackets. */
  readonly href: string
}

/**
 * The parts of the page below "Memory Info", as Doris prints them (without the heading and the `<pre>` around them). What is not
 * reported is left out; a limit reported as none is printed as Doris prints an unset cgroup. `escape` is applied to what is data.
 */
export function printMemoryInfo(
  info: MemoryInfo | undefined,
  {
    documents = [],
    escape = (text) => text,
  }: { readonly documents?: readonly DocumentLink[]; readonly escape?: (text: string) => string } = {},
): string {
  const links = documents.map(({ title, href }) => `<a href=${href}>${escape(title)}</a>\n`).join('')
  const options = [...(info?.options ?? [])].map(([key, value]) => `${escape(key)}=${escape(value)}\n`).join('')
  return [
    `<h4 id="memoryDocumentsTitle">${DOCUMENTS_TITLE}</h4>\n${links}`,
    `<h4 id="memoryPropertiesTitle">${PROPERTIES_TITLE}</h4>\n${printProperties(info?.properties)}`,
    `<h4 id="memoryOptionSettingsTitle">${OPTIONS_TITLE}</h4>\n${options}`,
    `<h4 id="jemallocProfilesTitle">${ALLOCATOR_TITLE}</h4>\n${escape(info?.allocator ?? '').replaceAll('\n', '<br>')}`,
  ].join('\n---\n\n')
}

function printProperties(properties: MemoryProperties | undefined): string {
  if (!properties) return ''
  let text = ''
  for (const [name, label] of PROPERTY_LABELS) {
    const figure = properties[name]
    if (figure === undefined) continue
    const value = figure === null ? (name === 'cgroupUsage' ? UNSET_USAGE : UNSET_LIMIT) : figure.value
    text += `${label}: ${name === 'pageSize' ? value.toString() : printValue(value, 'BYTES')}\n`
  }
  if (properties.cgroupRefreshState !== undefined) text += `${REFRESH_STATE_LABEL}: ${properties.cgroupRefreshState ? 1 : 0}\n`
  return text
}
