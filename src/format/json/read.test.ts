import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_DEPTH, MAX_NAME_LENGTH } from '../../profile/limits'
import { ReadError } from '../../profile/report'
import type { Snapshot } from '../../profile/snapshot'
import { arbitrarySnapshot } from '../../testing/arbitrarySnapshot'
import { isJsonObject, setField, type JsonObject } from './jsonObject'
import { readProfileJson } from './read'
import { OBJECTS } from './spec'
import { findProblem } from './validate'
import { printProfileJson, writeProfileJson } from './write'

// The example of formats.md, section 1.
const EXAMPLE = `{
  "format": "process-profile",
  "version": 1,
  "takenAt": 1795413847000,
  "process": {
    "name": "doris_be", "host": "be-17.prod:8040", "pid": 2211,
    "startedAt": 1795000000000, "version": "doris-3.0.4"
  },
  "profile": {
    "name": "ProcessProfile",
    "totalTimeNs": 2000000000,
    "localTimePercent": 33.35,
    "info": [["Key", "value"]],
    "events": [{ "name": "Query Timeline", "elapsedNs": 6404963, "points": [["Open", 3], ["Ready", 6404958]] }],
    "counters": [
      { "name": "PhysicalMemory(VmRSS)", "unit": "BYTES", "value": 6281330688, "level": 1, "peak": 7655742914, "error": 5368709, "counters": [] }
    ],
    "children": [{ "name": "Child", "indent": false }]
  },
  "memoryInfo": {
    "properties": {
      "physicalMemory": 403520000000, "pageSize": 4096, "memLimit": { "value": 363170000000, "error": 5368709 },
      "cgroupLimit": null, "cgroupUsage": null, "cgroupRefreshState": false
    },
    "status": { "physical": 0, "rss": "9223372036854775807", "jemallocCache": null },
    "options": { "enable_memory_orphan_check": "true" },
    "allocator": "___ Begin jemalloc statistics ___ ..."
  }
}`

/** A document with one counter, with fields put over it. */
function withCounter(fields: Record<string, unknown>): string {
  const counter = { name: 'C', unit: 'BYTES', value: 1, ...fields }
  return JSON.stringify({
    format: 'process-profile',
    version: 1,
    process: { name: 'p' },
    profile: { name: 'r', counters: [counter] },
  })
}

function readCounter(text: string): unknown {
  return readProfileJson(text).profile!.counters[0]!.value
}

