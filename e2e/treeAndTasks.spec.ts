import { expect, test } from './viewerPage'

test('the tree opens and closes with mouse and keys, and shows every counter as it is', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  await viewer.page.getByRole('button', { name: 'Pause' }).click()
  const row = (name: string) =>
    viewer.tree.getByRole('row', { name: new RegExp(`^(⊂ )?${name.replace(/[()]/g, '\\$&')}`) }).first()
  await expect(row('TrackedMemory')).toBeVisible()
  await expect(row('TrackedMemory')).toHaveAttribute('aria-expanded', 'true')

  await row('TrackedMemory').focus()
  await viewer.page.keyboard.press('ArrowLeft')
  await expect(row('TrackedMemory')).toHaveAttribute('aria-expanded', 'false')
  await expect(viewer.tree.getByRole('row', { name: /^TasksMemory / })).toBeHidden()
  await viewer.page.keyboard.press('ArrowRight')
  await expect(row('TasksMemory')).toBeVisible()
  await viewer.page.keyboard.press('ArrowDown')
  await expect(viewer.tree.locator('[role="row"]:focus')).toHaveCount(1)

  await viewer.page.getByRole('button', { name: 'Collapse all' }).click()
  await expect(row('MemoryOverviewSnapshot')).toHaveAttribute('aria-expanded', 'false')
  await viewer.page.getByRole('button', { name: 'Expand all' }).click()
  await expect(row('MemoryOverviewSnapshot')).toHaveAttribute('aria-expanded', 'true')

  await viewer.page.getByRole('button', { name: 'Counters as they are' }).click()
  await expect(viewer.tree.getByRole('row', { name: /PhysicalMemoryPeak|PhysicalMemory\(VmRSS\)/ }).first()).toBeVisible()
})

test('the tasks sort by every column and filter by type and text', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  await viewer.open(gateway.url)
  await expect.poll(async () => Number(await viewer.card('Tasks').textContent()), { timeout: 40_000 }).toBeGreaterThan(4)
  await viewer.page.getByRole('button', { name: 'Pause' }).click()
  const table = viewer.page.getByRole('table', { name: 'Tasks' })
  const column = async (index: number): Promise<string[]> =>
    table.locator('tbody tr').evaluateAll((rows, i) => rows.map((row) => row.children[i]?.textContent ?? ''), index)

  for (const header of await table.getByRole('columnheader').all()) {
    const button = header.getByRole('button')
    if ((await button.count()) === 0) continue
    await button.click()
    await expect(header).toHaveAttribute('aria-sort', /ascending|descending/)
  }

  const types = await column(0)
  const some = types.find((type) => type.startsWith('query')) ? 'query' : types[0]!
  await viewer.tasks.getByRole('button', { name: new RegExp(`^[\\d,]+ ${some}$`) }).click()
  await expect.poll(async () => new Set(await column(0)).size).toBe(1)

  await viewer.page.getByRole('searchbox', { name: /Filter tasks/ }).fill('no such task anywhere')
  await expect(viewer.tasks).toContainText(/no task/i)
})

test('scrubbing with keys moves cards, tree and table to one moment, and Escape goes back to live', async ({
  viewer,
  programs,
}) => {
  const gateway = await programs.gateway()
  await viewer.open(gateway.url)
  await expect(viewer.page.getByRole('contentinfo')).toContainText(/[4-9] samples/)
  await viewer.page.getByRole('slider', { name: /Time cursor/ }).focus()
  await viewer.page.keyboard.press('Home')
  await expect(viewer.page.getByRole('contentinfo')).toContainText('#1·')
  const title = await viewer.page.getByRole('heading', { name: /^Tree at/ }).textContent()
  await viewer.page.keyboard.press('ArrowRight')
  await expect(viewer.page.getByRole('contentinfo')).toContainText('#2·')
  expect(await viewer.page.getByRole('heading', { name: /^Tree at/ }).textContent()).not.toBe(title)
  await expect(viewer.page.getByRole('heading', { name: /^RSS at \d\d:/ })).toBeVisible()
  await viewer.page.keyboard.press('Escape')
  await expect(viewer.page.getByRole('heading', { name: 'RSS', exact: true })).toBeVisible()
})

test('a band alone, hidden, as lines: the check of the sum says that it is partial', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  const chart = viewer.page.getByRole('region', { name: 'Memory over time' })
  await chart.getByRole('button', { name: 'hide query' }).click()
  await expect(chart).toContainText(/1 band hidden/)
  await chart.getByRole('button', { name: /hide query|show query/ }).click()
  await chart.getByRole('button', { name: 'untracked', exact: true }).click()
  await expect(chart).toContainText(/partial|only untracked/i)
  await chart.getByRole('button', { name: 'untracked', exact: true }).click()
  await chart.getByRole('button', { name: 'lines' }).click()
  await expect(chart.getByRole('button', { name: 'lines' })).toHaveAttribute('aria-pressed', 'true')
})
