import { ReadError } from '../../../profile/report'

/** A list of whole numbers. */
export function integers(json: unknown, name: string): number[] {
  const numbers = list(json, name)
  for (let index = 0; index < numbers.length; index++)
    if (!Number.isSafeInteger(numbers[index])) throw misfit(`"${name}" should hold whole numbers`)
  return numbers as number[]
}

export function isCount(json: unknown): json is number {
  return Number.isSafeInteger(json) && (json as number) >= 0
}

export function list(json: unknown, name: string): unknown[] {
  if (!Array.isArray(json)) throw misfit(`"${name}" should be a list`)
  return json
}

export function unequal(name: string, found: number, expected: number): ReadError {
  return misfit(`"${name}" has ${found} entries, and ${expected} are needed`)
}

export function misfit(why: string): ReadError {
  return new ReadError('invalid', `This block of samples is damaged: ${why}.`)
}
