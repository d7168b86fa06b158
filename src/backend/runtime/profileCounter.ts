import type { Integer } from '../../base/integer'
import { toInteger } from '../../base/integer'
import type { Unit } from '../../profile/unit'

/** How a counter of a profile behaves; Doris's own classes have these names. */
export type CounterKind = 'Counter' | 'HighWaterMark' | 'NonZero' | 'Derived' | 'Condition' | 'Description'

/** a + b as int64 arithmetic has it: it wraps at 2^63, as the sums of Doris do. */
export function addInt64(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum)) return sum
  }
  return toInteger(BigInt.asIntN(64, BigInt(a) + BigInt(b)))
}

/** A counter of a RuntimeProfile. DOUBLE_VALUE counters hold any JS number, all others an exact integer. */
export class ProfileCounter {
  readonly kind: CounterKind = 'Counter'
  readonly unit: Unit
  readonly level: number
  protected stored: Integer

  constructor(unit: Unit, value: Integer = 0, level = 1) {
    this.unit = unit
    this.level = level
    this.stored = value
  }

  /** What value() is in Doris: of a high-water counter the peak. */
  value(): Integer {
    return this.stored
  }

  /** What stands in the counter itself; differs from value() where that is computed. */
  raw(): Integer {
    return this.stored
  }

  set(value: Integer): void {
    this.stored = value
  }

  /** Adds; also what a merge does where both sides have the counter. */
  update(delta: Integer): void {
    this.stored = this.unit === 'DOUBLE_VALUE' ? Number(this.stored) + Number(delta) : addInt64(this.stored, delta)
  }

  /** Adds to the stored number whatever the kind: how a merge of generation P1 adds. */
  updateStored(delta: Integer): void {
    this.stored = this.unit === 'DOUBLE_VALUE' ? Number(this.stored) + Number(delta) : addInt64(this.stored, delta)
  }

  clone(): ProfileCounter {
    return new ProfileCounter(this.unit, this.stored, this.level)
  }
}

/** Keeps what it is now and the highest it was. The peak starts at 0: a counter that is only ever negative has peak 0. */
export class HighWaterMarkCounter extends ProfileCounter {
  override readonly kind: CounterKind = 'HighWaterMark'
  private now: Integer

  constructor(unit: Unit, level = 1, current: Integer = 0, peak: Integer = 0) {
    super(unit, peak, level)
    this.now = current
    this.raise()
  }

  current(): Integer {
    return this.now
  }

  override set(value: Integer): void {
    this.now = value
    this.raise()
  }

  override update(delta: Integer): void {
    this.now = addInt64(this.now, delta)
    this.raise()
  }

  override clone(): HighWaterMarkCounter {
    return new HighWaterMarkCounter(this.unit, this.level, this.now, this.stored)
  }

  private raise(): void {
    if (this.now > this.stored) this.stored = this.now
  }
}

/** A label: it has a name and a place in the tree, and no value ("NONE" prints nothing). */
export class DescriptionCounter extends ProfileCounter {
  override readonly kind: CounterKind = 'Description'
  readonly description: string

  constructor(description: string, level = 1, unit: Unit = 'NONE') {
    super(unit, 0, level)
    this.description = description
  }

  override clone(): DescriptionCounter {
    return new DescriptionCounter(this.description, this.level, this.unit)
  }
}

/** Its value is computed when it is asked for; what is stored is 0 until a merge adds to it. A clone stores the value. */
export class DerivedCounter extends ProfileCounter {
  override readonly kind: CounterKind = 'Derived'
  private readonly compute: () => Integer

  constructor(unit: Unit, compute: () => Integer, level = 1, stored: Integer = 0) {
    super(unit, stored, level)
    this.compute = compute
  }

  override value(): Integer {
    return this.compute()
  }

  override clone(): DerivedCounter {
    return new DerivedCounter(this.unit, this.compute, this.level, this.compute())
  }
}
