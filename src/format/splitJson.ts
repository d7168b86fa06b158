/** One JSON value of a text that holds one, an array of them, or several one after the other. */
export type JsonPart =
  /**
   * `text` is a whole object or array as far as its brackets go. `line` is where it begins, 1-based. `json` is what JSON.parse makes of
   * it, where that was done already.
   */
  | { readonly kind: 'value'; readonly text: string; readonly line: number; readonly json?: unknown }
  /** Something that is not a whole value was skipped; at most 200 characters of it. */
  | { readonly kind: 'broken'; readonly text: string; readonly line: number }
  /** A value longer than allowed was skipped. */
  | { readonly kind: 'too-long'; readonly length: number; readonly line: number }
  /** The text ended inside a value, or before the end of the array. */
  | { readonly kind: 'cut'; readonly text: string; readonly line: number }

/**
 * Cuts a text, as it comes, into its top-level JSON values: the elements of an array if it begins with `[`, else values that follow
 * each other with or without line ends between them. A record that breaks off (its writer was killed) costs only itself: the next one
 * is found at a line that begins with `{"format"`, or at any line that begins with `{` once the brackets can no longer be trusted.
 * Lengths are in UTF-16 units. As long as every line is an object, which is most often, lines are parsed and not looked into.
 */
export async function* splitJson(chunks: AsyncIterable<string>, maxLength: number): AsyncGenerator<JsonPart, void, undefined> {
  const lines = new LineSplitter(maxLength)
  let splitter: JsonSplitter | undefined
  for await (const chunk of chunks) {
    if (splitter) splitter.push(chunk)
    else {
      const rest = lines.push(chunk)
      yield* lines.take()
      if (rest === undefined) continue
      splitter = new JsonSplitter(maxLength, lines.line, lines.seenAny)
      splitter.push(rest)
    }
    yield* splitter.take()
  }
  if (!splitter) {
    const rest = lines.end()
    yield* lines.take()
    splitter = new JsonSplitter(maxLength, lines.line, lines.seenAny)
    splitter.push(rest)
  }
  splitter.end()
  yield* splitter.take()
}

/** Objects, one a line, up to the first line that is something else. */
class LineSplitter {
  /** The number of the next line. */
  line = 1
  seenAny = false
  private readonly maxLength: number
  private parts: JsonPart[] = []
  private held = ''

  constructor(maxLength: number) {
    this.maxLength = maxLength
  }

  *take(): Generator<JsonPart> {
    const { parts } = this
    this.parts = []
    yield* parts
  }

  /** Takes the lines that end in this chunk. Returns what is left from the first line on that is no object; undefined: there is none. */
  push(chunk: string): string | undefined {
    let start = 0
    for (;;) {
      const end = chunk.indexOf('\n', start)
      if (end < 0) {
        this.held += chunk.slice(start)
        return this.held.length > this.maxLength ? this.held : undefined
      }
      const text = this.held + chunk.slice(start, end)
      if (!this.read(text)) return `${text}${chunk.slice(end)}`
      this.held = ''
      this.line += 1
      start = end + 1
    }
  }

  /** The last line has no end. Returns what is left of it. */
  end(): string {
    return this.held === '' || this.read(this.held) ? '' : this.held
  }

  private read(text: string): boolean {
    if (text.charCodeAt(0) !== OPEN_OBJECT || text.length > this.maxLength)
      return text.trim() === '' && !text.startsWith('\uFEFF')
    try {
      const json: unknown = JSON.parse(text)
      this.parts.push({ kind: 'value', text: text.trimEnd(), line: this.line, json })
      this.seenAny = true
      return true
    } catch {
      return false
    }
  }
}

const NEWLINE = 10
const QUOTE = 34
const COMMA = 44
const OPEN_ARRAY = 91
const BACKSLASH = 92
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

const RECORD_START = '{"format"'

class JsonSplitter {
  private readonly maxLength: number
  private parts: JsonPart[] = []
  private readonly held: string[] = []
  private heldLength = 0
  private line: number
  private startLine = 1
  /** 'between': outside of any value. 'value': in one. 'garbage': in a line that is not JSON. 'lost': the brackets do not count any more. */
  private state: 'between' | 'value' | 'garbage' | 'lost' = 'between'
  private isArray = false
  private arrayEnded = false
  private seenAny: boolean
  private depth = 0
  private inString = false
  private escaped = false
  private atLineStart = true
  /** How much of RECORD_START stands at the start of this line so far; -1: it cannot become one. */
  private matched = 0

  /** @param line the number of the first line that it is given; `seenAny`: there were values before. */
  constructor(maxLength: number, line: number, seenAny: boolean) {
    this.maxLength = maxLength
    this.line = line
    this.seenAny = seenAny
  }

  *take(): Generator<JsonPart> {
    const parts = this.parts
    this.parts = []
    yield* parts
  }

