import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import type { Locator } from '@playwright/test'
import { expect, test, type ViewerPage } from './viewerPage'

const DEAD = { none: 'http://127.0.0.1:9', other: 'http://127.0.0.1:9' }

const sample = (name: string): { name: string; mimeType: string; buffer: Buffer } => ({
  name: `${name}.memlane.ndjson.gz`,
  mimeType: 'application/gzip',
  buffer: readFileSync(new URL(`../public/samples/${name}.memlane.ndjson.gz`, import.meta.url)),
})

/** "▲ +199.7 MiB" as bytes; 0 for "0". */
async function changeOf(locator: Locator): Promise<number> {
  const text = (await locator.textContent())!.trim()
  if (text === '0') return 0
  const match = /([+−])([\d.]+) (B|KiB|MiB|GiB)/.exec(text)!
  const size = Number(match[2]) * { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }[match[3] as 'B']
  return match[1] === '−' ? -size : size
}

async function isAccessible(viewer: ViewerPage): Promise<void> {
  const { violations } = await new AxeBuilder({ page: viewer.page }).analyze()
  expect(
    violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 200)}`),
  ).toEqual([])
}

test('two moments: what changed from A to B, everywhere, in numbers that add up', async ({ viewer, programs }) => {
  const gateway = await programs.gateway({ targets: DEAD })
  await viewer.open(gateway.url)
  await viewer.openFile(sample('leak'))
  await expect(viewer.status).toContainText('REPLAY')
  const { page } = viewer
  const bar = page.getByRole('region', { name: 'Comparison' })
  const chart = page.getByRole('slider', { name: /Time cursor/ })

  await test.step('by keys: a, then the cursor is B', async () => {
    await page.keyboard.press('Home')
    await page.keyboard.press('a')
    await expect(bar).toContainText('DIFF')
    await page.keyboard.press('End')
    await expect(page.getByTestId('change-check')).toContainText('Σ Δ bands = Δ RSS')
  })

  await test.step('RSS = untracked + tracked', async () => {
    const values = page.getByTestId('compare-sum').locator('b')
    await expect(values).toHaveCount(3)
    const [rss, untracked, tracked] = [
      await changeOf(values.nth(0)),
      await changeOf(values.nth(1)),
      await changeOf(values.nth(2)),
    ]
    expect(untracked).toBeGreaterThan(400 * 2 ** 20)
    // Each is shown with four digits.
    expect(Math.abs(rss - untracked - tracked)).toBeLessThan(2 ** 20)
  })

  await test.step('the tree has a column of changes that it can be ordered by', async () => {
    const change = viewer.tree.getByRole('columnheader', { name: /change/ })
    await change.getByRole('button').click()
    await expect(change).toHaveAttribute('aria-sort', 'descending')
    await expect(viewer.tree.getByRole('row', { name: /^UntrackedMemory/ })).toContainText('▲ +')
  })

  await test.step('the tasks say what became of each', async () => {
    const table = page.getByRole('table', { name: 'Tasks from A to B' })
    await expect(table).toContainText('ended')
    await expect(table).toContainText('new since A')
    await isAccessible(viewer)
  })

  await test.step('swapped, the signs turn round', async () => {
    const before = await changeOf(page.getByTestId('compare-sum').locator('b').first())
    await page.keyboard.press('x')
    await expect.poll(() => changeOf(page.getByTestId('compare-sum').locator('b').first())).toBe(-before)
    // What began after B has not ended there.
    const table = page.getByRole('table', { name: 'Tasks from A to B' })
    await expect(table).toContainText('only at A')
    await expect(table).not.toContainText('ended')
  })

  await test.step('Esc clears; Shift and the pointer draw another one', async () => {
    await page.keyboard.press('Escape')
    await expect(bar).toBeHidden()
    const box = (await chart.boundingBox())!
    await page.keyboard.down('Shift')
    await page.mouse.move(box.x + box.width * 0.2, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.6, box.y + 40, { steps: 4 })
    await page.mouse.up()
    await page.keyboard.up('Shift')
    await expect(bar).toContainText('DIFF')
  })

  await test.step('and by buttons', async () => {
    await bar.getByRole('button', { name: /Clear/ }).click()
    await page.getByRole('button', { name: 'Set B', exact: true }).click()
    await expect(bar).toContainText('Go to the moment to compare it with')
    await bar.getByRole('button', { name: /Set A here/ }).click()
    await expect(page.getByTestId('compare-sum')).toContainText('RSS 0')
  })
  expect(await page.locator('body').textContent()).not.toMatch(/NaN|undefined|Infinity/)
})

test('while live, B is now', async ({ viewer, programs }) => {
  const backend = await programs.backend({ args: ['--workload', 'steady'] })
  const gateway = await programs.gateway({ targets: { be: backend.url } })
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  await viewer.page.keyboard.press('a')
  const bar = viewer.page.getByRole('region', { name: 'Comparison' })
  await expect(bar).toContainText('(now)')
  const before = await bar.locator('time').nth(1).textContent()
  await expect(bar.locator('time').nth(1)).not.toHaveText(before!)
  await expect(viewer.page.getByTestId('change-check')).toContainText('✓')

  await test.step('a target that is silent is not live, and its newest sample not now', async () => {
    await backend.kill()
    await expect(bar).toContainText('STALLED')
    await expect(bar).not.toContainText('(now)')
    await expect(bar).not.toContainText('LIVE')
  })
})

test('two files: aligned by start, by load or by clock, and a target beside a file', async ({ viewer, programs }) => {
  const backend = await programs.backend({ args: ['--workload', 'idle'] })
  const gateway = await programs.gateway({ targets: { be: backend.url, other: 'http://127.0.0.1:9' } })
  await viewer.open(gateway.url)
  await viewer.openFile(sample('leak'))
  await expect(viewer.status).toContainText('REPLAY leak')
  const { page } = viewer
  const bar = page.getByRole('region', { name: 'Comparison' })
  const choose = page.getByRole('combobox', { name: 'Compare with another timeline' })

  const chooser = page.waitForEvent('filechooser')
  await choose.selectOption('file')
  await (await chooser).setFiles([sample('spike')])
  await expect(bar).toContainText('spike.memlane.ndjson.gz')
  // Both were recorded at once, so that the clock says which moments belong together.
  await expect(bar.getByRole('combobox')).toHaveValue('clock')
  await expect(bar).toContainText('different processes')
  await expect(page.getByTestId('compare-sum')).toContainText('untracked')
  // A task of one process has not ended because another process does not have it.
  await expect(page.getByRole('table', { name: 'Tasks from A to B' })).toContainText('only at B')
  for (const by of ['start', 'load']) {
    await bar.getByRole('combobox').selectOption(by)
    await expect(page.getByTestId('compare-sum')).toContainText('untracked')
  }

  await test.step('swapped, the other one is on the screen', async () => {
    await bar.getByRole('button', { name: /Swap/ }).click()
    await expect(viewer.status).toContainText('REPLAY spike')
    await expect(bar).toContainText('leak.memlane.ndjson.gz')
  })

  await test.step('a target of the gateway instead of the file', async () => {
    await bar.getByRole('button', { name: /Clear/ }).click()
    await choose.selectOption({ label: 'be' })
    await bar.getByRole('combobox').selectOption('load')
    await expect(page.getByTestId('compare-sum')).toContainText('RSS')
    await bar.getByRole('button', { name: /Clear/ }).click()
    await expect(bar).toBeHidden()
  })
  expect(await page.locator('body').textContent()).not.toMatch(/NaN|undefined|Infinity/)
})
