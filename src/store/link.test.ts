import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BAND_IDS } from '../timeline/bands'
import { LONGEST_LINK, printLink, readLink, sayLinkNote, type Link } from './link'
import { TASK_COLUMNS } from './view'

const time = fc.integer({ min: 0, max: 8.64e15 })
const name = fc
  .oneof(
    fc.string({ maxLength: 40 }),
    fc.string({ maxLength: 40, unit: 'grapheme' }),
    fc.constantFrom('be-17.prod', 'a b&c=d#e', '内存 (1).gz', "~!'()*,/"),
  )
  // What must not stand in a link has tests of its own.
  .filter((text) => text !== '' && !/\p{Cc}/u.test(text) && !/:|(\d+\.){3}/.test(text) && text.isWellFormed())
const rowId = fc
  .array(fc.oneof(name, fc.constant(''), fc.integer({ min: 0, max: 99 })), { minLength: 1, maxLength: 6 })
  .map((path) => JSON.stringify(path))
const range = fc
  .tuple(time, time)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }))
const list = <T>(one: fc.Arbitrary<T>) => fc.uniqueArray(one, { minLength: 1, maxLength: 5 })

const parts = {
  range,
  cursorAt: time,
  aAt: time,
  bAt: time,
  panel: fc.constantFrom('tasks', 'explain', 'events', 'memory', 'raw', 'report'),
  chartMode: fc.constantFrom('stack', 'lines'),
  chartTable: fc.constant(true),
  treeByChange: fc.constant(true),
  taskShown: name,
  solo: fc.constantFrom(...BAND_IDS),
  hidden: list(fc.constantFrom(...BAND_IDS)),
  toggled: list(rowId),
  treeBase: fc.constantFrom('open', 'closed', 'auto'),
  treeRaw: fc.constant(true),
  sorting: fc.record({ column: fc.constantFrom(...TASK_COLUMNS), descending: fc.boolean() }),
  taskText: name,
  taskTypes: list(name),
  units: fc.constantFrom('iec', 'doris'),
  zone: fc.constantFrom('browser', 'host', 'utc'),
}
const link = fc.oneof(
  fc.record({ target: name, ...parts }, { requiredKeys: [] }),
  fc.record({ file: name, ...parts }, { requiredKeys: [] }),
  fc.record({ target: name, spanMs: fc.integer({ min: 1, max: 1e9 }) }, { requiredKeys: [] }),
) as fc.Arbitrary<Link>

