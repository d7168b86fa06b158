import { parseInteger, addIntegers, type Integer } from '../../base/integer'

/** What is worth reading in the allocator's own text (doris-formats.md, section 6). undefined = the text does not say it. */
export interface AllocatorStats {
  /** Whose text it is; 'none' for the sentence that stands there in sanitizer builds, 'unknown' for anything else. */
  readonly kind: 'jemalloc' | 'tcmalloc' | 'none' | 'unknown'
  readonly version: string | undefined
  /** Run-time options without "opt.", such as "dirty_decay_ms" -> "5000", in the order of the text. */
  readonly options: ReadonlyMap<string, string>
  readonly arenas: Integer | undefined
  /** Bytes. */
  readonly pageSize: Integer | undefined
  /** Bytes handed out to the program, exact. */
  readonly allocated: Integer | undefined
  /** Bytes in pages that hold something handed out. */
  readonly active: Integer | undefined
  /** Bytes that the allocator needs for itself. */
  readonly metadata: Integer | undefined
  /** Bytes of physical memory that the allocator holds, its caches and metadata included. */
  readonly resident: Integer | undefined
  /** Bytes in mapped extents. */
  readonly mapped: Integer | undefined
  /** Bytes of address space kept without memory behind it. */
  readonly retained: Integer | undefined
  /** Bytes in the caches of the threads. */
  readonly tcacheBytes: Integer | undefined
  /** Pages that were freed and not yet given back: dirty ones still hold memory, muzzy ones until the kernel wants it. */
  readonly dirtyPages: Integer | undefined
  readonly muzzyPages: Integer | undefined
  /** Bytes in the columns of the table of extents, added up over all size classes of the text. */
  readonly extentDirtyBytes: Integer | undefined
  readonly extentMuzzyBytes: Integer | undefined
  readonly extentRetainedBytes: Integer | undefined
}

/**
 * Reads the text of jemalloc's malloc_stats_print, whole or a part of it; the seven figures of tcmalloc's text that have a counterpart
 * are read too. Never throws: what is not in the text stays undefined.
 */
export function readAllocator(text: string): AllocatorStats {
  const lines = text.split('\n')
  const kind = recogniseAllocator(text)
  if (kind === 'tcmalloc') return readTcmalloc(lines)

  const found = new Map<string, Integer>()
  const options = new Map<string, string>()
  let version: string | undefined
  let extents: { dirty: Integer; muzzy: Integer; retained: Integer } | undefined
  let inExtents = false

  for (const line of lines) {
    if (inExtents) {
      const columns = line.trim().split(/\s+/)
      if (columns.length === EXTENT_COLUMNS && columns.every((column) => /^\d+$/.test(column))) {
        extents = {
          dirty: addIntegers(extents?.dirty ?? 0, parseInteger(columns[3]!) ?? 0),
          muzzy: addIntegers(extents?.muzzy ?? 0, parseInteger(columns[5]!) ?? 0),
          retained: addIntegers(extents?.retained ?? 0, parseInteger(columns[7]!) ?? 0),
        }
        continue
      }
      // "---" stands for size classes that are empty
      if (columns[0] !== '---') inExtents = false
    }
    if (/^\s*extents:\s+size\s+ind\s+ndirty\s+dirty\b/.test(line)) {
      inExtents = true
      continue
    }
    const summary = /^\s*Allocated: \d+/.test(line)
    if (summary) {
      for (const [, name, value] of line.matchAll(/(\w+): (\d+)/g)) put(found, name!.toLowerCase(), value!)
      continue
    }
    const colon = line.indexOf(': ') // a pattern with blanks at both ends of the value would take quadratic time on a line of blanks
    if (colon < 0) continue
    const name = line.slice(0, colon).trim()
    const value = line.slice(colon + 2).trim()
    if (name === 'Version') version ??= value.replace(/^"(.*)"$/, '$1')
    else if (name.startsWith('opt.')) options.set(name.slice(4), value.replace(/ \(.*\)$/, '').replace(/^"(.*)"$/, '$1'))
    else if (name === 'dirty' || name === 'muzzy') {
      // "decaying: time npages sweeps ...": time may be N/A
      const pages = value.split(/\s+/)[1]
      if (pages !== undefined) put(found, name, pages)
    } else if (/^\d+$/.test(value)) put(found, name, value)
  }

  return {
    kind,
    version,
    options,
    arenas: found.get('Arenas'),
    pageSize: found.get('Page size'),
    allocated: found.get('allocated'),
    active: found.get('active'),
    metadata: found.get('metadata'),
    resident: found.get('resident'),
    mapped: found.get('mapped'),
    retained: found.get('retained'),
    tcacheBytes: found.get('tcache_bytes'),
    dirtyPages: found.get('dirty'),
    muzzyPages: found.get('muzzy'),
    extentDirtyBytes: extents?.dirty,
    extentMuzzyBytes: extents?.muzzy,
    extentRetainedBytes: extents?.retained,
  }
}

/** size ind ndirty dirty nmuzzy muzzy nretained retained ntotal total */
const EXTENT_COLUMNS = 10

const JEMALLOC =
  /jemalloc statistics ___|^[ \t]*(?:Allocated: \d+, active: \d|tcache_bytes:[ \t]+\d|extents:[ \t]+size[ \t]+ind\b)/m

function recogniseAllocator(text: string): AllocatorStats['kind'] {
  if (/^[ \t]*MALLOC:/m.test(text)) return 'tcmalloc'
  if (JEMALLOC.test(text)) return 'jemalloc'
  return /not available with address sanitizer/.test(text) ? 'none' : 'unknown'
}

/** The first one counts: the summary and the merged arenas come before single arenas. */
function put(found: Map<string, Integer>, name: string, text: string): void {
  const value = parseInteger(text)
  if (value !== undefined && !found.has(name)) found.set(name, value)
}

/** `MALLOC: =  40200342200320 (38338033.9 MiB) Actual memory used (physical + swap)`; the words say which is which. */
function readTcmalloc(lines: readonly string[]): AllocatorStats {
  const find = (words: RegExp): Integer | undefined => {
    for (const line of lines) {
      const row = /^\s*MALLOC:\s*[+=]?\s*(\d+) \([^)]*\) (.*)$/.exec(line)
      if (row && words.test(row[2]!)) return parseInteger(row[1]!)
    }
    return undefined
  }
  return {
    kind: 'tcmalloc',
    version: undefined,
    options: new Map(),
    arenas: undefined,
    pageSize: undefined,
    allocated: find(/^Bytes in use by application/),
    active: undefined,
    metadata: find(/^Bytes in malloc metadata/),
    resident: find(/^Actual memory used/),
    mapped: find(/^Virtual address space used/),
    retained: find(/^Bytes released to OS/),
    tcacheBytes: find(/^Bytes in thread cache freelists/),
    dirtyPages: undefined,
    muzzyPages: undefined,
    extentDirtyBytes: undefined,
    extentMuzzyBytes: undefined,
    extentRetainedBytes: undefined,
  }
}
