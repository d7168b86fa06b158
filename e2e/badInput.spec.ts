import { gzipSync } from 'node:zlib'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test, type ViewerPage } from './viewerPage'

const file = (name: string, content: string | Buffer) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content),
})
const golden = await readFile(
  fileURLToPath(new URL('../src/testing/golden/v2/memory_profile_00003.txt', import.meta.url)),
  'utf8',
)

const profile = (root: unknown, version: unknown = 1): string =>
  JSON.stringify({ format: 'process-profile', version, takenAt: 1_795_413_847_000, process: { name: 'doris_be' }, profile: root })

function deep(levels: number): string {
  return `{"format":"process-profile","version":1,"process":{"name":"x"},"profile":${'{"name":"n","children":['.repeat(levels)}${']}'.repeat(levels)}}`
}

const BAD: readonly (readonly [name: string, content: string | Buffer, says: RegExp])[] = [
  ['not a profile', 'Dear colleague, the server is slow again.', /not a/i],
  ['empty', '', /empty/i],
  [
    'a login page',
    '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form><input type="password"></form></body></html>',
    /login|sign/i,
  ],
  ['a newer version', profile({ name: 'ProcessProfile' }, 99), /version 99 .*Update Memlane/],
  [
    'one wrong field',
    profile({ name: 'ProcessProfile', children: [{ name: 'A', counters: [{ name: 'c', unit: 'BYTES', value: 'abc' }] }] }),
    /children\[0\]\.counters\[0\]\.value/,
  ],
  ['a gzip bomb', gzipSync(Buffer.alloc(300 * 1024 * 1024, 0x20), { level: 9 }), /decompress|larger|limit|more than/i],
  [
    '50 MB of one answer',
    `${profile({ name: 'ProcessProfile' }).slice(0, -1)},"memoryInfo":{"allocator":"${'x'.repeat(45 * 1024 * 1024)}"}}`,
    /MiB|large/i,
  ],
  ['depth 100,000', deep(100_000), /deep|level/i],
  ['a picture', Buffer.from('\x89PNG\r\n\x1a\n0000000000000000', 'latin1'), /PNG|picture|image/i],
]

for (const [name, content, says] of BAD) {
  test(`bad input, ${name}: a clear sentence, and the last good state is kept`, async ({ viewer, programs }) => {
    const gateway = await programs.gateway()
    await viewer.open(gateway.url)
    await viewer.seesSamples()
    await viewer.paste(golden)
    await expect(viewer.card('RSS')).toHaveText('13.17 GiB')
    await viewer.openFile(file('bad', content))
    await expect(viewer.page.getByRole('alert')).toContainText(says)
    await expect(viewer.page.getByRole('alert')).toContainText('What was on the screen is kept.')
    await expect(viewer.card('RSS')).toHaveText('13.17 GiB')
    await viewer.page.getByRole('button', { name: 'Dismiss' }).click()
    await expect(viewer.page.getByRole('alert')).toBeHidden()
    await stillWorks(viewer)
  })
}

test('markup, __proto__ and 10,000 characters as names are text and nothing else', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  const evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
  const id = (n: number): string => `@query@id=${n.toString(16).padStart(16, '0')}-0000000000000001`
  const memory = (value: number) => [{ name: 'Memory', unit: 'BYTES', value, peak: value }]
  const names = [evil, '__proto__', 'constructor', 'x'.repeat(10_000), '\u202Egnp.exe', 'a：b，c→😀']
  await viewer.openFile(
    file(
      'evil.json',
      profile({
        name: 'ProcessProfile',
        children: [
          {
            name: 'MemoryProfile',
            children: [
              {
                name: 'MemoryOverviewSnapshot',
                counters: [{ name: 'PhysicalMemory(VmRSS)', unit: 'BYTES', value: 1_000_000, peak: 1_000_000 }],
              },
              {
                name: 'TopMemoryTasksSnapshot',
                children: names.map((name, n) => ({ name: name + id(n), counters: memory(100_000 + n) })),
              },
              {
                name: 'AllTasksMemorySnapshot',
                children: [
                  {
                    name: 'QueryTasks',
                    children: names.map((name, n) => ({ name: name + id(n), counters: memory(100_000 + n) })),
                  },
                ],
              },
              ...names.map((name) => ({ name, info: [[name, name]], counters: memory(5) })),
            ],
          },
        ],
      }),
    ),
  )
  await expect(viewer.status).toContainText('evil.json')
  await expect(viewer.page.getByRole('table', { name: 'Tasks' })).toContainText('<img src=x')
  await viewer.page.getByRole('button', { name: 'Expand all' }).click()
  expect(await viewer.page.evaluate(() => 'hacked' in window)).toBe(false)
  expect(await viewer.page.evaluate(() => Object.keys(Object.prototype))).toEqual([])
  await viewer.page.getByRole('tab', { name: 'As Doris prints it' }).click()
  await expect(viewer.page.getByLabel('The profile as text')).toContainText('<script>')
  expect(await viewer.page.locator('img, body script[src=""], #root script').count()).toBe(0)
})

async function stillWorks(viewer: ViewerPage): Promise<void> {
  await viewer.page.getByRole('button', { name: /Close file/ }).click()
  await expect(viewer.status).toContainText('LIVE')
}
