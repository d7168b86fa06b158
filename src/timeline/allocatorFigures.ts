import { addIntegers, subtractIntegers, type Integer } from '../base/integer'

/**
 * What the allocator says of itself, in bytes unless it says pages; undefined = not said. It is read elsewhere (format/doris/allocator)
 * and handed in, since a timeline reads no text.
 */
export interface AllocatorFigures {
  readonly kind: string
  readonly version: string | undefined
  readonly options: ReadonlyMap<string, string>
  readonly pageSize: Integer | undefined
  readonly allocated: Integer | undefined
  readonly active: Integer | undefined
  readonly metadata: Integer | undefined
  readonly resident: Integer | undefined
  readonly mapped: Integer | undefined
  readonly retained: Integer | undefined
  readonly tcacheBytes: Integer | undefined
  readonly dirtyPages: Integer | undefined
  readonly muzzyPages: Integer | undefined
  readonly extentDirtyBytes: Integer | undefined
  readonly extentMuzzyBytes: Integer | undefined
}

/** Bytes of pages that were freed and are still held; pages count 4 KiB where the text does not say how large they are. */
export function dirtyBytes({ dirtyPages, extentDirtyBytes, pageSize }: AllocatorFigures): Integer | undefined {
  return extentDirtyBytes ?? pagesToBytes(dirtyPages, pageSize)
}

/** Bytes of pages that the kernel may take back whenever it wants. */
export function muzzyBytes({ muzzyPages, extentMuzzyBytes, pageSize }: AllocatorFigures): Integer | undefined {
  return extentMuzzyBytes ?? pagesToBytes(muzzyPages, pageSize)
}

function pagesToBytes(pages: Integer | undefined, pageSize: Integer = 4096): Integer | undefined {
  return pages === undefined ? undefined : multiply(pages, pageSize)
}

function multiply(a: Integer, b: Integer): Integer {
  const product = BigInt(a) * BigInt(b)
  const number = Number(product)
  return Number.isSafeInteger(number) ? number : product
}

/** a - b where both are known. */
export function lessThan(a: Integer | undefined, ...others: readonly (Integer | undefined)[]): Integer | undefined {
  if (a === undefined || others.includes(undefined)) return undefined
  return subtractIntegers(
    a,
    others.reduce<Integer>((sum, other) => addIntegers(sum, other!), 0),
  )
}
