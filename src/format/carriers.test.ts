import { crc32, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeMemorySnapshot } from '../testing/makeMemorySnapshot'
import { openTimelineParts, readAny } from './index'
import { addTimeline, readPngTimeline } from './png/pngTimeline'
import { fillReport, readReportData } from './report/report'
import { SessionWriter } from './session/write'

// A timeline that came in a picture or in a report.

const HOSTILE = '</script><script>alert(1)</script><!--<script>'
const TEMPLATE = `<!doctype html><html><head><meta charset="utf-8"><meta name="generator" content="Memlane 1"></head><body><script type="application/octet-stream" id="memlane-timeline"></script><script>go()</script></body></html>`

const writer = new SessionWriter({ tool: '1', created: 0, target: HOSTILE, source: 'live', note: '' })
const snapshot = makeMemorySnapshot({ tasks: [{ label: HOSTILE, type: 'query', current: 5 }] })
const session =
  writer.headerLine() +
  writer.lines({ kind: 'sample', seq: 1, at: 1000, tookMs: undefined, wireBytes: undefined, snapshot }) +
  writer.endLine()
const packed = gzipSync(session)

function makePng(): Uint8Array<ArrayBuffer> {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    const check = Buffer.alloc(4)
    check.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, check])
  }
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])
  const png = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from([0, 0]))),
    chunk('IEND', Buffer.alloc(0)),
  ])
  return new Uint8Array(png)
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece.slice())
  return Buffer.concat(all)
}

async function join(pieces: AsyncIterable<string>): Promise<string> {
  let all = ''
  for await (const piece of pieces) all += piece
  return all
}

function cutAt(bytes: Uint8Array, step: number): AsyncIterable<Uint8Array> {
  return (async function* () {
    for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step)
  })()
}

const png = Buffer.concat(addTimeline(makePng(), packed))

describe('a PNG that carries a timeline', () => {
  it('opens as that timeline, and says what it came in', async () => {
    const { header, frames, reports } = await readAny([{ name: 'x.png', bytes: png }])
    expect(header.target).toBe(HOSTILE)
    expect(frames).toHaveLength(1)
    expect(reports[0]!.recognisedAs).toContain('in a PNG image')
    const parts = await openTimelineParts({ name: 'x.png', bytes: png })
    expect((await parts!.parts.next()).value).toMatchObject({ kind: 'sample', seq: 1 })
  })

  it('has whole chunks with right checksums, the last one last', () => {
    const types: string[] = []
    for (let at = 8; at < png.length;) {
      const length = png.readUInt32BE(at)
      types.push(png.toString('latin1', at + 4, at + 8))
      expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(png.subarray(at + 4, at + 8 + length)))
      at += length + 12
    }
    expect(types).toEqual(['IHDR', 'IDAT', 'meMl', 'IEND'])
  })

  it('is read the same however its bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), async (step) => {
        expect((await collect(readPngTimeline(cutAt(png, step)))).equals(packed)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('says of a picture without one what it is', async () => {
    await expect(readAny([{ name: 'x.png', bytes: makePng() }])).rejects.toThrow(/looks like a PNG image.*saved with the data/)
  })

  it('refuses to be put into what is no PNG', () => {
    expect(() => addTimeline(new Uint8Array(100), packed)).toThrow('not a whole PNG')
  })

  it('opens up to where it was cut', async () => {
    const { reports } = await readAny([{ name: 'x.png', bytes: png.subarray(0, png.length - 60) }])
    expect(reports[0]!.complete).toBe(false)
  })
})

describe('31: a report', () => {
  it('holds no character of the data outside of base64', async () => {
    const html = await join(fillReport(TEMPLATE, `${HOSTILE}".gz`, [packed]))
    expect(html.match(/<script/g)).toHaveLength(2)
    expect(html).not.toContain('<script>alert')
    expect(html.replace(/ data-name="[^"<>]*">\n[A-Za-z0-9+/=\n]*/, '>')).toBe(TEMPLATE)
  })

  it('opens as its timeline', async () => {
    const bytes = new TextEncoder().encode(await join(fillReport(TEMPLATE, 'a.gz', [packed])))
    const { header, reports } = await readAny([{ name: 'x.html', bytes }])
    expect(header.target).toBe(HOSTILE)
    expect(reports[0]!.recognisedAs).toContain('in a report')
  })

  it('gives back what was put in, in whatever pieces it comes and goes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200_000, size: 'max' }),
        fc.integer({ min: 1, max: 70_000 }),
        fc.integer({ min: 7, max: 90_000 }),
        async (data, step, arriving) => {
          const html = await join(fillReport(TEMPLATE, 'a', cutAt(data, step)))
          const back = await collect(readReportData(cutAt(new TextEncoder().encode(html), arriving)))
          expect(back.equals(data)).toBe(true)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('can be filled again out of itself', async () => {
    const once = await join(fillReport(TEMPLATE, 'a', [new Uint8Array([1, 2])]))
    const again = await join(fillReport(once, 'b', [packed]))
    expect((await collect(readReportData(cutAt(new TextEncoder().encode(again), 1000)))).equals(packed)).toBe(true)
    expect(again.match(/id="memlane-timeline"/g)).toHaveLength(1)
  })

  it('needs a template', async () => {
    await expect(join(fillReport('<html></html>', 'a', []))).rejects.toThrow('template')
  })
})
