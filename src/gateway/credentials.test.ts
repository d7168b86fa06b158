import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readCredentials } from './credentials'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'memlane-credentials-'))))
afterEach(() => rm(folder, { recursive: true }))

const write = async (text: string, mode = 0o600): Promise<string> => {
  const path = join(folder, 'credentials.json')
  await writeFile(path, text, { mode })
  return path
}

describe('the file of --credentials', () => {
  it('gives each target the header that signs it in', async () => {
    const path = await write('{"be1": {"user": "root", "password": "pa:ss"}, "be2": {"user": "r\u00e4t", "password": ""}}')
    const credentials = await readCredentials(path, ['be1', 'be2', 'be3'])
    expect(Buffer.from(credentials.get('be1')!.replace('Basic ', ''), 'base64').toString()).toBe('root:pa:ss')
    expect(Buffer.from(credentials.get('be2')!.replace('Basic ', ''), 'base64').toString()).toBe('r\u00e4t:')
    expect(credentials.has('be3')).toBe(false)
  })

  it.skipIf(process.platform === 'win32')('is refused when others can read it', async () => {
    for (const mode of [0o644, 0o640, 0o604, 0o666]) {
      const path = await write('{"be1": {"user": "root", "password": "secret"}}', mode)
      await expect(readCredentials(path, ['be1'])).rejects.toThrow(`chmod 600 ${path}`)
      await rm(path)
    }
  })

  it('is refused in a sentence that quotes nothing of it', async () => {
    for (const text of [
      '{"be1": {"user": "root", "password": "secret"',
      '{"be1": "secret"}',
      '[]',
      '{"be1": {"user": "root", "password": 5, "x": "secret"}}',
      '',
    ]) {
      const path = await write(text)
      const error = await readCredentials(path, ['be1']).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(Error)
      expect(String(error)).not.toContain('secret')
      expect(String(error)).toContain('{"be1": {"user": "...", "password": "..."}}')
      await rm(path)
    }
  })

  it('says which name no target has', async () => {
    const path = await write('{"be9": {"user": "root", "password": "secret"}}')
    await expect(readCredentials(path, ['be1'])).rejects.toThrow('names a target "be9" that no --target gives')
  })

  it('says that it is not there', async () => {
    await expect(readCredentials(join(folder, 'none.json'), [])).rejects.toThrow('There is no file')
  })

  it('takes a target called __proto__ for a name like any other', async () => {
    const path = await write('{"__proto__": {"user": "root", "password": "x"}}')
    expect((await readCredentials(path, ['__proto__'])).get('__proto__')).toMatch(/^Basic /)
    expect(({} as Record<string, unknown>)['user']).toBeUndefined()
  })
})