  push(chunk: string): void {
    let start = 0 // of what belongs to the current value or garbage in this chunk
    for (let at = 0; at < chunk.length; at++) {
      if (this.state === 'value' && this.matched < 0 && !this.escaped) {
        const next = this.inString ? skipString(chunk, at) : skipPlain(chunk, at)
        if (next > at) {
          this.atLineStart = false
          at = next
          if (at === chunk.length) break
        }
      }
      const code = chunk.charCodeAt(at)
      if (this.state === 'value') {
        if (this.inString) {
          if (this.escaped) this.escaped = false
          else if (code === BACKSLASH) this.escaped = true
          else if (code === QUOTE) this.inString = false
          else if (code === NEWLINE) {
            // a JSON string never holds a bare line end: this value is broken
            this.hold(chunk, start, at)
            this.finish('broken')
            this.state = 'lost'
          }
        } else if (code === QUOTE) this.inString = true
        else if (code === OPEN_OBJECT || code === OPEN_ARRAY) this.depth++
        else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
          this.depth--
          if (this.depth === 0) {
            this.hold(chunk, start, at + 1)
            this.finish('value')
            this.state = 'between'
          }
        }
        if (this.matched >= 0 && this.state === 'value' && this.matchRecordStart(code)) {
          // another record begins inside this one
          this.hold(chunk, start, at + 1)
          this.dropRecordStart()
          this.finish('broken')
          this.begin()
          this.held.push(RECORD_START)
          this.heldLength = RECORD_START.length
          start = at + 1
        }
      } else if (this.state === 'between') {
        if (code === OPEN_OBJECT || (code === OPEN_ARRAY && (this.seenAny || this.isArray))) {
          this.begin()
          start = at
        } else if (code === OPEN_ARRAY) this.isArray = true
        else if (code === CLOSE_ARRAY && this.isArray && !this.arrayEnded) this.arrayEnded = true
        else if (code !== COMMA && !isBlank(code)) {
          this.state = 'garbage'
          this.startLine = this.line
          start = at
        }
        if (!isBlank(code)) this.seenAny = true
      } else if (this.state === 'garbage') {
        if (code === NEWLINE) {
          this.hold(chunk, start, at)
          this.finish('broken')
          this.state = 'between'
        }
      } else if (this.atLineStart && code === OPEN_OBJECT) {
        this.begin()
        start = at
      }
      this.atLineStart = code === NEWLINE
      if (code === NEWLINE) {
        this.line++
        this.matched = 0
      }
    }
    if (this.state === 'value' || this.state === 'garbage') this.hold(chunk, start, chunk.length)
  }

  end(): void {
    if (this.state === 'value') this.finish('cut')
    else if (this.state === 'garbage') this.finish('broken')
    else if (this.isArray && !this.arrayEnded) this.parts.push({ kind: 'cut', text: '', line: this.line })
  }

  private begin(): void {
    this.state = 'value'
    this.startLine = this.line
    this.depth = 1
    this.inString = false
    this.escaped = false
    this.matched = -1
  }

  private matchRecordStart(code: number): boolean {
    if (code !== RECORD_START.charCodeAt(this.matched)) {
      this.matched = -1
      return false
    }
    this.matched++
    if (this.matched < RECORD_START.length) return false
    this.matched = -1
    return true
  }

  private dropRecordStart(): void {
    const text = this.held.join('')
    this.held.length = 0
    this.held.push(text.slice(0, -RECORD_START.length))
  }

  private hold(chunk: string, start: number, end: number): void {
    this.heldLength += end - start
    if (this.heldLength <= this.maxLength) this.held.push(chunk.slice(start, end))
    else if (this.held.length > 1) this.held.length = 1 // its beginning, to show; the rest is let go
  }

  private finish(kind: 'value' | 'broken' | 'cut'): void {
    const line = this.startLine
    if (this.heldLength > this.maxLength) this.parts.push({ kind: 'too-long', length: this.heldLength, line })
    else {
      const text = this.held.join('')
      this.parts.push({ kind, text: kind === 'value' ? text : text.slice(0, 200), line })
    }
    this.held.length = 0
    this.heldLength = 0
  }
}

/** The next place at or after `at` in a string that means something: a quote, a backslash, a line end. */
function skipString(chunk: string, at: number): number {
  let next = at
  while (next < chunk.length) {
    const code = chunk.charCodeAt(next)
    if (code === QUOTE || code === BACKSLASH || code === NEWLINE) break
    next++
  }
  return next
}

/** The same between strings: a quote, a bracket, a line end. In ASCII a square bracket is a curly one but for one bit. */
function skipPlain(chunk: string, at: number): number {
  let next = at
  while (next < chunk.length) {
    const code = chunk.charCodeAt(next)
    if (code === QUOTE || code === NEWLINE || (code | 0x20) === OPEN_OBJECT || (code | 0x20) === CLOSE_OBJECT) break
    next++
  }
  return next
}

function isBlank(code: number): boolean {
  return code === 32 || code === NEWLINE || code === 13 || code === 9 || code === 0xfeff
}
