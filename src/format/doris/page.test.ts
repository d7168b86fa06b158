import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ReadError } from '../../profile/report'
import type { MemoryInfo } from '../../profile/snapshot'
import { findSamplesFolder, GOLDEN_VERSIONS, readGoldenFile, readGoldenFiles } from '../../testing/golden'
import { makeMemorySnapshot } from '../../testing/makeMemorySnapshot'
import { printProfile } from '../text/print'
import { escapeMarkup } from './markup'
import { isDorisPage, printDorisPage, readDorisPage, type DorisPage } from './page'

const OPTIONS = new Map([
  ['disable_memory_gc', 'false'],
  ['enable_memory_orphan_check', 'true'],
  ['jemalloc_memory_dir', '/opt/doris-2.1.0/log'],
])
const ALLOCATOR = '___ Begin jemalloc statistics ___\nAllocated: 2401232080, active: 2526302208\n--- End jemalloc statistics ---'
const exact = (value: number) => ({ value, error: 0 })
const INFO: MemoryInfo = {
  properties: {
    physicalMemory: exact(512),
    pageSize: exact(4096),
    memLimit: exact(460),
    softMemLimit: exact(414),
    lowWaterMark: exact(25),
    warningWaterMark: exact(50),
    cgroupLimit: null,
    cgroupUsage: null,
    cgroupRefreshState: true,
    extra: undefined,
  },
  status: undefined,
  options: OPTIONS,
  allocator: ALLOCATOR,
  extra: undefined,
}
const DOCUMENTS = [
  { title: 'Memory Management Overview', href: 'https://doris.apache.org/docs/overview' },
  { title: 'Memory Issue FAQ', href: 'https://doris.apache.org/docs/faq' },
]

const p1Text = readGoldenFile('v1', 'memory_profile_00003').text
const p3Text = readGoldenFile('v2', 'memory_profile_00003').text

/** As a BE of P1 serves it: nothing escaped, no copy button, several `<pre>`. */
function servedPage(profileText: string, { version = 'doris-3.0.4-rc01 RELEASE' } = {}): string {
  const page = printDorisPage({ profileText, memoryInfo: INFO, documents: DOCUMENTS, raw: true, escape: false })
  const content = page
    .slice(page.indexOf('<h2 id'), page.lastIndexOf('</div>'))
    .replace('</pre>\n\n---\n\n<h2>Memory', '</pre><h2>Memory')
  return `<!DOCTYPE html>
<html>
  <head>
    <title>Doris</title>
    <link href='/Bootstrap-3.3.7/css/bootstrap.min.css' rel='stylesheet' media='screen' />
    <script src='/jQuery-3.6.0/jquery-3.6.0.min.js'></script>
  </head>
  <body>
    <div class="navbar navbar-default navbar-fixed-top"><div class="container">
      <ul class="nav navbar-nav">
        <li><a class="nav-link" href="/">Home</a></li>
        <li><a class="nav-link" href="/profile">Process Profile</a></li>
        <li><a class="nav-link" href="/varz">Configs</a></li>
      </ul>
      <pre>Tip: <b>?raw</b> gives less</pre>
    </div></div>
    <div class="container">
${content}
    </div>
    <footer class="footer"><div class="container text-muted">
      <pre>${version} (build git://host@1234)</pre>
    </div></footer>
  </body>
</html>
`
}

