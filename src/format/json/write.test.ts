import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { GOLDEN_VERSIONS, readGoldenFiles } from '../../testing/golden'
import { makeMemorySnapshot } from '../../testing/makeMemorySnapshot'
import { makeCounter, makeNode, makeSnapshot } from '../../testing/makeSnapshot'
import { printNode } from '../text/print'
import { readProfileJson } from './read'
import { OBJECTS } from './spec'
import { counterToJson, fingerprint, printProfileJson, writeProfileJson } from './write'

afterEach(() => vi.unstubAllGlobals())

describe('printProfileJson', () => {
  it('has no blanks, the order of the contract, and no field with its default', () => {
    const snapshot = makeSnapshot('Overview\n  - Memory: 5 MiB ± 5 KiB peak 9 MiB ± 5 KiB\n    - Nested: 3', {
      takenAt: 1795413847000,
      process: { pid: 2211, host: 'be-17', name: 'doris_be' },
    })
    expect(printProfileJson(snapshot)).toBe(
      '{"format":"process-profile","version":1,"takenAt":1795413847000,"process":{"name":"doris_be","host":"be-17","pid":2211},' +
        '"profile":{"name":"ProcessProfile","children":[{"name":"Overview","counters":[' +
        '{"name":"Memory","unit":"BYTES","value":5242880,"peak":9437184,"error":5120,"counters":[{"name":"Nested","unit":"UNIT","value":3}]}]}]}}',
    )
  })

  it('writes every field in the order of the spec', () => {
    const events = [{ name: 'e', elapsedNs: 1, points: [] }]
    const counter = makeCounter('c', 1, { level: 1, peak: 2, error: 3, peakError: 4, counters: [makeCounter('d', 1)] })
    const node = {
      ...makeNode('n', [counter], [makeNode('m')]),
      totalTimeNs: 1,
      localTimePercent: 1,
      info: [['k', 'v'] as const],
      events,
      indent: false,
    }
    const json = writeProfileJson({ ...makeMemorySnapshot({ limit: 5 }), profile: node })
    expect(Object.keys(json)).toEqual(Object.keys(OBJECTS.document.fields))
    expect(Object.keys(json['profile'] as object)).toEqual(Object.keys(OBJECTS.node.fields))
    expect(Object.keys(counterToJson(counter))).toEqual(Object.keys(OBJECTS.counter.fields))
  })

  it('does not say where a snapshot came from', () => {
    const snapshot = makeMemorySnapshot({ source: 'P2' })
    expect(printProfileJson(snapshot)).toBe(printProfileJson({ ...snapshot, source: 'json' }))
    expect(readProfileJson(printProfileJson(snapshot)).source).toBe('json')
  })

  it.each<[number | undefined, number | undefined, Record<string, unknown>]>([
    [undefined, undefined, {}],
    [5, 5, { error: 5 }],
    [5, undefined, { error: 5, peakError: 0 }],
    [undefined, 6, { peakError: 6 }],
    [5, 6, { error: 5, peakError: 6 }],
  ])('says the error of a peak only where it is not that of the value: %s, %s', (error, peakError, fields) => {
    const counter = makeCounter('c', 1, { peak: 2, error, peakError })
    const { name: _name, unit: _unit, value: _value, peak: _peak, ...written } = counterToJson(counter)
    expect(written).toEqual(fields)
    const snapshot = { ...makeSnapshot('x'), profile: makeNode('r', [counter]) }
    expect(readProfileJson(printProfileJson(snapshot)).profile!.counters[0]).toStrictEqual(counter)
  })

  it('never writes an integer as -0', () => {
    expect(JSON.stringify(counterToJson(makeCounter('c', -0, { peak: -0 })))).toBe(
      '{"name":"c","unit":"BYTES","value":0,"peak":0}',
    )
  })

  describe.each(GOLDEN_VERSIONS)('golden trees, %s', (version) => {
    const style = version === 'v1' ? 'p1' : 'p2'

    it('print the same text after a trip through JSON, and the same JSON again', () => {
      const files = readGoldenFiles(version)
      expect(files.length).toBeGreaterThan(140)
      for (const { name, root } of files) {
        const json = printProfileJson({ ...makeMemorySnapshot(), profile: root })
        const snapshot = readProfileJson(json)
        expect([name, printNode(snapshot.profile!, style)]).toEqual([name, printNode(root, style)])
        expect(printProfileJson(snapshot)).toBe(json)
      }
    })
  })
})

describe('fingerprint', () => {
  it('is the place in the recording and the start of the SHA-256 of the text', async () => {
    const snapshot = makeMemorySnapshot({ rss: 5, process: { host: 'bé-1' } })
    const hash = createHash('sha256').update(printProfileJson(snapshot), 'utf8').digest('hex')
    expect(await fingerprint({ seq: 4192, snapshot })).toBe(`#4192·${hash.slice(0, 6)}`)
  })

  it('differs when one byte differs', async () => {
    const one = await fingerprint({ seq: 1, snapshot: makeMemorySnapshot({ rss: 5 }) })
    expect(await fingerprint({ seq: 1, snapshot: makeMemorySnapshot({ rss: 6 }) })).not.toBe(one)
  })

  it('is the place alone where the browser gives no hash', async () => {
    vi.stubGlobal('crypto', {})
    expect(await fingerprint({ seq: 7, snapshot: makeMemorySnapshot() })).toBe('#7')
  })
})
