import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'
import { zh as feedZh } from '../feed/zh'
import { heard } from './heard'
import { zh as viewsZh } from './zh'

// Everything that the page says can be said in every language: the sentences of the source are found by its syntax tree.

const SRC = join(import.meta.dirname, '..')
const SPEAKING = ['base', 'profile', 'timeline', 'store', 'feed', 'views']
/** Attributes whose text a reader sees or hears. */
const SPOKEN_ATTRIBUTES = new Set([
  'title',
  'aria-label',
  'placeholder',
  'alt',
  'aria-description',
  'aria-roledescription',
  'label',
])
/** Properties that hold what a reader is told, wherever they stand. */
const SPOKEN_PROPERTIES = new Set([
  'label',
  'title',
  'text',
  'word',
  'seen',
  'means',
  'next',
  'message',
  'header',
  'sentence',
  'unknown',
  'note',
])
/** Names and symbols that are the same in every language. */
const SAME_EVERYWHERE = new Set([
  'Memlane',
  'English',
  '简体中文',
  'Language / 语言',
  'PNG',
  'SVG',
  'CSV',
  'Markdown',
  'A',
  'B',
  'RSS',
  'UTC',
  'JVM',
  '/profile',
  '.memlane.ndjson',
  'uid',
  'pid',
  'min',
  'Esc',
  'Ctrl',
  'GiB (1024³)',
])
/** What looks like a sentence and is none: names that are data, keys, CSS, and what only developers read. By file, or by file and text. */
const NO_SENTENCES: readonly (string | readonly [file: string, text: RegExp])[] = [
  // Kinds are data; sayKind says them.
  'profile/trackerLabel.ts',
  ['profile/description.ts', /^[a-z]+ [a-z]+$/],
  // Keys of maps.
  ['timeline/computePostMortem.ts', /^(?:band|task)$/],
  ['timeline/computeTaskChanges.ts', /^label$/],
  // Names of limits, of which the views say what they are called.
  ['timeline/computeRoom.ts', /^(?:memory|cgroup) limit$|^physical memory$/],
  // Rows that the tree adds; their names are parts of the ids of rows, and the view says them.
  ['timeline/computeTree.ts', /^(?:own share|total time|not attributed|undefined)$/],
  ['timeline/taskCommands.ts', /^(?:SHOW|SELECT|KILL|CANCEL|curl) /],
  // Copied for whom one asks for help.
  ['views/banner/Banner.tsx', /^(?:Memlane:|code|HTTP)$/],
  // Selectors.
  ['views/commands/pressKey.ts', /input:not/],
  ['views/commands/commands.ts', /^#side-panel/],
  ['views/chart/useTokens.ts', /^\([a-z-]+: \w+\)$/],
  ['views/share/useRowCopy.ts', /^\[role=/],
  // Keys of lists and classes.
  ['views/commands/commands.ts', /^(?:target|panel)$/],
  ['views/compare/CompareWith.tsx', /^target$/],
  ['views/compare/CompareBar.tsx', /^change change-/],
  ['views/readReport/SourceLines.tsx', /^line$/],
  ['views/tree/ProfileTree.tsx', /^details$/],
  ['views/tree/TreeLine.tsx', /^tree-row tree-columns$/],
  // Markup and fonts.
  'views/share/svg.ts',
  ['views/share/drawChartSvg.ts', /^<|" patternUnits/],
  ['views/share/palette.ts', /^#|sans-serif$/],
  // Data: a saved file stays in English, and what is opened has one name in every language.
  ['main.tsx', /^(?:files|pasted text)$/],
  ['feed/liveTimelines.ts', /^nobody asked:/],
  // A page that was opened as a file, and what it says to nobody.
  'feed/carried.report.ts',
  // The worker speaks English; the page says it as it heard it.
  ['feed/readInputs.ts', /^Reading failed/],
  ['feed/readLines.ts', /^Reading broke off$/],
  ['feed/keptTimelines.ts', /^The browser's storage$|^is full$/],
  // The source by which a size is told, not what is said of it.
  ['timeline/findings/largeTask.ts', /^what is tracked:$/],
  ['timeline/findings/waterMark.ts', /^physical memory$/],
]
const SELECTING = new Set(['closest', 'matches', 'querySelector', 'querySelectorAll', 'matchMedia'])
/** Attributes that are never read. */
const UNREAD_ATTRIBUTES = new Set([
  'className',
  'd',
  'style',
  'viewBox',
  'strokeDasharray',
  'transform',
  'id',
  'aria-keyshortcuts',
  'data-testid',
])

const zh = { ...viewsZh, ...feedZh }

interface Found {
  readonly where: string
  readonly text: string
}

/** A node of the syntax tree (ESTree with JSX), as far as it is looked at. */
type SyntaxNode = { readonly type: string; readonly start: number; readonly end: number } & Readonly<Record<string, unknown>>

const sentences: Found[] = []
const unsaid: Found[] = []
const unreadable: Found[] = []
for (const folder of SPEAKING) {
  const files = readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' })
  for (const file of files.filter(
    (name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && !name.endsWith('zh.ts') && name !== 'heard.ts',
  ))
    look(join(SRC, folder, file))
}
look(join(SRC, 'main.tsx'))

function look(path: string): void {
  const source = readFileSync(path, 'utf8')
  const file = relative(SRC, path)
  const { program } = parseSync(file, source)
  const said = new Set<SyntaxNode>()
  const found = (node: SyntaxNode, text: string): Found => ({
    where: `${file}:${source.slice(0, node.start).split('\n').length}`,
    text,
  })
  const tell = (node: SyntaxNode, text: string): void => {
    const trimmed = text.replace(/\s+/g, ' ').trim()
    // Units, ids and single letters are not words.
    if (!/\p{L}{3,}/u.test(trimmed) || SAME_EVERYWHERE.has(trimmed.replace(/^· | ·$/g, ''))) return
    const allowed = NO_SENTENCES.some((one) => (typeof one === 'string' ? one === file : one[0] === file && one[1].test(trimmed)))
    if (!allowed) unsaid.push(found(node, trimmed))
  }
  /** `quiet`: what stands in it is no text of the page, but for what it says with t. */
  const visit = (node: SyntaxNode, parent: SyntaxNode | undefined, quiet: boolean): void => {
    const { type } = node
    const callee = node['callee'] as SyntaxNode | undefined
    if (type === 'CallExpression' && callee?.type === 'Identifier' && file !== 'base/say.ts') {
      // t(text), tn(count, one, many)
      const at = callee['name'] === 't' || callee['name'] === 'phrase' ? 0 : callee['name'] === 'tn' ? 2 : undefined
      const argument = at === undefined ? undefined : (node['arguments'] as SyntaxNode[])[at]
      if (argument && literal(argument) !== undefined) sentences.push(found(node, literal(argument)!))
      else if (argument) unreadable.push(found(node, source.slice(argument.start, argument.end)))
      if (argument) (node['arguments'] as SyntaxNode[]).slice(0, at! + 1).forEach((one) => said.add(one))
    }
    // Selectors.
    const method = callee && (callee['property'] as SyntaxNode | undefined)
    if (type === 'CallExpression' && method && SELECTING.has(nameOf(method)))
      (node['arguments'] as SyntaxNode[]).forEach((one) => said.add(one))
    // An error is what developers read; what a reader is told of it is said where it is caught.
    if (type === 'NewExpression' && callee && nameOf(callee).endsWith('Error'))
      (node['arguments'] as SyntaxNode[]).forEach((one) => said.add(one))
    // What is compared with is not shown.
    if (type === 'SwitchCase' && node['test']) said.add(node['test'] as SyntaxNode)
    if (type === 'BinaryExpression' && /^[=!]==$/.test(node['operator'] as string))
      for (const side of ['left', 'right']) said.add(node[side] as SyntaxNode)
    if (type === 'Property' && SPOKEN_PROPERTIES.has(nameOf(node['key'] as SyntaxNode)))
      for (const text of literalsIn(node['value'] as SyntaxNode)) tell(node, text)
    // Of types nothing is said, and of what stands for a value at run time its parts.
    if (type === 'ImportDeclaration' || (type.startsWith('TS') && !/^TS(?:As|Satisfies|NonNull)/.test(type))) return
    if (type === 'ExportNamedDeclaration' && node['source']) return
    const isQuiet = quiet || said.has(node)
    if (!isQuiet && (type === 'Literal' || type === 'TemplateLiteral'))
      for (const text of literalsIn(node)) if (isProse(text, type)) tell(node, text)
    if (type === 'JSXAttribute' && node['value']) {
      const name = nameOf(node['name'] as SyntaxNode)
      const given = node['value'] as SyntaxNode
      const value = given.type === 'JSXExpressionContainer' ? (given['expression'] as SyntaxNode) : given
      if (name === 'text' && parent && nameOf(parent['name'] as SyntaxNode) === 'Sentence') {
        if (literal(value) !== undefined) sentences.push(found(node, literal(value)!))
        else unreadable.push(found(node, source.slice(node.start, node.end)))
        said.add(value)
      } else if (UNREAD_ATTRIBUTES.has(name)) return
      else if (SPOKEN_ATTRIBUTES.has(name)) for (const text of literalsIn(value)) tell(node, text)
    }
    if (type === 'JSXText') tell(node, node['value'] as string)
    if (type === 'JSXExpressionContainer' && parent?.type !== 'JSXAttribute')
      for (const text of literalsIn(node['expression'] as SyntaxNode)) tell(node, text)
    for (const child of childrenOf(node)) visit(child, node, isQuiet)
  }
  visit(program as unknown as SyntaxNode, undefined, false)
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const isNode = (value: unknown): value is SyntaxNode =>
    typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'
  return Object.values(node)
    .flatMap((value: unknown) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter(isNode)
}

function nameOf(node: SyntaxNode): string {
  return typeof node['name'] === 'string' ? node['name'] : ''
}

function literal(node: SyntaxNode): string | undefined {
  return node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : undefined
}

/** The texts that an expression may become, as far as they stand in it: literals, and what is chosen between with ? : && ||. */
function literalsIn(node: SyntaxNode): string[] {
  const text = literal(node)
  if (text !== undefined) return [text]
  const part = (name: string): string[] => literalsIn(node[name] as SyntaxNode)
  if (node.type === 'TemplateLiteral')
    return (node['quasis'] as SyntaxNode[]).map((quasi) => (quasi['value'] as { cooked: string }).cooked)
  if (node.type === 'ConditionalExpression') return [...part('consequent'), ...part('alternate')]
  if (node.type === 'ParenthesizedExpression') return part('expression')
  if (node.type === 'LogicalExpression') return node['operator'] === '&&' ? part('right') : [...part('left'), ...part('right')]
  if (node.type === 'BinaryExpression' && node['operator'] === '+') return [...part('left'), ...part('right')]
  return []
}

/** Two words, or a word beside what a template fills in. */
function isProse(text: string, type: string): boolean {
  if (/\p{L}{2,}[,.:;]? \p{L}{2,}/u.test(text)) return true
  return type === 'TemplateLiteral' && /(?:^|\s)\p{L}{2,}[.,:;)]?\s|\s[(]?\p{L}{2,}(?=$|[\s.,:;)])/u.test(text)
}

const names = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))].sort()

describe('the page in Chinese', () => {
  it('says nothing past the catalogues', () => {
    expect(unsaid.map((one) => `${one.where}: ${one.text}`)).toEqual([])
    expect(unreadable.map((one) => `${one.where}: ${one.text}`)).toEqual([])
  })

  it('has each sentence', () => {
    const missing = sentences.filter((one) => !Object.hasOwn(zh, one.text)).map((one) => `${one.where}: ${one.text}`)
    expect(missing).toEqual([])
  })

  it('fills the same names into each sentence', () => {
    // A plural of one form may leave nothing out either.
    const wrong = Object.entries(zh).filter(([text, sentence]) => names(text).join() !== names(sentence).join())
    expect(wrong).toEqual([])
  })

  it('keeps no sentence that nobody says', () => {
    const everSaid = new Set(sentences.map((one) => one.text))
    expect(Object.keys(zh).filter((text) => !everSaid.has(text))).toEqual([])
  })

  it('has each sentence once, however many folders say it', () => {
    const files = SPEAKING.flatMap((folder) =>
      readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('zh.ts'))
        .map((name) => readFileSync(join(SRC, folder, name), 'utf8')),
    )
    const entry = /^ {2}(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\w+)):\s*'((?:[^'\\]|\\.)*)',$/gm
    const said = new Map<string, Set<string>>()
    for (const text of files) {
      for (const [, single, double, bare, sentence] of text.matchAll(entry)) {
        const key = single ?? double ?? bare!
        said.set(key, (said.get(key) ?? new Set()).add(sentence!))
      }
    }
    expect(said.size).toBeGreaterThan(500)
    expect([...said].filter(([, sentences]) => sentences.size > 1).map(([key, sentences]) => [key, ...sentences])).toEqual([])
    expect([...said.keys()].filter((key) => !Object.hasOwn(zh, key.replaceAll("\\'", "'")))).toEqual([])
  })

  it('knows only sentences that somebody says', () => {
    const sources = ['gateway', 'format', 'feed', 'timeline', 'profile']
      .flatMap((folder) =>
        readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(SRC, folder, name)),
      )
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.endsWith('zh.ts'))
      .concat(join(SRC, 'main.tsx'))
      .map((path) => readFileSync(path, 'utf8').replaceAll("\\'", "'"))
      .join('\n')
      .replaceAll('\\u2019', '’')
    // Some are put together: their pieces stand somewhere, two words or more.
    const isSaid = (text: string): boolean => {
      if (sources.includes(text.trim())) return true
      let words = text.split(' ').filter((word) => /[\p{L}\d]/u.test(word))
      while (words.length > 0) {
        const most = words.findLastIndex((_, at) => {
          const piece = words.slice(0, at + 1).join(' ')
          return sources.includes(piece) || sources.includes(piece.replace(/s$/, ''))
        })
        if (most < Math.min(1, words.length - 1)) return false
        words = words.slice(most + 1)
      }
      return true
    }
    const unknown = Object.keys(heard).filter(
      (text) => !text.split(/\{\w+\}|(?<=[.:;,]) /).every((part) => isSaid(part.replace(/[.:;,]$/, ''))),
    )
    expect(unknown).toEqual([])
    expect(Object.entries(heard).filter(([text, sentence]) => names(text).join() !== names(sentence).join())).toEqual([])
  })
})
