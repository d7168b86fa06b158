import { joinWords, t } from '../../base/say'
import { sayCount } from './composeSheet'
import type { Sheet, SheetTable } from './sheet'

export type TextStyle = 'plain' | 'markdown'
/** What of a sheet is printed: all of it, or one panel. */
export type SheetPart = 'all' | 'chart' | 'tree' | 'tasks' | 'explain'

/**
 * A sheet as text for a ticket or a chat: the same numbers as on the screen. In Markdown whatever the observed process named stands as
 * code, so that no name is a table, a picture or a mention (hardening.md, case 33).
 */
export function printSheet(sheet: Sheet, style: TextStyle, part: SheetPart = 'all'): string {
  const out = style === 'plain' ? new PlainText() : new Markdown()
  out.heading([
    'Memlane',
    out.name(sheet.target),
    ...sheet.identity.map((word) => out.name(word)),
    sheet.when,
    joinWords(
      [sheet.state.word, sheet.state.detail === '' ? '' : out.name(sheet.state.detail), sheet.state.looking].filter(
        (word) => word !== '',
      ),
    ),
    sheet.fingerprint,
  ])
  out.line([`${t('span')} ${sheet.span.text}`, sheet.span.samples, ...sheet.completeness].join(' · '))
  if (part === 'all') {
    for (const { name, value, share, detail, alarm } of sheet.figures)
      out.item(
        out.prose(
          `${name} ${value}${share === '' ? '' : ` (${share})`}${detail === '' ? '' : ` · ${detail}`}${alarm ? ' ▲' : ''}`,
        ),
      )
    out.section(
      t('Account'),
      sheet.account.map((line) => out.prose(line)),
    )
  }
  if (part === 'all' || part === 'chart') {
    const { legend } = sheet
    out.table({
      title: `${t('Resident memory by part')}, ${legend.when}`,
      columns: [
        { name: t('part'), isNumber: false },
        { name: legend.unit === '' ? t('size') : legend.unit, isNumber: true },
        { name: t('% RSS'), isNumber: true },
      ],
      rows: legend.rows.map(({ name, value, share, isHidden }) => ({
        cells: [isHidden ? `${name} (${t('hidden')})` : name, value, share],
        depth: 0,
        bar: undefined,
        isName: false,
      })),
      counted: 'rows',
      total: legend.rows.length,
      notes: legend.checks,
    })
  }
  if ((part === 'all' || part === 'explain') && sheet.findingsSentence !== '') {
    out.section(t('What it means'), [
      out.prose(sheet.findingsSentence),
      ...sheet.findings.map(({ rule, severity, title, seen, next }) =>
        out.prose(`${severity.toUpperCase()} ${title} [${rule}]: ${seen} → ${next}`),
      ),
    ])
    if (part === 'explain')
      out.section(
        t('Account'),
        sheet.account.map((line) => out.prose(line)),
      )
  }
  if ((part === 'all' || part === 'tree') && sheet.tree) out.table(sheet.tree)
  if ((part === 'all' || part === 'tasks') && sheet.tasks) out.table(sheet.tasks)
  if (sheet.events.length > 0 && (part === 'all' || part === 'chart'))
    out.section(
      t('Events'),
      sheet.events.map(({ when, word, text }) => [when, word, out.name(text)].filter((word) => word !== '').join(' ')),
    )
  out.foot([sheet.units, sheet.file === '' ? '' : out.name(sheet.file), sheet.tool].filter((word) => word !== '').join(' · '))
  return out.text()
}

/** Some rows of a table as text, with a line that says what they are of. */
export function printRows(head: string, table: SheetTable): string {
  const out = new PlainText()
  out.line(head)
  out.table(table)
  return out.text()
}

interface Printer {
  /** A sentence of ours in which names may stand. */
  prose(text: string): string
  /** A text that the observed process, or a user, chose. */
  name(text: string): string
  heading(words: readonly string[]): void
  line(text: string): void
  item(text: string): void
  section(title: string, lines: readonly string[]): void
  table(table: SheetTable): void
  foot(text: string): void
  text(): string
}

class PlainText implements Printer {
  private readonly lines: string[] = []

  name(text: string): string {
    return text
  }

  prose(text: string): string {
    return text
  }

  heading(words: readonly string[]): void {
    this.lines.push(words.filter((word) => word !== '').join(' · '))
  }

  line(text: string): void {
    this.lines.push(text)
  }

  item(text: string): void {
    this.lines.push(text)
  }

  section(title: string, lines: readonly string[]): void {
    this.lines.push('', title, ...lines.map((line) => `  ${line}`))
  }

