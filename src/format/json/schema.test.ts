import Ajv2020 from 'ajv/dist/2020'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitrarySnapshot } from '../../testing/arbitrarySnapshot'
import { GOLDEN_VERSIONS, readGoldenFiles } from '../../testing/golden'
import { makeMemorySnapshot } from '../../testing/makeMemorySnapshot'
import { readProfileJson } from './read'
import { makeProfileSchema } from './schema'
import { writeProfileJson } from './write'

const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(makeProfileSchema())

/** As a server would send it. */
const sent = (json: unknown): unknown => JSON.parse(JSON.stringify(json))

/** As the formatter of this project writes JSON: short lists of plain values on one line. */
function printSchema(): string {
  const text = JSON.stringify(makeProfileSchema(), null, 2)
  return `${text.replaceAll(/^(.*)\[\n([^[\]{}]+)\n\s*\]/gm, (whole, before: string, inner: string) => {
    const line = `${before}[${inner.trim().replaceAll(/\n\s+/g, ' ')}]`
    return line.length < 130 ? line : whole
  })}\n`
}

function isRead(json: unknown): boolean {
  try {
    readProfileJson(json)
    return true
  } catch {
    return false
  }
}

describe('makeProfileSchema', () => {
  it('is what lies in public/schema (npx vitest run -u src/format/json writes it)', async () => {
    await expect(printSchema()).toMatchFileSnapshot('../../../public/schema/process-profile.v1.json')
  })

  it('accepts all that is written', () => {
    fc.assert(
      fc.property(arbitrarySnapshot, (snapshot) => {
        expect(validate(sent(writeProfileJson(snapshot))) || validate.errors).toBe(true)
      }),
    )
  })

  it.each(GOLDEN_VERSIONS)('accepts every golden tree, %s', (version) => {
    for (const { root } of readGoldenFiles(version)) {
      expect(validate(sent(writeProfileJson({ ...makeMemorySnapshot(), profile: root }))) || validate.errors).toBe(true)
    }
  })

  const base = { format: 'process-profile', version: 1, process: { name: 'be' } }
  const counter = (fields: Record<string, unknown>): unknown => ({
    ...base,
    profile: { name: 'r', counters: [{ name: 'c', unit: 'BYTES', value: 1, ...fields }] },
  })
  const memoryInfo = (fields: Record<string, unknown>): unknown => ({ ...base, memoryInfo: fields })

  it.each<[string, unknown, boolean]>([
    ['the smallest document', { ...base, profile: { name: '' } }, true],
    ['memory info only', memoryInfo({}), true],
    ['neither profile nor memory info', base, false],
    ['another format', { ...base, format: 'x', profile: { name: '' } }, false],
    ['another version', { ...base, version: 2, profile: { name: '' } }, false],
    ['no process', { format: 'process-profile', version: 1, profile: { name: '' } }, false],
    ['unknown fields', { ...base, profile: { name: '', x: 1 }, y: { z: [] } }, true],
    ['a node without a name', { ...base, profile: {} }, false],
    ['2^53 as a number', counter({ value: 2 ** 53 }), false],
    ['2^53 - 1', counter({ value: 2 ** 53 - 1 }), true],
    ['2^63 in digits', counter({ value: '9223372036854775808' }), true],
    ['-2^63 in digits', counter({ value: '-9223372036854775808' }), true],
    ['2^63 + 1 in digits', counter({ value: '9223372036854775809' }), false],
    ['10^19 in digits', counter({ value: '10000000000000000000' }), false],
    ['leading zeros', counter({ value: '007' }), false],
    ['a sign of plus', counter({ value: '+7' }), false],
    ['minus zero in digits', counter({ value: '-0' }), false],
    ['blanks around digits', counter({ value: ' 7' }), false],
    ['a line break behind digits', counter({ value: '7\n' }), false],
    ['a fraction', counter({ value: 0.5 }), false],
    ['a fraction of a double', counter({ unit: 'DOUBLE_VALUE', value: 0.5, peak: 'NaN' }), true],
    ['digits for a double', counter({ unit: 'DOUBLE_VALUE', value: '5' }), false],
    ['NaN for bytes', counter({ value: 'NaN' }), false],
    ['a peak of null', counter({ peak: null }), false],
    ['an error of 0', counter({ error: 0 }), true],
    ['a negative error', counter({ error: -0.5 }), false],
    ['a level of 2.5', counter({ level: 2.5 }), false],
    ['nested counters', counter({ counters: [{ name: 'd', unit: 'DOUBLE_VALUE', value: 1.5 }] }), true],
    ['a wrong nested counter', counter({ counters: [{ name: 'd', unit: 'UNIT', value: 1.5 }] }), false],
    ['info of three', { ...base, profile: { name: '', info: [['a', 'b', 'c']] } }, false],
    ['info of two', { ...base, profile: { name: '', info: [['a', 'b']] } }, true],
    [
      'figures',
      memoryInfo({ properties: { memLimit: null, pageSize: 0, softMemLimit: '5', cgroupLimit: { value: 5, error: 0.5 } } }),
      true,
    ],
    ['a figure without a value', memoryInfo({ status: { rss: { error: 5 } } }), false],
    ['a figure of true', memoryInfo({ status: { rss: true } }), false],
    ['options that are no text', memoryInfo({ options: { a: 1 } }), false],
    ['a time before 1970', { ...base, takenAt: -1, profile: { name: '' } }, false],
    ['a time in the year 300,000', { ...base, takenAt: 9e15, profile: { name: '' } }, false],
  ])('judges as the reader does: %s', (_what, document, good) => {
    expect([validate(sent(document)), isRead(sent(document))]).toEqual([good, good])
  })
})
