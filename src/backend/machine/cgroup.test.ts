import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CgroupFiles } from './cgroup'
import { readCgroupMemory } from './cgroup'

let folder: string
let files: CgroupFiles
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memlane-cgroup-'))
  files = { cgroup: join(folder, 'cgroup'), mountinfo: join(folder, 'mountinfo') }
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A hierarchy of groups; the paths are below the mount. */
function makeGroups(groups: Readonly<Record<string, Readonly<Record<string, string>>>>): void {
  for (const [group, contents] of Object.entries(groups)) {
    mkdirSync(join(folder, 'mount', group), { recursive: true })
    for (const [name, text] of Object.entries(contents)) writeFileSync(join(folder, 'mount', group, name), text)
  }
}

function mountVersion2(group: string, root = '/'): void {
  writeFileSync(files.cgroup, `0::${group}\n`)
  writeFileSync(files.mountinfo, `35 31 0:32 ${root} ${folder}/mount rw,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate\n`)
}

function mountVersion1(group: string): void {
  writeFileSync(files.cgroup, `5:devices:/x\n4:cpu,memory:${group}\n0::/\n`)
  writeFileSync(
    files.mountinfo,
    `31 25 0:27 / /sys/fs/cgroup ro - tmpfs tmpfs ro,mode=755\n35 31 0:32 / ${folder}/mount rw,relatime - cgroup cgroup rw,memory\n`,
  )
}

const USAGE2 = { 'memory.current': '300\n', 'memory.stat': 'anon 100\ninactive_file 50\n' }

describe('version 2', () => {
  it('reads limit and usage without what the kernel would drop first', () => {
    makeGroups({ 'a/b': { 'memory.max': '1000\n', ...USAGE2 } })
    mountVersion2('/a/b')
    expect(readCgroupMemory(files)).toEqual({ state: 'known', limit: 1000, usage: 250 })
  })

  it('knows "max" as no limit', () => {
    makeGroups({ 'a/b': { 'memory.max': 'max\n', ...USAGE2 } })
    mountVersion2('/a/b')
    expect(readCgroupMemory(files)).toEqual({ state: 'known', limit: null, usage: 250 })
  })

  it('takes the tightest limit on the way up, with the usage of that group', () => {
    makeGroups({
      'a/b': { 'memory.max': 'max\n', ...USAGE2 },
      a: { 'memory.max': '900\n', 'memory.current': '600\n', 'memory.stat': 'inactive_file 0\n' },
    })
    mountVersion2('/a/b')
    expect(readCgroupMemory(files)).toEqual({ state: 'known', limit: 900, usage: 600 })
  })

  it('finds its group inside a container, where the mount is not the root of all groups', () => {
    makeGroups({ '': { 'memory.max': '700\n', ...USAGE2 } })
    mountVersion2('/docker/f00', '/docker/f00')
    expect(readCgroupMemory(files)).toEqual({ state: 'known', limit: 700, usage: 250 })
  })

  it('is no group with a memory controller where there is no such file', () => {
    makeGroups({ a: {} })
    mountVersion2('/a')
    expect(readCgroupMemory(files)).toEqual({ state: 'failed', why: 'No control group with a memory controller is mounted.' })
  })
})

describe('version 1', () => {
  it('reads limit and resident memory', () => {
    makeGroups({ g: { 'memory.limit_in_bytes': '5000\n', 'memory.stat': 'cache 7\nrss 1234\n' } })
    mountVersion1('/g')
    expect(readCgroupMemory(files)).toEqual({ state: 'known', limit: 5000, usage: 1234 })
  })

  it('knows the largest number as no limit', () => {
    makeGroups({ g: { 'memory.limit_in_bytes': '9223372036854771712\n', 'memory.stat': 'rss 1234\n' } })
    mountVersion1('/g')
    expect(readCgroupMemory(files)).toEqual({ state: 'known', limit: null, usage: 1234 })
  })

  it('takes the mount itself where the group’s path is one of the host', () => {
    makeGroups({ '': { 'memory.limit_in_bytes': '5000\n', 'memory.stat': 'rss 1\n' } })
    mountVersion1('/docker/0123')
    expect(readCgroupMemory(files)).toEqual({ state: 'known', limit: 5000, usage: 1 })
  })
})

describe('what cannot be read', () => {
  it.each([
    ['garbage', 'lots\n'],
    ['a negative number', '-1\n'],
    ['nothing', ''],
  ])('is a failure that names the file, not "no limit": %s', (_, text) => {
    makeGroups({ g: { 'memory.limit_in_bytes': text, 'memory.stat': 'rss 1\n' } })
    mountVersion1('/g')
    expect(readCgroupMemory(files)).toEqual({
      state: 'failed',
      why: `${folder}/mount/g/memory.limit_in_bytes should hold a number of bytes, not "${text.trim()}".`,
    })
  })

  it('is a failure where /proc is not there, and where a file vanishes', () => {
    expect(readCgroupMemory(files)).toEqual({ state: 'failed', why: `${files.cgroup} cannot be read (ENOENT).` })
    makeGroups({ g: { 'memory.limit_in_bytes': '5000\n' } })
    mountVersion1('/g')
    expect(readCgroupMemory(files)).toEqual({ state: 'failed', why: `${folder}/mount/g/memory.stat cannot be read (ENOENT).` })
  })

  it('is a failure where a line is missing', () => {
    makeGroups({ g: { 'memory.limit_in_bytes': '5000\n', 'memory.stat': 'cache 1\n' } })
    mountVersion1('/g')
    expect(readCgroupMemory(files)).toEqual({ state: 'failed', why: `${folder}/mount/g/memory.stat has no line "rss".` })
  })
})
