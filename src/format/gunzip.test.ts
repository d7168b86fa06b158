import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gunzip, isGzip } from './gunzip'

const MIB = 1024 * 1024

/** Text that compresses a little, about `bytes` long. */
function makeText(bytes: number): string {
  let text = ''
  for (let line = 0; text.length < bytes; line++) text += `line ${line} ${Math.sin(line)}\n`
  return text
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function unpack(source: AsyncIterable<Uint8Array>, maxBytes = 64 * MIB): Promise<{ text: string; complete: boolean }> {
  const { chunks, complete } = gunzip(source, { maxBytes, name: 'x.gz' })
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true })
  return { text, complete: complete() }
}

describe('gunzip', () => {
  const text = makeText(300_000)
  const packed = gzipSync(text)

  it('knows gzip by its first bytes', () => {
    expect(isGzip(packed)).toBe(true)
    expect(isGzip(new TextEncoder().encode('{"format"'))).toBe(false)
    expect(isGzip(new Uint8Array())).toBe(false)
  })

  it('decodes, in whatever chunks the bytes come', async () => {
    for (const size of [1000, 16 * 1024, packed.length]) {
      expect(await unpack(inChunks(packed, size))).toEqual({ text, complete: true })
    }
    const small = gzipSync('small')
    expect(await unpack(inChunks(small, 1))).toEqual({ text: 'small', complete: true })
  })

  it('decodes concatenated members, as `cat a.gz b.gz` and an appending writer make them', async () => {
    const members = Buffer.concat([packed, gzipSync(''), gzipSync('second'), gzipSync(text)])
    for (const size of [7, 4096, members.length]) {
      expect(await unpack(inChunks(members, size))).toEqual({ text: `${text}second${text}`, complete: true })
    }
  })

  it('gives what stands before the cut, and says that it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 40, max: packed.length - 1 }),
        fc.integer({ min: 1, max: 70_000 }),
        async (cut, size) => {
          const got = await unpack(inChunks(packed.subarray(0, cut), size))
          expect(got.complete).toBe(false)
          expect(text.startsWith(got.text)).toBe(true)
          // what the cut took, and no more than a window's worth of decoding besides
          expect(got.text.length).toBeGreaterThan((text.length * cut) / packed.length - 32 * 1024)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('gives whole members before a cut one', async () => {
    const members = Buffer.concat([packed, packed.subarray(0, packed.length - 5)])
    const got = await unpack(inChunks(members, 10_000))
    expect(got.complete).toBe(false)
    expect(got.text.length).toBeGreaterThan(text.length * 2 - 5000)
    expect((text + text).startsWith(got.text)).toBe(true)
  })

  it('says that damaged data is damaged', async () => {
    const damaged = Buffer.from(packed)
    damaged.fill(0, 50_000, 50_100)
    const got = await unpack(inChunks(damaged, 10_000))
    expect(got.complete).toBe(false)
  })

  it('24: stops at a gzip bomb after little more than the first MiB', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * MIB))
    let seen = 0
    const { chunks } = gunzip(inChunks(bomb, bomb.length), { maxBytes: 2048 * MIB, name: 'bomb.gz' })
    await expect(
      (async () => {
        for await (const chunk of chunks) seen += chunk.length
      })(),
    ).rejects.toMatchObject({
      name: 'ReadError',
      code: 'too-large',
      message: expect.stringContaining('more than 100 times its size'),
    })
    expect(seen).toBeLessThan(20 * MIB)
  })

  it('never gives more than it was allowed', async () => {
    await expect(unpack(inChunks(packed, 5000), 100_000)).rejects.toMatchObject({ code: 'too-large' })
    expect((await unpack(inChunks(packed, 5000), text.length)).text.length).toBe(text.length)
  })

  it('lets the error of the source through', async () => {
    async function* breaks() {
      yield packed.subarray(0, 20_000)
      throw new Error('connection lost')
    }
    await expect(unpack(breaks())).rejects.toThrow('connection lost')
  })

  it('lets whoever reads stop early', async () => {
    let ended = false
    async function* endless() {
      try {
        yield packed
        for (;;) yield packed
      } finally {
        ended = true
      }
    }
    const { chunks } = gunzip(endless(), { maxBytes: 64 * MIB, name: 'x.gz' })
    for await (const chunk of chunks) if (chunk.length > 0) break
    await expect.poll(() => ended).toBe(true)
  })
})
