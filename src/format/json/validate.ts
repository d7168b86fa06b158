import { isJsonObject } from './jsonObject'
import { doubleFromJson, integerFromJson } from './number'
import { OBJECTS, SPECIAL_DOUBLES, type ObjectName, type ObjectSpec, type Shape } from './spec'

/** What is wrong with a value, as a whole sentence that names the field; undefined if it fits the spec. */
export function findProblem(value: unknown, object: ObjectName, path: string): string | undefined {
  return findInObject(value, object, path)
}

function findInObject(value: unknown, object: ObjectName, path: string): string | undefined {
  if (!isJsonObject(value)) return wrong(path, 'an object', value)
  const { fields, anyOf }: ObjectSpec = OBJECTS[object]
  for (const [name, field] of Object.entries(fields)) {
    const fieldPath = path === '' ? name : `${path}.${name}`
    if (value[name] === undefined) {
      if (field.required) return `${fieldPath} is missing; it should be ${describeShape(field.shape, value)}.`
      continue
    }
    const problem = findInShape(value[name], field.shape, fieldPath, value)
    if (problem !== undefined) return problem
  }
  if (anyOf && !anyOf.some((name) => value[name] !== undefined)) {
    return `${path === '' ? 'The document' : path} should have at least one of ${anyOf.map((name) => `"${name}"`).join(' and ')}.`
  }
  return undefined
}

function findInShape(value: unknown, shape: Shape, path: string, parent: Record<string, unknown>): string | undefined {
  switch (shape.is) {
    case 'object':
      return findInObject(value, shape.object, path)
    case 'list':
      return Array.isArray(value)
        ? findInList(value, () => shape.of, path, parent)
        : wrong(path, describeShape(shape, parent), value)
    case 'pair':
      return Array.isArray(value) && value.length === 2
        ? findInList(value, (index) => shape.of[index as 0 | 1], path, parent)
        : wrong(path, describeShape(shape, parent), value)
    case 'dictionary':
      if (!isJsonObject(value)) return wrong(path, describeShape(shape, parent), value)
      for (const [key, item] of Object.entries(value)) {
        const problem = findInShape(item, shape.of, `${path}[${quote(key)}]`, parent)
        if (problem !== undefined) return problem
      }
      return undefined
    case 'figure':
      if (isJsonObject(value)) return findInObject(value, 'roundedFigure', path)
      break
    case 'text':
      if (typeof value === 'string' && value.length > shape.longest) {
        return `${path} is ${value.length.toLocaleString('en-US')} characters long; at most ${shape.longest.toLocaleString('en-US')} are read.`
      }
      break
    case 'integer':
    case 'double':
    case 'amount':
    case 'number':
    case 'boolean':
    case 'choice':
      break
  }
  return fits(value, shape, parent) ? undefined : wrong(path, describeShape(shape, parent), value)
}

function findInList(
  list: readonly unknown[],
  shapeAt: (index: number) => Shape,
  path: string,
  parent: Record<string, unknown>,
): string | undefined {
  for (const [index, item] of list.entries()) {
    const problem = findInShape(item, shapeAt(index), `${path}[${index}]`, parent)
    if (problem !== undefined) return problem
  }
  return undefined
}

function fits(value: unknown, shape: Shape, parent: Record<string, unknown>): boolean {
  switch (shape.is) {
    case 'text':
      return typeof value === 'string' && value.length <= shape.longest
    case 'integer':
      return integerFromJson(value) !== undefined
    case 'double':
      return doubleFromJson(value) !== undefined
    case 'amount':
      return (countsDoubles(parent) ? doubleFromJson(value) : integerFromJson(value)) !== undefined
    case 'number':
      return (
        typeof value === 'number' && value >= shape.least && value <= shape.most && (!shape.whole || Number.isSafeInteger(value))
      )
    case 'figure':
      return value === null || integerFromJson(value) !== undefined
    case 'boolean':
      return typeof value === 'boolean'
    case 'choice':
      return shape.of.includes(value as string | number)
    case 'list':
    case 'pair':
    case 'dictionary':
    case 'object':
      return false
  }
}

function countsDoubles(parent: Record<string, unknown>): boolean {
  return parent['unit'] === 'DOUBLE_VALUE'
}

const WHOLE_NUMBER = 'a whole number up to 2^63'

function describeShape(shape: Shape, parent: Record<string, unknown>): string {
  switch (shape.is) {
    case 'text':
      return 'a text'
    case 'integer':
      return WHOLE_NUMBER
    case 'double':
      return `a number or one of ${[...SPECIAL_DOUBLES.keys()].map(quote).join(', ')}`
    case 'amount':
      return describeShape({ is: countsDoubles(parent) ? 'double' : 'integer' }, parent)
    case 'number':
      return `${shape.whole ? 'a whole number' : 'a number'}${shape.least === 0 ? ' of 0 or more' : ''}`
    case 'figure':
      return `${WHOLE_NUMBER}, null, or { "value": ..., "error": ... }`
    case 'boolean':
      return 'true or false'
    case 'choice':
      return shape.of.length === 1 ? quote(shape.of[0]) : `one of ${shape.of.join(', ')}`
    case 'list':
      return 'a list'
    case 'pair':
      return `a pair of ${describeShape(shape.of[0], parent)} and ${describeShape(shape.of[1], parent)}`
    case 'dictionary':
    case 'object':
      return 'an object'
  }
}

function wrong(path: string, expected: string, value: unknown): string {
  const lost =
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && expected.startsWith(WHOLE_NUMBER)
  const hint = lost ? ' Its last digits are lost: from 2^53 on, write it as a string.' : ''
  return `${path === '' ? 'The document' : path} should be ${expected}, but is ${describeValue(value)}.${hint}`
}

const LONGEST_QUOTE = 40

/** A value for a sentence: short, and of an object or a list only that it is one. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'missing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value === 'object') return 'an object'
  return quote(value)
}

function quote(value: unknown): string {
  if (typeof value !== 'string') return String(value)
  return value.length <= LONGEST_QUOTE ? JSON.stringify(value) : `${JSON.stringify(value.slice(0, LONGEST_QUOTE))}...`
}