  table(table: SheetTable): void {
    const { title, columns, rows } = table
    const grid = [
      columns.map(({ name }) => name),
      ...rows.map(({ cells, depth }) => [`${'  '.repeat(depth)}${cutMiddle(cells[0] ?? '')}`, ...cells.slice(1).map(cutMiddle)]),
    ]
    const widths = columns.map((_, column) => Math.max(...grid.map((cells) => displayWidth(cells[column] ?? ''))))
    if (title !== '') this.lines.push('', title)
    for (const cells of grid) {
      const line = columns.map(({ isNumber }, column) => {
        const cell = cells[column] ?? ''
        const blanks = ' '.repeat(widths[column]! - displayWidth(cell))
        return isNumber ? `${blanks}${cell}` : `${cell}${blanks}`
      })
      this.lines.push(`  ${line.join('  ').trimEnd()}`)
    }
    this.lines.push(...notesOf(table).map((note) => `  (${note})`))
  }

  foot(text: string): void {
    this.lines.push('', text)
  }

  text(): string {
    return `${this.lines.join('\n')}\n`
  }
}

class Markdown implements Printer {
  private readonly lines: string[] = []

  name(text: string): string {
    return codeSpan(text)
  }

  prose(text: string): string {
    return escapeMarkdown(text)
  }

  heading(words: readonly string[]): void {
    const [first, ...rest] = words.filter((word) => word !== '')
    this.lines.push(`**${first}** · ${rest.join(' · ')}`, '')
  }

  line(text: string): void {
    this.lines.push(text, '')
  }

  item(text: string): void {
    this.lines.push(`- ${text}`)
  }

  section(title: string, lines: readonly string[]): void {
    this.lines.push('', `**${title}**`, '', ...lines.map((line) => `- ${line}`))
  }

  table(table: SheetTable): void {
    const { title, columns, rows } = table
    const notes = notesOf(table)
    this.lines.push(
      '',
      `**${escapeMarkdown(title)}**`,
      '',
      `| ${columns.map(({ name }) => escapeMarkdown(name)).join(' | ')} |`,
      `| ${columns.map(({ isNumber }) => (isNumber ? '---:' : '---')).join(' | ')} |`,
    )
    for (const { cells, depth, isName } of rows) {
      const first = isName ? codeSpan(cells[0] ?? '') : escapeMarkdown(cells[0] ?? '')
      const others = columns.slice(1).map(({ isNumber }, place) => {
        const cell = cells[place + 1] ?? ''
        return isNumber || !isName ? escapeMarkdown(cell) : codeSpan(cell)
      })
      this.lines.push(`| ${[`${'&emsp;'.repeat(depth)}${first}`, ...others].join(' | ')} |`)
    }
    if (notes.length > 0) this.lines.push('', ...notes.map((note) => `_${escapeMarkdown(note)}_  `))
  }

  foot(text: string): void {
    this.lines.push('', `<sub>${text}</sub>`)
  }

  text(): string {
    return `${this.lines.join('\n').replaceAll(/\n{3,}/g, '\n\n')}\n`
  }
}

function notesOf(table: SheetTable): string[] {
  return [sayCount(table, table.rows.length), ...table.notes].filter((note) => note !== '')
}

/** Code of one line: nothing in it is Markdown but the bar of a table cell, which takes a backslash there. */
function codeSpan(text: string): string {
  if (text === '') return ''
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = text.startsWith('`') || text.endsWith('`') || text.trim() === '' ? ' ' : ''
  return `${fence}${pad}${text.replaceAll('|', '\\|')}${pad}${fence}`
}

/** Prose in which a name may stand: every sign that Markdown, HTML or a chat would take for something is made plain. */
function escapeMarkdown(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[`*_[\]{}#|!~$]/g, '\\$&')
    .replace(/@(?=[\p{L}\p{N}_-])/gu, '@\u2060')
    .replace(/\bhttps?:\/\//gi, (scheme) => `${scheme.slice(0, -2)}\u2060//`)
}

/** A long name would push the numbers off the screen of a chat. Its end says more than its middle. */
function cutMiddle(text: string): string {
  const characters = Array.from(text)
  return characters.length <= LONGEST_CELL
    ? text
    : `${characters.slice(0, LONGEST_CELL - 26).join('')}…${characters.slice(-25).join('')}`
}

const LONGEST_CELL = 76

/** Columns that a text takes in a fixed-width font: East Asian characters take two. */
function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += WIDE.test(character) ? 2 : 1
  return width
}

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u