describe('a link to a view', () => {
  it('says what the view is, so that one can read it', () => {
    const hash = printLink({
      target: 'be-17.prod',
      range: { from: 1_795_413_000_000, to: 1_795_413_847_000 },
      cursorAt: 1_795_413_500_000,
      panel: 'events',
      toggled: ['["MemoryProfile","TrackedMemory"]', '["Details",1]'],
      sorting: { column: 'peak', descending: true },
      taskText: 'load tablet',
      units: 'doris',
      zone: 'browser',
    })
    expect(hash).toBe(
      '#v=1&be=be-17.prod&r=1795413000000_1795413847000&t=1795413500000&p=events&x=MemoryProfile/TrackedMemory,Details/~1&so=-peak&q=load%20tablet&u=doris&z=local',
    )
    expect(printLink({})).toBe('')
  })

  it('reads what it printed: the two undo each other', () => {
    fc.assert(
      fc.property(link, (wanted) => {
        const hash = printLink(wanted)
        expect(hash.length).toBeLessThanOrEqual(LONGEST_LINK)
        expect(hash).toMatch(/^(#v=1(&[a-z]+=[A-Za-z0-9_.~,/%-]+)+)?$/)
        const { link: read, notes } = readLink(hash)
        expect(notes).toEqual([])
        expect(printLink(read)).toBe(hash)
        expect(hash.length < LONGEST_LINK - 300 ? read : wanted).toEqual(wanted)
      }),
    )
  })

  it('is never longer than what is read, and gives up rows of the tree first', () => {
    const toggled = Array.from({ length: 400 }, (_, n) =>
      JSON.stringify(['MemoryProfile', 'AllTasksMemorySnapshot', `Query#${n}`]),
    )
    const hash = printLink({ file: 'x.gz', cursorAt: 5, toggled, taskText: '内'.repeat(200) })
    expect(hash.length).toBeLessThanOrEqual(LONGEST_LINK)
    const { link: read, notes } = readLink(hash)
    expect(notes).toEqual([])
    expect(read).toMatchObject({ file: 'x.gz', cursorAt: 5, taskText: '内'.repeat(200) })
    expect(
      printLink({ file: '内'.repeat(200), taskTypes: Array.from({ length: 100 }, () => '内'.repeat(30)) }).length,
    ).toBeLessThanOrEqual(LONGEST_LINK)
  })

  it.each([
    ['http://10.0.0.17:8040'],
    ['https://root:secret@be-host/profile'],
    ['root:secret@be-host'],
    ['be_10.0.0.17.log'],
    ['fe80::1:2:3'],
    ['a\u0000b'],
    ['x'.repeat(201)],
    ['\ud800'],
  ])('carries no address, no credential, no control characters: %j', (text) => {
    const id = JSON.stringify(['MemoryProfile', text])
    const isLong = text.length > 200
    const hash = printLink({
      target: text,
      taskText: text,
      taskTypes: ['query', text],
      toggled: isLong ? [] : [id],
      units: 'iec',
    })
    expect(hash).toMatch(
      isLong || text.includes('\u0000') ? /^#v=1&(x=MemoryProfile\/a%00b&)?ty=query&u=iec$/ : /^#v=1&ty=query&u=iec$/,
    )
    if (!text.isWellFormed()) return
    expect(readLink(`#v=1&f=${encodeURIComponent(text)}&u=iec`)).toEqual({
      link: { units: 'iec' },
      notes: [{ kind: 'bad-values', keys: ['f'] }],
    })
  })

  it.each([
    ['be=http://evil', 'be'],
    ['be=%00', 'be'],
    ['be=%E0%A4%A', 'be'],
    ['f=', 'f'],
    ['r=5_3', 'r'],
    ['r=1_2_3', 'r'],
    ['r=-0_', 'r'],
    ['r=NaN_Infinity', 'r'],
    ['t=-1', 't'],
    ['t=1e3', 't'],
    ['t=9999999999999999', 't'],
    ['p=__proto__', 'p'],
    ['p=constructor', 'p'],
    ['o=pie', 'o'],
    ['s=toString', 's'],
    ['h=query,nothing', 'h'],
    ['x=a//b', 'x'],
    ['x=~x', 'x'],
    [`x=${'a,'.repeat(200)}a`, 'x'],
    ['xr=yes', 'xr'],
    ['so=colour', 'so'],
    ['u=%2569ec', 'u'],
    ['z=mars', 'z'],
  ])('a value that cannot be stands at its default, and is named: %s', (text, key) => {
    const { link: read, notes } = readLink(`#v=1&${text}&c=5&o${key === 'o' ? '' : '=lines'}`)
    expect(notes).toEqual([{ kind: 'bad-values', keys: [key] }])
    expect(read).toEqual(key === 'o' ? {} : { chartMode: 'lines' })
    expect(sayLinkNote(notes[0]!)).toContain(`defaults: ${key}.`)
  })

  it('tells apart no link, a newer link and a far too long one', () => {
    expect(readLink('')).toEqual({ link: {}, notes: [] })
    expect(readLink('#')).toEqual({ link: {}, notes: [] })
    expect(readLink('#top').notes).toEqual([{ kind: 'not-a-link' }])
    expect(readLink('#v=1&later=something')).toEqual({ link: {}, notes: [] })
    expect(readLink('#v=7&p=events&k=new')).toEqual({ link: { panel: 'events' }, notes: [{ kind: 'newer', version: 7 }] })
    expect(readLink(`#v=1&p=events&x=${'a,'.repeat(500_000)}`)).toEqual({
      link: {},
      notes: [{ kind: 'too-long', characters: 1_000_016 }],
    })
    expect(readLink('#v=1&be=a&f=b')).toEqual({ link: { target: 'a' }, notes: [{ kind: 'bad-values', keys: ['f'] }] })
  })

  it('survives whatever stands in a hash, and what it makes of it is a view that can be linked to', () => {
    const keys = fc.constantFrom(
      'v',
      'be',
      'f',
      'r',
      't',
      'a',
      'b',
      'p',
      'o',
      'd',
      'ct',
      's',
      'h',
      'x',
      'xb',
      'xr',
      'so',
      'q',
      'ty',
      'u',
      'z',
      '__proto__',
      'constructor',
      '',
    )
    const values = fc.oneof(
      fc.string(),
      fc.webFragments(),
      fc.constantFrom('%', '%00', '%2500', '__proto__', '1', '-1', '1_2', 'a/b,c', '~', '-_', 'é'),
    )
    const almost = fc
      .array(fc.tuple(keys, values), { maxLength: 12 })
      .map((pairs) => `#${pairs.map(([key, value]) => `${key}=${value}`).join('&')}`)
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), almost), (hash) => {
        const { link: read, notes } = readLink(hash)
        for (const note of notes) expect(sayLinkNote(note)).toMatch(/\.$/)
        const again = readLink(printLink(read))
        expect(again).toEqual({ link: read, notes: [] })
        expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
      }),
      { numRuns: 2_000 },
    )
  })
})
