/** Whether a version such as "doris-2.1.4-rc1" is older than another; false where it is not known. */
export function isOlder(version: string | undefined, than: readonly [major: number, minor: number, patch: number]): boolean {
  const found = version === undefined ? null : /(?<![\d.])(\d{1,3})\.(\d{1,3})\.(\d{1,4})(?![\d.])/.exec(version)
  if (!found) return false
  for (let part = 0; part < 3; part++) {
    const difference = Number(found[part + 1]) - than[part]!
    if (difference !== 0) return difference < 0
  }
  return false
}
