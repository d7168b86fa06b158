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
    await events.getByRole('button').last().click()
    await expect(viewer.page.getByRole('heading', { name: /^RSS at 09:2|^RSS at/ })).toBeVisible()
  })
})
