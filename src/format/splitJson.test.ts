import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type JsonPart, splitJson } from './splitJson'

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

async function split(text: string, size = 7, maxLength = 1_000_000): Promise<JsonPart[]> {
  const parts: JsonPart[] = []
  for await (const part of splitJson(inPieces(text, size), maxLength))
    parts.push(part.kind === 'value' ? { kind: 'value', text: part.text, line: part.line } : part)
  return parts
}

async function values(text: string, size?: number): Promise<unknown[]> {
  return (await split(text, size)).map((part) => (part.kind === 'value' ? JSON.parse(part.text) : part.kind))
}

const anyObject = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 5 })

describe('splitJson', () => {
  it('finds the values of any list or row of objects, however it is written and cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyObject, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('array', 'pretty array', 'lines', 'pretty values', 'glued'),
        fc.integer({ min: 1, max: 40 }),
        async (objects, shape, size) => {
          const text = {
            array: () => JSON.stringify(objects),
            'pretty array': () => JSON.stringify(objects, null, 2),
            lines: () => objects.map((object) => `${JSON.stringify(object)}\n`).join(''),
            'pretty values': () => objects.map((object) => JSON.stringify(object, null, 2)).join('\r\n'),
            glued: () => objects.map((object) => JSON.stringify(object)).join(''),
          }[shape]()
          expect(await values(text, size)).toEqual(JSON.parse(JSON.stringify(objects)))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('hands on what it has parsed, up to the first line that is no object', async () => {
    const json: unknown[] = []
    for await (const part of splitJson(inPieces('{"a":[1]}\n\r\n{"b":2}\r\n{\n}{"c":3}\n{"d":4}', 5), 100))
      json.push(part.kind === 'value' ? [part.json, part.text] : part.kind)
    expect(json).toEqual([
      [{ a: [1] }, '{"a":[1]}'],
      [{ b: 2 }, '{"b":2}'],
      [undefined, '{\n}'],
      [undefined, '{"c":3}'],
      [undefined, '{"d":4}'],
    ])
  })

  it('tells the line in which each value begins', async () => {
    expect(await split('{"a":1}\n\n{"b":\n2}\n')).toEqual([
      { kind: 'value', text: '{"a":1}', line: 1 },
      { kind: 'value', text: '{"b":\n2}', line: 3 },
    ])
  })

  it('loses only the record that breaks off when its writer is killed', async () => {
    for (const broken of [
      '{"format":"process-profile","profile":{"name":"x","chil',
      '{"format":"process-profile","profile":{"name":"unended na',
    ]) {
      for (const size of [1, 5, 1000]) {
        const text = `{"format":"a"}\n${broken}\n{"format":"b"}\n{"format":"c"}\n`
        expect(await values(text, size)).toEqual([{ format: 'a' }, 'broken', { format: 'b' }, { format: 'c' }])
      }
    }
  })

  it('skips lines that are not JSON, and tells them', async () => {
    expect(await split('{"a":1}\ncurl: (7) refused\n{"a":2}\n')).toEqual([
      { kind: 'value', text: '{"a":1}', line: 1 },
      { kind: 'broken', text: 'curl: (7) refused', line: 2 },
      { kind: 'value', text: '{"a":2}', line: 3 },
    ])
  })

  it('says where the text is cut', async () => {
    expect(await split('{"a":1}{"b":')).toEqual([
      { kind: 'value', text: '{"a":1}', line: 1 },
      { kind: 'cut', text: '{"b":', line: 1 },
    ])
    expect((await split('[{"a":1},')).at(-1)).toEqual({ kind: 'cut', text: '', line: 1 })
    expect(await split('[]')).toEqual([])
    expect(await split('  ')).toEqual([])
  })

  it('20: passes over a value that is too long without holding it', async () => {
    const long = `{"a":"${'x'.repeat(1000)}"}`
    expect(await split(`{"a":1}\n${long}\n{"a":2}\n`, 50, 100)).toEqual([
      { kind: 'value', text: '{"a":1}', line: 1 },
      { kind: 'too-long', length: long.length, line: 2 },
      { kind: 'value', text: '{"a":2}', line: 3 },
    ])
  })

  it('20: takes any depth of brackets', async () => {
    const deep = '[['.repeat(50_000) + ']]'.repeat(50_000)
    const parts = await split(`{"a":${deep}}`, 1000)
    expect(parts.map(({ kind }) => kind)).toEqual(['value'])
  })
})
