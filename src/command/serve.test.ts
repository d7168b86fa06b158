import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runServe } from './serve'

// Calls that are refused before anything is started. Those that start something: memlane.test.ts.

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'memlane-serve-'))))
afterAll(() => rm(folder, { recursive: true }))

async function call(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  let out = ''
  let err = ''
  const io = {
    stdout: { write: (text: string) => ((out += text), true) },
    stderr: { write: (text: string) => ((err += text), true) },
  }
  const status = await runServe(args, io as unknown as Parameters<typeof runServe>[1], 'no program')
  return { status, out, err }
}

describe('memlane serve', () => {
  it('says what it takes', async () => {
    const { status, out } = await call('--help')
    expect(status).toBe(0)
    for (const option of [
      '--target',
      '--port',
      '--host',
      '--every',
      '--idle-every',
      '--credentials',
      '--ca',
      '--record',
      '--max-size',
      '--open',
    ])
      expect(out).toContain(option)
  })

  it.each([
    [['--host', '0.0.0.0'], /only this computer's own addresses/],
    [['--host', '::'], /only this computer's own addresses/],
    [['--host', '192.168.1.5'], /only this computer's own addresses/],
    [['--host', 'example.org'], /only this computer's own addresses/],
    [['--target', 'http://10.0.0.17:8040'], /takes NAME=URL/],
    [['--target', 'be1'], /takes NAME=URL/],
    [['--target', '=http://10.0.0.17:8040'], /takes NAME=URL/],
    [['--target', 'be1='], /is not a URL/],
    [['--target', 'be1=10.0.0.17:8040'], /is not a URL|must begin with http/],
    [['--target', 'be1=file:///etc/passwd'], /must begin with http/],
    [['--target', 'be1=http://10.0.0.17:8040/?x=1'], /must end before any \?/],
    [['--target', 'be1=http://a:1', '--target', 'be1=http://b:1'], /given twice/],
    [['--every', '0.5s'], /takes a time from 1s/],
    [['--every', 'often'], /takes a time from 1s/],
    [['--idle-every', 'never'], /takes a time from 1s to 1h, or off/],
    [['--port', '70000'], /takes a number from 0 to 65535/],
    [['--port', 'x'], /takes a number from 0 to 65535/],
    [['--record', ''], /takes the name of a folder/],
    [['--record', '/dev/null'], /--record: .* is not a folder/],
    [['--max-size', '1g'], /goes with --record/],
    [['--record', 'somewhere', '--max-size', 'much'], /takes a size such as 500m or 2g/],
    [['--nonsense'], /--nonsense/],
    [['something'], /something/],
    [['--credentials', '/no/such/file'], /There is no file/],
    [['--ca', '/no/such/file'], /cannot be read/],
  ])('%s is a wrong call: one sentence, status 2', async (args, sentence) => {
    const { status, out, err } = await call(...args)
    expect(err).toMatch(sentence)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
    expect(err).toMatch(/^memlane serve: .*\.\n$/)
    expect({ status, out }).toEqual({ status: 2, out: '' })
  })

  it.each(['be1=http://root:tiger-4711@10.0.0.17:8040', 'http://root:tiger-4711@10.0.0.17:8040'])(
    'a password in %s is refused and not repeated',
    async (target) => {
      const { status, err } = await call('--target', target)
      expect(status).toBe(2)
      expect(err).not.toContain('tiger')
    },
  )

  it.skipIf(process.platform === 'win32')('a file of passwords that others can read is refused', async () => {
    const file = join(folder, 'credentials.json')
    await writeFile(file, '{"be1": {"user": "root", "password": "tiger-4711"}}')
    await chmod(file, 0o644)
    const { status, err } = await call('--target', 'be1=http://127.0.0.1:1', '--credentials', file)
    expect(status).toBe(2)
    expect(err).toContain(`chmod 600 ${file}`)
    expect(err).not.toContain('tiger')
  })

  it('a file of --ca that holds no certificate is refused', async () => {
    const file = join(folder, 'ca.pem')
    await writeFile(file, 'hello')
    expect(await call('--ca', file)).toMatchObject({ status: 2, err: expect.stringContaining('holds no certificate') })
  })
})
