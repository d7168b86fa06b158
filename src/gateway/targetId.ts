const LONGEST = 56

/** Ids for the paths of the API, made from the targets' names: TARGET_ID of protocol/gateway.ts, each one once, none that a URL would resolve away. */
export function computeTargetIds(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const plain =
      name
        .replace(/[^A-Za-z0-9._-]+/g, '-')
        .slice(0, LONGEST)
        .replace(/^[.-]+|[.-]+$/g, '') || 'target'
    let id = plain
    for (let count = 2; taken.has(id); count++) id = `${plain}-${count}`
    taken.add(id)
    return id
  })
}
