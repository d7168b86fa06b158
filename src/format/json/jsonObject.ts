import type { ExtraFields } from '../../profile/counter'
import { OBJECTS, type ObjectName } from './spec'

/** A JSON object as JSON.parse makes it. Its keys are data: `__proto__` is an own field like any other. */
export type JsonObject = Record<string, unknown>

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The fields of an object that the spec does not know, in order; undefined if there is none. */
export function extraFields(object: JsonObject, name: ObjectName): ExtraFields | undefined {
  const known = OBJECTS[name].fields
  let extra: Map<string, unknown> | undefined
  for (const [key, value] of Object.entries(object)) {
    if (Object.hasOwn(known, key)) continue
    extra ??= new Map()
    extra.set(key, value)
  }
  return extra
}

/** Sets a field whose name is data. Plain assignment to `__proto__` would set the prototype. */
export function setField(object: JsonObject, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
  else object[name] = value
}
