import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './viewerPage'

const MIB = 1024 * 1024

test('spike runs into the soft limit: the stack falls, the task ends, and the log says the same numbers', async ({
  viewer,
  programs,
}) => {
  test.setTimeout(120_000)
  const log = join(await mkdtemp(join(tmpdir(), 'memlane-spike-')), 'be.INFO')
  const backend = await programs.backend({ args: ['--workload', 'spike', '--mem-limit', '256m', '--log', log] })
  const gateway = await programs.gateway({ targets: { spike: backend.url } })
  await viewer.open(gateway.url)
  await viewer.seesSamples()

  const cancelled =
    /\[MemoryGC\].*cancel finished, [1-9]\d* tasks canceled.*consist of: Query#Id=([0-9a-f]+-[0-9a-f]+) memory used (\d+)/
  await expect.poll(async () => cancelled.test(await readFile(log, 'utf8')), { timeout: 60_000, intervals: [250] }).toBe(true)
  const text = await readFile(log, 'utf8')
  const [, id, freed] = cancelled.exec(text)!
  const status = /limit ([\d.]+) MB, soft limit ([\d.]+) MB/.exec(text)!
  // The highest of its status lines: the block that the GC was logged with.
  const rssInLog = Math.max(...[...text.matchAll(/= ([\d.]+) MB\[vm\/rss\]/g)].map((found) => Number(found[1]))) * MIB

  await test.step('the cancelled query is gone from the page', async () => {
    await viewer.page.getByRole('searchbox', { name: /Filter tasks/ }).fill(id!)
    await expect(viewer.tasks).toContainText(/no task/i)
  })

  await test.step('what the kernel says fell by about what the log says was freed', async () => {
    // The column of RSS as the page has it: step through the samples with the keys and read the card.
    const values: number[] = []
    await viewer.page.getByRole('slider', { name: /Time cursor/ }).focus()
    await viewer.page.keyboard.press('Home')
    const count = Number((/(\d+) samples/.exec((await viewer.page.getByRole('contentinfo').textContent())!) ?? [])[1])
    for (let i = 0; i < count; i += 1) {
      values.push(parseFloat((await viewer.card('RSS').textContent())!) * MIB)
      await viewer.page.keyboard.press('ArrowRight')
    }
    const highest = Math.max(...values)
    const lowestAfter = Math.min(...values.slice(values.indexOf(highest)))
    expect(highest - lowestAfter).toBeGreaterThan(Number(freed) / 2)
    // The page looks once a second, the log at the very moment: the page cannot have seen more, nor much less.
    expect(highest).toBeGreaterThan(rssInLog * 0.6)
    expect(highest).toBeLessThan(rssInLog * 1.25)
  })

  await test.step('limit and soft limit are the same in page and log', async () => {
    await viewer.page.getByRole('tab', { name: 'Memory info' }).click()
    await expect(viewer.page.getByRole('row', { name: /^Memory limit/ })).toContainText(`${Number(status[1]).toFixed(1)} MiB`)
    await expect(viewer.page.getByRole('row', { name: /^Soft memory limit/ })).toContainText(
      `${Number(status[2]).toFixed(1)} MiB`,
    )
  })
})
