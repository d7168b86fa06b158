import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Bytes } from '../../base/units'

/** The memory side of this process's control group, in bytes. */
export type CgroupMemory =
  /** `limit` null: the group sets none. */
  | { readonly state: 'known'; readonly limit: Bytes | null; readonly usage: Bytes }
  /** Nothing could be learned, which is not the same as "no limit". `why` is a plain sentence. */
  | { readonly state: 'failed'; readonly why: string }

/** Where the kernel says which group the process is in, and where the groups are mounted. */
export interface CgroupFiles {
  readonly cgroup: string
  readonly mountinfo: string
}

const KERNEL_FILES: CgroupFiles = { cgroup: '/proc/self/cgroup', mountinfo: '/proc/self/mountinfo' }

/** v1 writes "no limit" as the largest number of whole pages below 2^63. */
const NO_LIMIT_V1 = 2 ** 62

/**
 * Reads limit and usage, of version 2 if its memory controller is there, else of version 1. Usage is counted as Doris counts it:
 * v2 without what the kernel would drop first (inactive_file), v1 the resident part (rss). In v2 the tightest limit up to the root
 * counts, with the usage of the group that sets it.
 */
export function readCgroupMemory(files: CgroupFiles = KERNEL_FILES): CgroupMemory {
  try {
    const groups = readText(files.cgroup).split('\n')
    const mounts = readText(files.mountinfo).split('\n').map(parseMount)
    const version2 = findVersion2(groups, mounts)
    if (version2 !== undefined) return version2
    const version1 = findVersion1(groups, mounts)
    if (version1 !== undefined) return version1
    return { state: 'failed', why: 'No control group with a memory controller is mounted.' }
  } catch (error) {
    return { state: 'failed', why: error instanceof Error ? error.message : String(error) }
  }
}

interface Mount {
  /** Path inside the hierarchy that is mounted. */
  readonly root: string
  readonly point: string
  readonly type: string
  readonly options: readonly string[]
}

/** One line of mountinfo; see proc(5). Blanks in paths are written as \040. */
function parseMount(line: string): Mount | undefined {
  const match = /^\S+ \S+ \S+ (\S+) (\S+) .* - (\S+) \S+ (\S+)$/.exec(line)
  if (match === null) return undefined
  return { root: unescape(match[1]!), point: unescape(match[2]!), type: match[3]!, options: match[4]!.split(',') }
}

function unescape(path: string): string {
  return path.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}

function findVersion2(groups: readonly string[], mounts: readonly (Mount | undefined)[]): CgroupMemory | undefined {
  const group = groups.find((line) => line.startsWith('0::'))?.slice(3)
  const mount = mounts.find((candidate) => candidate?.type === 'cgroup2')
  if (group === undefined || mount === undefined) return undefined
  let tightest: { limit: Bytes; folder: string } | undefined
  let own: string | undefined
  for (const folder of foldersUp(mount, group)) {
    const text = readTextIfThere(join(folder, 'memory.max'))
    // The root group has no such file, nor has any group where the memory controller is off.
    if (text === undefined) continue
    own ??= folder
    if (text.trim() === 'max') continue
    const limit = parseBytes(text, join(folder, 'memory.max'))
    if (tightest === undefined || limit < tightest.limit) tightest = { limit, folder }
  }
  if (own === undefined) return undefined
  const folder = tightest?.folder ?? own
  const current = parseBytes(readText(join(folder, 'memory.current')), join(folder, 'memory.current'))
  const inactive = readStatField(join(folder, 'memory.stat'), 'inactive_file')
  return { state: 'known', limit: tightest?.limit ?? null, usage: Math.max(0, current - inactive) }
}

function findVersion1(groups: readonly string[], mounts: readonly (Mount | undefined)[]): CgroupMemory | undefined {
  const group = groups.map((line) => line.split(':')).find((fields) => fields[1]?.split(',').includes('memory'))
  const mount = mounts.find((candidate) => candidate?.type === 'cgroup' && candidate.options.includes('memory'))
  if (group === undefined || mount === undefined) return undefined
  // In a container the path of the group is often one of the host, which is not visible: then the mount itself is the group.
  for (const folder of foldersUp(mount, group.slice(2).join(':'))) {
    const file = join(folder, 'memory.limit_in_bytes')
    const text = readTextIfThere(file)
    if (text === undefined) continue
    const limit = parseBytes(text, file)
    return {
      state: 'known',
      limit: limit >= NO_LIMIT_V1 ? null : limit,
      usage: readStatField(join(folder, 'memory.stat'), 'rss'),
    }
  }
  return undefined
}

/** The folder of a group and those above it, up to the mount. */
function foldersUp(mount: Mount, group: string): string[] {
  const inside = relative(mount.root, group)
  const parts = inside === '' || inside.startsWith('..') ? [] : inside.split('/')
  return Array.from({ length: parts.length + 1 }, (_, up) => join(mount.point, ...parts.slice(0, parts.length - up)))
}

function readStatField(path: string, name: string): Bytes {
  const line = readText(path)
    .split('\n')
    .find((candidate) => candidate.startsWith(`${name} `))
  if (line === undefined) throw new Error(`${path} has no line "${name}".`)
  return parseBytes(line.slice(name.length + 1), path)
}

function parseBytes(text: string, path: string): Bytes {
  if (!/^\d{1,20}\s*$/.test(text)) throw new Error(`${path} should hold a number of bytes, not "${text.trim().slice(0, 40)}".`)
  return Number(text)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`, { cause: error })
  }
}

function readTextIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`, { cause: error })
  }
}
