/** Numbers names: the same name of a class always gets the same number, from 1 on in the order in which they come. */
export class Pseudonyms {
  /** By class, then by the real name. */
  private readonly classes = new Map<string, Map<string, number>>()
  /** The pseudonym that each real name got first, for names that stand in sentences. */
  private readonly given = new Map<string, string>()

  /** "query-17". `prefix`: what it is called, where several kinds of names are numbered together. */
  of(name: string, kind: string, prefix = kind): string {
    let numbers = this.classes.get(kind)
    if (!numbers) this.classes.set(kind, (numbers = new Map()))
    let number = numbers.get(name)
    if (number === undefined) numbers.set(name, (number = numbers.size + 1))
    const pseudonym = `${prefix}-${number}`
    if (!this.given.has(name)) this.given.set(name, pseudonym)
    return pseudonym
  }

  /** undefined: this name was never replaced. */
  find(name: string): string | undefined {
    return this.given.get(name)
  }

  /** Real names that were replaced, with what stands for them, by class. */
  *entries(): Generator<readonly [kind: string, name: string, number: number]> {
    for (const [kind, numbers] of this.classes) for (const [name, number] of numbers) yield [kind, name, number]
  }

  /** How many names of a class were replaced. */
  count(kind: string): number {
    return this.classes.get(kind)?.size ?? 0
  }

  /** All real names. */
  get names(): ReadonlyMap<string, string> {
    return this.given
  }
}