function errorOf(input: unknown): Pick<ReadError, 'code' | 'message'> {
  try {
    readProfileJson(input)
  } catch (error) {
    if (error instanceof ReadError) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('It was read without an error.')
}

describe('readProfileJson', () => {
  it('reads the example of the contract, every field', () => {
    expect(readProfileJson(EXAMPLE)).toEqual({
      takenAt: 1795413847000,
      process: {
        name: 'doris_be',
        host: 'be-17.prod:8040',
        pid: 2211,
        startedAt: 1795000000000,
        version: 'doris-3.0.4',
        extra: undefined,
      },
      profile: {
        name: 'ProcessProfile',
        totalTimeNs: 2000000000,
        localTimePercent: 33.35,
        info: [['Key', 'value']],
        events: [
          {
            name: 'Query Timeline',
            elapsedNs: 6404963,
            points: [
              ['Open', 3],
              ['Ready', 6404958],
            ],
          },
        ],
        counters: [
          {
            name: 'PhysicalMemory(VmRSS)',
            unit: 'BYTES',
            value: 6281330688,
            peak: 7655742914,
            error: 5368709,
            peakError: 5368709,
            level: 1,
            counters: [],
            extra: undefined,
          },
        ],
        children: [
          {
            name: 'Child',
            totalTimeNs: 0,
            localTimePercent: 0,
            info: [],
            events: [],
            counters: [],
            children: [],
            indent: false,
            extra: undefined,
          },
        ],
        indent: true,
        extra: undefined,
      },
      memoryInfo: {
        properties: {
          physicalMemory: { value: 403520000000, error: 0 },
          pageSize: { value: 4096, error: 0 },
          memLimit: { value: 363170000000, error: 5368709 },
          softMemLimit: undefined,
          lowWaterMark: undefined,
          warningWaterMark: undefined,
          cgroupLimit: null,
          cgroupUsage: null,
          cgroupRefreshState: false,
          extra: undefined,
        },
        status: {
          physical: { value: 0, error: 0 },
          used: undefined,
          rss: { value: 9223372036854775807n, error: 0 },
          jemallocCache: null,
          reserved: undefined,
          waitingRefresh: undefined,
          limit: undefined,
          softLimit: undefined,
          available: undefined,
          lowWaterMark: undefined,
          warningWaterMark: undefined,
          extra: undefined,
        },
        options: new Map([['enable_memory_orphan_check', 'true']]),
        allocator: '___ Begin jemalloc statistics ___ ...',
        extra: undefined,
      },
      source: 'json',
      extra: undefined,
    } satisfies Snapshot)
  })

  it('reads -0 as 0, whatever it is of', () => {
    const text = `{"format":"process-profile","version":1,"takenAt":-0,"process":{"name":"p","pid":-0,"startedAt":-0},
      "profile":{"name":"r","totalTimeNs":-0,"counters":[{"name":"c","unit":"UNIT","value":-0,"peak":-0,"level":-0,"error":-0}]},
      "memoryInfo":{"status":{"rss":-0,"used":{"value":-0,"error":-0}}}}`
    const snapshot = readProfileJson(text)
    expect(snapshot).toStrictEqual(readProfileJson(text.replaceAll('-0', '0')))
    expect(readProfileJson(printProfileJson(snapshot))).toStrictEqual(snapshot)
  })

  it('reads what JSON.parse made of the text just as well', () => {
    expect(readProfileJson(JSON.parse(EXAMPLE))).toEqual(readProfileJson(EXAMPLE))
  })

  it('takes a sample that is a status line only', () => {
    const snapshot = readProfileJson({
      format: 'process-profile',
      version: 1,
      process: { name: 'be' },
      memoryInfo: { status: { rss: 5 } },
    })
    expect([snapshot.profile, snapshot.memoryInfo?.status?.rss]).toEqual([undefined, { value: 5, error: 0 }])
  })

  it.each<[string, number | bigint]>([
    ['9007199254740991', 9007199254740991],
    ['"9007199254740991"', 9007199254740991],
    ['"0"', 0],
    ['-0', 0],
    ['"-12"', -12],
    ['"9007199254740993"', 9007199254740993n],
    ['9007199254740993', 9007199254740993n],
    ['9223372036854775807', 9223372036854775807n],
    ['-9223372036854775808', -9223372036854775808n],
    ['"9223372036854775808"', 9223372036854775808n],
    ['1e3', 1000],
  ])('reads the integer %s exactly', (text, value) => {
    expect(readCounter(withCounter({ value: 'HERE' }).replace('"HERE"', text))).toBe(value)
  })

  it('cannot read a long number exactly once JSON.parse has rounded it, and says so', () => {
    expect(errorOf(JSON.parse(withCounter({ value: 2 ** 60 })))).toEqual({
      code: 'invalid',
      message:
        'profile.counters[0].value should be a whole number up to 2^63, but is 1152921504606847000. Its last digits are lost: from 2^53 on, write it as a string.',
    })
  })

  it.each<[string, number]>([
    ['1.5', 1.5],
    ['1e300', 1e300],
    ['"NaN"', Number.NaN],
    ['"Infinity"', Infinity],
    ['"-Infinity"', -Infinity],
    ['"-0"', -0],
  ])('reads the double %s', (text, value) => {
    expect(readCounter(withCounter({ unit: 'DOUBLE_VALUE', value: 'HERE' }).replace('"HERE"', text))).toBe(value)
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['a text for an integer', { value: 'abc' }, 'profile.counters[0].value should be a whole number up to 2^63, but is "abc".'],
    [
      'a thousands separator',
      { value: '1,024' },
      'profile.counters[0].value should be a whole number up to 2^63, but is "1,024".',
    ],
    ['a fraction', { value: 1.5 }, 'profile.counters[0].value should be a whole number up to 2^63, but is 1.5.'],
    [
      '2^63 + 1',
      { value: '9223372036854775809' },
      'profile.counters[0].value should be a whole number up to 2^63, but is "9223372036854775809".',
    ],
    ['null for a value', { value: null }, 'profile.counters[0].value should be a whole number up to 2^63, but is null.'],
    ['no value', { value: undefined }, 'profile.counters[0].value is missing; it should be a whole number up to 2^63.'],
    ['NaN for bytes', { value: 'NaN' }, 'profile.counters[0].value should be a whole number up to 2^63, but is "NaN".'],
    [
      'a text for a double',
      { unit: 'DOUBLE_VALUE', value: '1.5' },
      'profile.counters[0].value should be a number or one of "NaN", "Infinity", "-Infinity", "-0", but is "1.5".',
    ],
    [
      'an unknown unit',
      { unit: 'GB' },
      'profile.counters[0].unit should be one of NONE, UNIT, UNIT_PER_SECOND, CPU_TICKS, BYTES, BYTES_PER_SECOND, TIME_NS, TIME_MS, TIME_S, DOUBLE_VALUE, but is "GB".',
    ],
    ['a negative error', { error: -1 }, 'profile.counters[0].error should be a number of 0 or more, but is -1.'],
    ['a list for a name', { name: ['a', 'b'] }, 'profile.counters[0].name should be a text, but is a list of 2.'],
    ['an object for counters', { counters: {} }, 'profile.counters[0].counters should be a list, but is an object.'],
    [
      'a wrong nested counter',
      { counters: [{ name: 'x' }] },
      'profile.counters[0].counters[0].unit is missing; it should be one of NONE, UNIT,',
    ],
    ['a level of 1.5', { level: 1.5 }, 'profile.counters[0].level should be a whole number, but is 1.5.'],
    [
      'a long text',
      { value: 'x'.repeat(1000) },
      `profile.counters[0].value should be a whole number up to 2^63, but is "${'x'.repeat(40)}"....`,
    ],
  ])('names the field: %s', (_what, fields, message) => {
    const error = errorOf(withCounter(fields))
    expect(error.code).toBe('invalid')
    expect(error.message.slice(0, message.length)).toBe(message)
  })

  it.each<[string, (json: JsonObject) => void, string]>([
    ['process', (json) => delete json['process'], 'process is missing; it should be an object.'],
    ['process.name', (json) => (json['process'] = {}), 'process.name is missing; it should be a text.'],
    [
      'process.pid',
      (json) => (json['process'] = { name: 'a', pid: '7' }),
      'process.pid should be a whole number of 0 or more, but is "7".',
    ],
    ['takenAt', (json) => (json['takenAt'] = '2026-11-23'), 'takenAt should be a number of 0 or more, but is "2026-11-23".'],
    ['profile', (json) => (json['profile'] = null), 'profile should be an object, but is null.'],
    [
      'info',
      (json) => (json['profile'] = { name: 'r', info: [['k']] }),
      'profile.info[0] should be a pair of a text and a text, but is a list of 1.',
    ],
    [
      'points',
      (json) => (json['profile'] = { name: 'r', events: [{ name: 'e', elapsedNs: 1, points: [['a', true]] }] }),
      'profile.events[0].points[0][1] should be a whole number up to 2^63, but is true.',
    ],
    [
      'status',
      (json) => (json['memoryInfo'] = { status: { rss: true } }),
      'memoryInfo.status.rss should be a whole number up to 2^63, null, or { "value": ..., "error": ... }, but is true.',
    ],
    [
      'a rounded figure',
      (json) => (json['memoryInfo'] = { properties: { memLimit: { error: 5 } } }),
      'memoryInfo.properties.memLimit.value is missing; it should be a whole number up to 2^63.',
    ],
    ['options', (json) => (json['memoryInfo'] = { options: { a: 5 } }), 'memoryInfo.options["a"] should be a text, but is 5.'],
  ])('names the field of the header: %s', (_what, change, message) => {
    const json = JSON.parse(EXAMPLE) as JsonObject
    change(json)
    expect(errorOf(json)).toEqual({ code: 'invalid', message })
  })

  it('refuses a document that says nothing', () => {
    expect(errorOf({ format: 'process-profile', version: 1, process: { name: 'be' } })).toEqual({
      code: 'invalid',
      message: 'The document should have at least one of "profile" and "memoryInfo".',
    })
  })

  it('refuses a newer version in words', () => {
    expect(errorOf({ format: 'process-profile', version: 99 })).toEqual({
      code: 'newer-version',
      message: 'This profile has version 99 of the format, and this Memlane reads up to version 1. Update Memlane to open it.',
    })
  })

  it.each([['1'], [0], [1.5], [null], [undefined]])('refuses the version %j', (version) => {
    expect(errorOf({ format: 'process-profile', version }).code).toBe('invalid')
  })

  it.each<[string, unknown, string]>([
    ['an empty text', ' \n', 'empty'],
    ['no JSON', '<html>sign in</html>', 'not-a-profile'],
    ['other JSON', '{"format":"memlane-timeline","version":1}', 'not-a-profile'],
    ['JSON without a format', '{"a":1}', 'not-a-profile'],
    ['a list', [], 'not-a-profile'],
    ['null', null, 'not-a-profile'],
    ['a number in a text', '5', 'not-a-profile'],
  ])('refuses %s', (_what, input, code) => {
    expect(errorOf(input).code).toBe(code)
  })

  it('says of a text cut at any place that it was cut off', () => {
    const text = JSON.stringify(JSON.parse(EXAMPLE))
    for (let length = 1; length < text.length; length++) {
      expect([length, errorOf(text.slice(0, length)).code]).toEqual([length, 'cut-off'])
    }
  })

  it('takes a byte order mark for nothing', () => {
    expect(readProfileJson(`\uFEFF${EXAMPLE}`)).toEqual(readProfileJson(EXAMPLE))
  })

  it('puts in front where it was', () => {
    expect(() => readProfileJson('', { where: 'Line 3' })).toThrow('Line 3: There is nothing to read')
  })

  it('keeps unknown fields in order and writes them back', () => {
    const json = {
      format: 'process-profile',
      version: 1,
      process: { name: 'p', zone: { b: 1, a: [null] } },
      profile: {
        name: 'r',
        events: [{ name: 'e', elapsedNs: 1, points: [], note: 'n' }],
        counters: [{ name: 'c', unit: 'UNIT', value: 1, colour: 'red', age: 5 }],
        weight: 3,
      },
      memoryInfo: { status: { rss: { value: 1, error: 2, seen: true }, swap: 7 }, numa: [1, 2] },
      next: null,
    }
    const snapshot = readProfileJson(json)
    expect(snapshot.profile!.counters[0]!.extra).toEqual(
      new Map<string, unknown>([
        ['colour', 'red'],
        ['age', 5],
      ]),
    )
    expect(printProfileJson(snapshot)).toBe(JSON.stringify(json))
  })

  it('takes __proto__ and constructor for names like any other', () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    const text = `{"format":"process-profile","version":1,"process":{"name":"__proto__","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}},
      "profile":{"name":"constructor","counters":[{"name":"__proto__","unit":"UNIT","value":1,"__proto__":{"polluted":true}}],"__proto__":{"indent":false}},
      "memoryInfo":{"options":{"__proto__":"a","constructor":"b","toString":"c"}},"__proto__":{"takenAt":5}}`
    const snapshot = readProfileJson(text)
    expect([snapshot.takenAt, snapshot.profile!.indent, snapshot.profile!.name]).toEqual([undefined, true, 'constructor'])
    expect(snapshot.profile!.extra).toEqual(new Map([['__proto__', { indent: false }]]))
    expect([...snapshot.memoryInfo!.options!]).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['toString', 'c'],
    ])
    expect(readProfileJson(printProfileJson(snapshot))).toEqual(snapshot)
    expect(printProfileJson(snapshot)).toContain('"__proto__":{"polluted":true}')
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  describe('limits', () => {
    const around = (inner: string): string =>
      `{"format":"process-profile","version":1,"process":{"name":"p"},"profile":{"name":"r","children":[${inner}]}}`
    const nodes = (levels: number): string => '{"name":"n","children":['.repeat(levels) + ']}'.repeat(levels)
    const counters = (levels: number): string =>
      `{"name":"n","counters":[${'{"name":"c","unit":"UNIT","value":1,"counters":['.repeat(levels)}${']}'.repeat(levels)}]}`
    const unknown = (levels: number): string => `{"name":"n","x":${'['.repeat(levels)}${']'.repeat(levels)}}`

    it.each([
      ['nodes', nodes],
      ['nested counters', counters],
      ['unknown fields', unknown],
    ])('refuses 100,000 levels of %s with the number, and takes what is within the limit', (_what, make) => {
      const error = errorOf(around(make(100_000)))
      expect(error.code).toBe('too-deep')
      expect(error.message).toMatch(/(100,000|99,999) levels deep; at most 64 are read\.$/)
      expect(readProfileJson(around(make(MAX_DEPTH))).profile!.children).toHaveLength(1)
      expect(errorOf(around(make(MAX_DEPTH + 2))).code).toBe('too-deep')
    })

    it('refuses lists in lists 100,000 deep wherever they stand', () => {
      const deep = '['.repeat(100_000) + ']'.repeat(100_000)
      expect(errorOf(deep).code).toBe('not-a-profile')
      expect(errorOf(around(deep)).message).toBe('profile.children[0] should be an object, but is a list of 1.')
      expect(errorOf(around(`{"name":${deep}}`)).message).toBe('profile.children[0].name should be a text, but is a list of 1.')
    })

    it('says so when the engine itself cannot parse so deep', () => {
      const parse = JSON.parse
      try {
        JSON.parse = () => {
          throw new RangeError('Maximum call stack size exceeded')
        }
        expect(errorOf(EXAMPLE)).toEqual({
          code: 'too-deep',
          message: 'The JSON is nested deeper than this engine can read; at most 64 levels are read.',
        })
      } finally {
        JSON.parse = parse
      }
    })

    it('refuses more than 200,000 nodes with the number', () => {
      const children = Array.from({ length: 200_000 }, () => '{"name":"n"}')
      expect(errorOf(around(children.join(',')))).toEqual({
        code: 'too-large',
        message: 'The profile has 200,001 nodes; at most 200,000 are read.',
      })
      expect(readProfileJson(around(children.slice(1).join(','))).profile!.children).toHaveLength(199_999)
    })

    it('refuses a text of 50 MB before it parses it', () => {
      expect(errorOf(around(`{"name":"${'x'.repeat(50_000_000)}"}`))).toEqual({
        code: 'too-large',
        message: 'The profile is 47.7 MiB long; at most 32 MiB are read.',
      })
    })

    it('keeps a name of 64 KiB and refuses a longer one', () => {
      const name = 'é'.repeat(MAX_NAME_LENGTH)
      expect(readProfileJson(around(`{"name":"${name}"}`)).profile!.children[0]!.name).toBe(name)
      expect(errorOf(around(`{"name":"${name}x"}`)).message).toBe(
        'profile.children[0].name is 65,537 characters long; at most 65,536 are read.',
      )
    })
  })

  describe('any snapshot', () => {
    it('comes back the same from its text', () => {
      fc.assert(
        fc.property(arbitrarySnapshot, (snapshot) => {
          expect(readProfileJson(printProfileJson(snapshot))).toStrictEqual(snapshot)
        }),
      )
    })

    it('with one thing changed is read, or refused by a sentence that names a field, and the spec agrees', () => {
      fc.assert(
        fc.property(arbitrarySnapshot, fc.nat(), arbitraryChange, (snapshot, place, change) => {
          const json = JSON.parse(JSON.stringify(writeProfileJson(snapshot))) as JsonObject
          changeSomewhere(json, place, change)
          const problem = findProblem(json, 'document', '')
          let error: ReadError | undefined
          try {
            const read = readProfileJson(json)
            expect(readProfileJson(printProfileJson(read))).toStrictEqual(read)
          } catch (thrown) {
            if (!(thrown instanceof ReadError)) throw thrown
            error = thrown
          }
          expect(error !== undefined).toBe(problem !== undefined)
          const known = Object.values(OBJECTS).flatMap(({ fields }) => Object.keys(fields))
          expect(error?.message ?? 'format').toMatch(new RegExp(`^(The document|This (JSON|profile)|(${known.join('|')})\\b)`))
        }),
        { numRuns: 1000 },
      )
    })
  })
})

const arbitraryChange: fc.Arbitrary<{ value: unknown } | 'delete'> = fc.oneof(
  fc.constant('delete' as const),
  fc.record({
    value: fc.oneof(
      fc.constantFrom<unknown>(
        null,
        '',
        '12',
        'NaN',
        'Infinity',
        1.5,
        -1,
        2 ** 53,
        1e300,
        true,
        {},
        [],
        [[]],
        [{}],
        { name: 'x' },
        '9'.repeat(19),
      ),
      // -0 in an unknown field comes back as 0.
      fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown),
    ),
  }),
)

/** Puts a change in one of all the places of a document. */
function changeSomewhere(json: JsonObject, place: number, change: { value: unknown } | 'delete'): void {
  const places: [object, string][] = []
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      places.push([value, key])
      visit(inner)
    }
  }
  visit(json)
  const [container, key] = places[place % places.length]!
  if (change === 'delete') {
    if (Array.isArray(container)) container.splice(Number(key), 1)
    else delete (container as JsonObject)[key]
  } else if (isJsonObject(container)) setField(container, key, change.value)
  else (container as unknown[])[Number(key)] = change.value
}
