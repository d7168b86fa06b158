import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from './viewerPage'

const golden = (path: string): Promise<Buffer> =>
  readFile(fileURLToPath(new URL(`../src/testing/golden/${path}`, import.meta.url)))
const SAMPLES = fileURLToPath(new URL('../../shared/samples/', import.meta.url))

test('a pasted profile of each generation opens as one sample with its tasks', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  for (const [file, generation, rss] of [
    ['v1/memory_profile_00003.txt', 'P1', '8.05 GiB'],
    ['v2/memory_profile_71b95362_00003.txt', 'P2', /GiB/],
    ['v2/memory_profile_00003.txt', 'P3', '13.17 GiB'],
  ] as const) {
    await viewer.paste((await golden(file)).toString())
    await expect(viewer.page.getByRole('banner')).toContainText(`generation ${generation}`)
    await expect(viewer.card('RSS')).toHaveText(rss)
    await expect(viewer.status).toContainText('REPLAY pasted text')
    await expect(viewer.card('Tasks')).toHaveText('3')
  }
  await viewer.page.getByRole('tab', { name: 'As Doris prints it' }).click()
  await expect(viewer.page.getByLabel('The profile as text')).toHaveText((await golden('v2/memory_profile_00003.txt')).toString())
})

test('quoted, fenced, with CRLF, as HTML with entities, gzipped: the same profile', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  const text = (await golden('v2/memory_profile_00015.txt')).toString()
  const html = `<h2 id="processProfileTitle">Process Profile</h2>\n<pre id="processProfile">${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</pre><h2>Memory Info</h2>`
  const forms: readonly (readonly [string, string])[] = [
    [
      'quoted',
      text
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n'),
    ],
    ['fenced', `Look at this:\n\`\`\`\n${text}\`\`\`\n`],
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['HTML', html],
  ]
  await viewer.paste(text)
  await expect(viewer.status).toContainText('pasted text')
  const rss = await viewer.card('RSS').textContent()
  const tasks = await viewer.card('Tasks').textContent()
  for (const [form, pasted] of forms) {
    await test.step(form, async () => {
      await viewer.openFile({ name: `${form}.txt`, mimeType: 'text/plain', buffer: Buffer.from(pasted) })
      await expect(viewer.status).toContainText(`${form}.txt`)
      await expect(viewer.card('RSS')).toHaveText(rss!)
      await expect(viewer.card('Tasks')).toHaveText(tasks!)
    })
  }
  await viewer.openFile({ name: 'page.html.gz', mimeType: 'application/gzip', buffer: gzipSync(html) })
  await expect(viewer.status).toContainText('page.html.gz')
  await expect(viewer.card('RSS')).toHaveText(rss!)
})

test('a cut paste opens with what is there, and the reader says what is missing', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  const text = (await golden('v2/memory_profile_00015.txt')).toString()
  await viewer.paste(text.slice(0, text.indexOf('TopMemoryTasksSnapshot') + 900))
  await expect(viewer.page.getByText(/ends early/).first()).toBeVisible()
  await expect(viewer.page.getByText(/Partial\./)).toBeVisible()
  await viewer.page.getByRole('button', { name: /remarks? of the reader/ }).click()
  await expect(viewer.page.getByRole('tabpanel')).toContainText(/missing|ends/)
})

test('several files together are one timeline in the order of time', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  await viewer.open(gateway.url)
  await expect(viewer.page.getByRole('contentinfo')).toContainText(/[2-9] samples/)
  const take = async (): Promise<Buffer> =>
    (await viewer.page.request.get(`${gateway.url}/api/targets/reference-process/profile`)).body()
  const first = await take()
  await expect.poll(async () => (await take()).equals(first)).toBe(false)
  const second = await take()
  await viewer.openFile(
    { name: 'b.json', mimeType: 'application/json', buffer: second },
    { name: 'a.json', mimeType: 'application/json', buffer: first },
  )
  await expect(viewer.status).toContainText('2 files')
  await expect(viewer.page.getByRole('region', { name: 'Replay' })).toContainText('2 samples')
})

test('one file of two cannot be read: the other opens, and only the report of the bad one says so', async ({
  viewer,
  programs,
}) => {
  const gateway = await programs.gateway()
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  await viewer.openFile(
    { name: 'good.txt', mimeType: 'text/plain', buffer: await golden('v1/memory_profile_00003.txt') },
    { name: 'bad.png', mimeType: 'image/png', buffer: Buffer.from('\x89PNG\r\n\x1a\n00000000', 'latin1') },
  )
  await expect(viewer.card('RSS')).toHaveText('8.05 GiB')
  await expect(viewer.page.getByText(/ends early/)).toHaveCount(0)
  await viewer.page.getByRole('tab', { name: 'What was read' }).click()
  await expect(viewer.page.getByRole('tabpanel')).toContainText('could not be read')
})

test('tasks of one file never stand among those of the next', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  await viewer.paste((await golden('v2/memory_profile_00015.txt')).toString())
  await expect(viewer.card('Tasks')).toHaveText('15')
  await viewer.page.getByRole('table', { name: 'Tasks' }).getByRole('button', { name: /^now/ }).click()
  await viewer.paste((await golden('v1/memory_profile_00003.txt')).toString())
  await expect(viewer.card('Tasks')).toHaveText('3')
  await expect(viewer.page.getByRole('table', { name: 'Tasks' }).locator('tbody tr')).toHaveCount(3)
})

for (const sample of ['pr44739-profile-metadata-cache.txt', 'pr44647-object-heap-dump.txt']) {
  test(`the public sample ${sample} opens`, async ({ viewer, programs }) => {
    test.skip(!existsSync(SAMPLES + sample), 'the folder of public samples is not here')
    const gateway = await programs.gateway()
    await viewer.open(gateway.url)
    await viewer.seesSamples()
    await viewer.openFile({ name: sample, mimeType: 'text/plain', buffer: await readFile(SAMPLES + sample) })
    await expect(viewer.status).toContainText(sample)
    if (sample.includes('44739')) {
      await expect(viewer.card('RSS')).toHaveText('5.85 GiB')
      await expect(viewer.card('Untracked')).toContainText('3.61 GiB 61.7 %')
      await expect(viewer.page.getByText(/ends early/).first()).toBeVisible()
    } else {
      await expect(viewer.tree).toContainText('ObjectHeapDump')
      await expect(viewer.card('RSS')).toHaveText('—')
    }
  })
}