/** What the copy button puts into the clipboard: the markup of the page part as a browser writes it, at most 99,999 characters. */
function copiedFragment(profileText: string): string {
  const content = printDorisPage({
    profileText: escapeText(profileText),
    memoryInfo: INFO,
    documents: DOCUMENTS,
    raw: true,
    escape: false,
  })
  return content
    .slice(content.indexOf('<h2 id'), content.lastIndexOf('</div>'))
    .replaceAll(/href=([^>"]+)>/g, 'href="$1">')
    .slice(0, 99_999)
}

const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** What "select all, copy" gives: headings are lines of their own. */
function copiedText(profileText: string): string {
  return `Home
Process Profile
Configs
Process Profile
${profileText}

---

Memory Info

Memory Documents

Memory Management Overview
Memory Issue FAQ

---

Memory Properties

System Physical Mem: 512.00 B
System Page Size: 4096
Mem Limit: 460.00 B
Soft Mem Limit: 414.00 B
System Mem Available Low Water Mark: 25.00 B
System Mem Available Warning Water Mark: 50.00 B
Cgroup Mem Limit: 8589934592.00 GB
Cgroup Mem Usage: -9223372036854775808.00 B
Cgroup Mem Refresh State: 1

---

Memory Option Settings

disable_memory_gc=false
enable_memory_orphan_check=true
jemalloc_memory_dir=/opt/doris-2.1.0/log

---

Jemalloc Profiles

${ALLOCATOR}
doris-3.0.4-rc01 RELEASE (build git://host@1234)
`
}

const textOf = (page: DorisPage): string => printProfile(page.root, page.source === 'P1' ? 'p1' : 'p2')

describe("Doris's /profile page", () => {
  const forms: readonly (readonly [name: string, make: (text: string) => string])[] = [
    ['as a BE serves it', servedPage],
    ['as a BE serves it, with CRLF', (text) => servedPage(text).replaceAll('\n', '\r\n')],
    [
      '?raw of ours',
      (profileText) => printDorisPage({ profileText, memoryInfo: INFO, documents: DOCUMENTS, raw: true, escape: true }),
    ],
    [
      'full page of ours',
      (profileText) => printDorisPage({ profileText, memoryInfo: INFO, raw: false, escape: true, version: 'memlane 1' }),
    ],
    ['copied with its button', copiedFragment],
    ['copied with its button, escaped once more', (text) => escapeMarkup(copiedFragment(text))],
    ['copied as text', copiedText],
  ]

  it.each(forms)('is read whole, %s', (_name, make) => {
    for (const text of [p1Text, p3Text, readGoldenFile('v2', 'memory_profile_71b95362_00015').text]) {
      const input = make(text)
      expect(isDorisPage(input)).toBe(true)
      const page = readDorisPage(input)
      expect(textOf(page)).toBe(text)
      expect(page).toMatchObject({ memoryInfo: INFO, problems: [], moreProblems: 0, complete: true })
    }
  })

  it.each(GOLDEN_VERSIONS)('gives back every golden memory profile of %s that is put into it', (version) => {
    for (const { kind, text } of readGoldenFiles(version)) {
      if (kind !== 'memory_profile') continue
      for (const make of [servedPage, copiedFragment]) {
        const input = make(text)
        if (input.length === 99_999) continue // cut, see below
        expect(textOf(readDorisPage(input))).toBe(text)
      }
    }
  })

  it('tells generation and version', () => {
    expect(readDorisPage(servedPage(p1Text))).toMatchObject({ source: 'P1', version: 'doris-3.0.4-rc01', form: 'page' })
    expect(readDorisPage(servedPage(p3Text))).toMatchObject({ source: 'P3' })
    expect(readDorisPage(copiedText(p3Text))).toMatchObject({ source: 'P3', version: 'doris-3.0.4-rc01', form: 'text' })
    // a path among the options is no version
    expect(readDorisPage(copiedFragment(p3Text)).version).toBeUndefined()
  })

  it('28: reads what the copy button left of a long page: 99,999 characters', () => {
    const { text } = readGoldenFile('v2', 'memory_profile_00200')
    const many = text + text.slice(text.indexOf('    QueryTasks:')).repeat(3)
    const page = readDorisPage(copiedFragment(many))
    expect(page.complete).toBe(false)
    expect(page.problems.map(({ message }) => message).join(' ')).toContain('cut off')
    expect(page.memoryInfo).toBeUndefined()
    const printed = textOf(page)
    expect(many.startsWith(printed.slice(0, printed.lastIndexOf('\n', printed.length - 2)))).toBe(true)
    expect(printed.length).toBeGreaterThan(90_000)
  })

  it('31: keeps markup in a label as text, escaped or not', () => {
    const labels = [
      '<img src=x onerror=alert(1)>',
      '"><script>alert(1)</script>',
      'a < b && c > d',
      '</pre><h2>Memory Info</h2>',
      'x &lt; y & z',
      '<b>bold</b>',
    ]
    for (const label of labels) {
      const text = p1Text.replace('Orphan@global', `${label}@global`)
      expect(text).not.toBe(p1Text)
      const escaped = printDorisPage({ profileText: text, memoryInfo: INFO, raw: false, escape: true })
      for (const input of [servedPage(text), escaped, copiedFragment(text)]) {
        const page = readDorisPage(input)
        expect(textOf(page)).toBe(text)
        expect(page.memoryInfo).toMatchObject({ options: OPTIONS, allocator: ALLOCATOR })
      }
      expect(escaped).not.toContain(label)
    }
  })

  it('19: has no trouble with a tracker called __proto__', () => {
    const text = p1Text.replace(/Orphan@global@id=[0-9a-f-]+/, '__proto__')
    expect(textOf(readDorisPage(servedPage(text)))).toBe(text)
    expect(Object.prototype).not.toHaveProperty('counters')
  })

  it('numbers the lines of problems as in the input', () => {
    const input = servedPage(p1Text.replace('     - PhysicalMemoryPeak: 8.05 GB', '     - PhysicalMemoryPeak: lots of it'))
    const wrong = input.split('\n').findIndex((line) => line.includes('lots of it')) + 1
    const problems = readDorisPage(input).problems.filter(({ line }) => line !== undefined)
    expect(problems.map(({ line }) => line)).toEqual([wrong])
    const options = servedPage(p1Text).replace('disable_memory_gc=false', 'nonsense')
    expect(readDorisPage(options).problems.map(({ line }) => line)).toEqual([options.split('\n').indexOf('nonsense') + 1])
  })

  it('says that the page moved, for /mem_tracker of P1 and later', () => {
    const notice =
      '<h2>mem_tracker webpage has been offline, please click <a href=../profile>Process Profile</a>, see MemoryProfile and Memory Info</h2>'
    expect(() => readDorisPage(notice)).toThrow(/\/profile/)
    expect(isDorisPage(notice)).toBe(true)
  })

  it('23: a page cut at every 997th byte gives what stands before the cut, or a ReadError', () => {
    const pages = [
      servedPage(p3Text),
      copiedText(p1Text),
      printDorisPage({ profileText: p3Text, memoryInfo: INFO, raw: true, escape: true }),
    ]
    const read = (text: string): DorisPage | undefined => {
      try {
        return readDorisPage(text)
      } catch (error) {
        if (error instanceof ReadError) return undefined
        throw error
      }
    }
    const cuts = pages.flatMap((page) =>
      Array.from({ length: Math.floor(page.length / 997) }, (_, index) => page.slice(0, 1 + index * 997)),
    )
    const results = cuts.map(read).filter((page) => page !== undefined)
    expect(results.every(({ root }) => root.children.length > 0)).toBe(true)
    expect(results.length).toBeGreaterThan(cuts.length / 2)
    // Text does not show whether it goes on; the profile of a page ends with its tag.
    expect(results.filter(({ complete }) => complete).length).toBeLessThan(pages.length * 3)
  })

  it('a page cut anywhere is never called complete', () => {
    const wrong: string[] = []
    for (const page of [servedPage(p3Text), printDorisPage({ profileText: p3Text, memoryInfo: INFO, raw: true, escape: true })]) {
      for (let cut = page.indexOf('</pre>', page.indexOf('processProfile"')) + 9; cut < page.lastIndexOf('</pre>'); cut += 13) {
        if (readDorisPage(page.slice(0, cut)).complete) wrong.push(page.slice(cut - 30, cut))
      }
    }
    expect(wrong).toEqual([])
  })

  it('a page that says less than ours, but is closed, is complete: a BE of the future may print other things', () => {
    const closed = servedPage(p3Text)
    const withoutOptions = closed.replace(/<h4 id="memoryOptionSettingsTitle">[^]*?---\n\n/, '')
    const withoutInfo = closed.replace(/<h2>Memory Info<\/h2>[^]*?<\/pre>/, '')
    const element = /<pre id="processProfile">[^]*?<\/pre>/.exec(closed)![0]
    for (const [input, missing] of [
      [withoutOptions, 'Memory Option Settings'],
      [withoutInfo, '"Memory Info" is not in this input'],
      [element, '"Memory Info" is not in this input'],
      [closed.replace(/ {2}AllTasksMemorySnapshot:[^]*?<\/pre>/, '</pre>'), 'AllTasksMemorySnapshot'],
    ] as const) {
      const page = readDorisPage(input)
      expect(page.complete).toBe(true)
      expect(page.problems.map(({ kind, message }) => `${kind} ${message}`)).toEqual([
        expect.stringMatching(new RegExp(`^missing .*${missing}`)),
      ])
    }
  })

  it('is the same page again after reading, for any labels and sizes', () => {
    const label = fc.stringMatching(/^[A-Za-z][^\r\n@]{0,30}$/)
    const size = fc
      .bigInt({ min: -(2n ** 62n), max: 2n ** 62n })
      .map((value) => (value < 2n ** 53n && value > -(2n ** 53n) ? Number(value) : value))
    fc.assert(
      fc.property(
        fc.array(fc.record({ label, type: fc.constantFrom('query' as const, 'load' as const), current: size }), { maxLength: 5 }),
        fc.constantFrom('P1' as const, 'P2' as const, 'P3a' as const, 'P3' as const),
        size,
        fc.boolean(),
        (tasks, generation, rss, raw) => {
          const snapshot = makeMemorySnapshot({ tasks, generation, rss, query: 1, load: 1, physical: 2 ** 40, limit: 2 ** 39 })
          const style = generation === 'P1' ? 'p1' : 'p2'
          const print = (root: typeof snapshot.profile, memoryInfo: MemoryInfo | undefined) =>
            printDorisPage({ profileText: printProfile(root!, style), memoryInfo, documents: DOCUMENTS, raw, escape: true })
          const printed = print(snapshot.profile, { ...snapshot.memoryInfo!, options: OPTIONS, allocator: ALLOCATOR })
          const page = readDorisPage(printed)
          expect(page).toMatchObject({ source: generation, complete: true })
          expect(print(page.root, page.memoryInfo)).toBe(printed)
        },
      ),
      { numRuns: 100 },
    )
  })
})

const samples = findSamplesFolder()

describe('real pastes', () => {
  it.skipIf(!samples)('are no pages: the profile stands alone in them', () => {
    for (const name of ['pr44739-profile-metadata-cache.txt', 'pr44647-object-heap-dump.txt']) {
      expect(isDorisPage(readFileSync(new URL(name, samples), 'utf8'))).toBe(false)
    }
  })
})
