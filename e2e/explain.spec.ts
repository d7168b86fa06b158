import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './viewerPage'

test('the numbers explained: findings with their next step, and a ladder whose parts are the cards’ figures', async ({
  viewer,
  programs,
}) => {
  const gateway = await programs.gateway({ targets: { none: 'http://127.0.0.1:9', other: 'http://127.0.0.1:9' } })
  await viewer.open(gateway.url)
  await viewer.page.getByRole('button', { name: 'Try the sample' }).click()
  await expect(viewer.status).toContainText('REPLAY')
  await viewer.page.getByRole('tab', { name: 'What it means' }).click()
  const findings = viewer.page.getByRole('region', { name: 'Findings' })
  await expect(findings).toContainText(/\d+ findings?|nothing/i)
  await expect(findings.getByRole('article').first()).toContainText('Next:')
  const ladder = viewer.page.getByRole('region', { name: 'Ladder' })
  const rss = await viewer.card('RSS').textContent()
  await expect(ladder.getByRole('row', { name: /^RSS/ })).toContainText(rss!)
  await expect(ladder.getByRole('row', { name: /^Untracked/ }).first()).toContainText(
    (await viewer.card('Untracked').textContent())!.split(' MiB')[0]!,
  )
  expect(await viewer.page.locator('body').textContent()).not.toMatch(/NaN|undefined|Infinity/)

  const { violations } = await new AxeBuilder({ page: viewer.page }).analyze()
  expect(
    violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 200)}`),
  ).toEqual([])

  await test.step('another moment has other findings, and the panel follows the cursor', async () => {
    const clock = await findings.getByRole('heading', { level: 3 }).textContent()
    await viewer.page.getByRole('region', { name: 'Replay' }).getByRole('button', { name: 'First sample' }).click()
    await expect(findings.getByRole('heading', { level: 3 })).not.toHaveText(clock!)
  })

  await test.step('events lists the gap and the restart, and leads to them', async () => {
    await viewer.page.getByRole('tab', { name: /Events/ }).click()
    const events = viewer.page.getByRole('list', { name: 'Events' })
    await expect(events).toContainText('connection refused')
    await expect(events).toContainText('restarted')
    await events
      .getByRole('button', { name: /^\d{4}-/ })
      .last()
      .click()
    await expect(viewer.page.getByRole('heading', { name: /^RSS at 09:2|^RSS at/ })).toBeVisible()
    await events.getByRole('button', { name: 'Compare before and after' }).click()
    await expect(viewer.page.getByRole('region', { name: 'Comparison' })).toContainText('restarted between A and B')
  })
})

test('growth in words and intervals; thresholds of one’s own are kept, and findings stand on the timeline', async ({
  viewer,
  programs,
}) => {
  const gateway = await programs.gateway({ targets: { none: 'http://127.0.0.1:9', other: 'http://127.0.0.1:9' } })
  await viewer.open(gateway.url)
  const { page } = viewer
  await viewer.openFile({
    name: 'leak.memlane.ndjson.gz',
    mimeType: 'application/gzip',
    buffer: readFileSync(new URL('../public/samples/leak.memlane.ndjson.gz', import.meta.url)),
  })
  await expect(viewer.card('Growth')).toContainText(/\+1\d\.\d\d MiB\/min/)
  await page.getByRole('button', { name: 'why' }).click()
  const growth = page.getByRole('region', { name: 'Growth' })
  await expect(growth).toContainText('growth outside trackers')
  await expect(growth.getByRole('row', { name: /^untracked/ })).toContainText('▲ rises')
  await expect(growth).toContainText(/soft limit in .* …/)
  await expect(growth).toContainText('Not idle-tested')
  expect(await growth.textContent()).not.toMatch(/\/h/)

  const findings = page.getByRole('region', { name: 'Findings' })
  await expect(findings.getByRole('article')).toHaveCount(2)
  // One range, wherever it is said.
  const [, from, to] = /reached in (.+?) to (.+?);/.exec((await findings.textContent())!)!
  await expect(growth).toContainText(`soft limit in ${from} … ${to}`)
  await test.step('sizes scaled to this process: untracked memory is a finding, too', async () => {
    await page.getByText('Rules and thresholds').click()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 200)}`)).toEqual([])
    await page.getByRole('button', { name: /Scale sizes to this limit/ }).click()
    await expect(findings).toContainText('Much memory is untracked')
  })
  await test.step('a rule that is switched off says nothing, also after a reload', async () => {
    await page.getByRole('checkbox', { name: /Much memory is untracked/ }).uncheck()
    await expect(findings).not.toContainText('Much memory is untracked')
    await expect(findings).toContainText('switched off')
    await page.reload()
    await page.getByRole('button', { name: 'Try the sample' }).click()
    await page.getByRole('tab', { name: /What it means/ }).click()
    await page.getByText('Rules and thresholds').click()
    await expect(page.getByRole('checkbox', { name: /Much memory is untracked/ })).not.toBeChecked()
    await page.getByRole('button', { name: 'All as they were' }).click()
    await expect(page.getByRole('checkbox', { name: /Much memory is untracked/ })).toBeChecked()
  })
  await test.step('a flag on the timeline leads to where it began', async () => {
    await page.getByRole('button', { name: /^Began at .*restarted/ }).click()
    await expect(page.getByRole('heading', { name: /^Findings at 09:25/ })).toBeVisible()
  })
})
