import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './viewerPage'

const LEAK = {
  name: 'leak.memlane.ndjson.gz',
  mimeType: 'application/gzip',
  buffer: readFileSync(new URL('../public/samples/leak.memlane.ndjson.gz', import.meta.url)),
}

async function isAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 200)}`)).toEqual([])
}

test('one box finds in tree, tasks and events; n and N go through what was found', async ({ viewer, programs }) => {
  const gateway = await programs.gateway({ targets: { none: 'http://127.0.0.1:9', other: 'http://127.0.0.1:9' } })
  await viewer.open(gateway.url)
  await viewer.openFile(LEAK)
  await expect(viewer.status).toContainText('REPLAY')
  await expect(viewer.page.getByRole('contentinfo')).toContainText('396 samples')
  const { page } = viewer
  const box = page.getByRole('searchbox', { name: 'Find in tree, tasks and events' })
  const result = page.getByRole('search').getByRole('status')

  await expect(box).toBeVisible()
  await expect(viewer.card('Growth')).not.toHaveText('…')
  await page.keyboard.press('/')
  await expect(box).toBeFocused()
  await page.keyboard.type('type:query')
  await expect(result).toContainText(/\d+ found/)
  await page
    .getByRole('search')
    .getByRole('button', { name: /^Tasks [1-9]/ })
    .click()
  await expect(page.getByRole('region', { name: 'Task details' })).toContainText('query')
  const first = await page.getByRole('region', { name: 'Task details' }).textContent()

  await test.step('n is the next one, N the one before, round and round', async () => {
    await page.locator('body').click({ position: { x: 2, y: 2 } })
    const said = (await result.textContent())!
    await page.keyboard.press('n')
    await expect(result).not.toHaveText(said)
    await page.keyboard.press('Shift+N')
    await expect(result).toHaveText(said)
    await expect(page.getByRole('region', { name: 'Task details' })).toContainText(first!.slice(0, 30))
  })

  await test.step('a row of the tree is opened, selected and scrolled to', async () => {
    await box.fill('UntrackedMemory')
    await page
      .getByRole('search')
      .getByRole('button', { name: /^Tree [1-9]/ })
      .click()
    await expect(viewer.tree.getByRole('row', { name: /^UntrackedMemory/ })).toHaveAttribute('aria-selected', 'true')
  })

  await test.step('what grew since the start', async () => {
    await box.fill('grew untracked')
    await expect(result).toContainText(/\d+ found since/)
    await isAccessible(page)
  })

  await test.step('an expression that never ends is stopped, and the page goes on', async () => {
    await box.fill('/^(\\w+\\s?#?=?-?)*§$/')
    await expect(result).toContainText('takes too long')
    await box.fill('/^Query#Id=/')
    await expect(result).toContainText(/\d+ found/)
  })
})

test('a task through time: its line, its ids, and what finds it in Doris', async ({ viewer, programs }) => {
  const gateway = await programs.gateway({ targets: { none: 'http://127.0.0.1:9', other: 'http://127.0.0.1:9' } })
  await viewer.open(gateway.url)
  await viewer.openFile(LEAK)
  await expect(viewer.status).toContainText('REPLAY')
  await expect(viewer.page.getByRole('contentinfo')).toContainText('396 samples')
  const { page } = viewer
  await page
    .getByRole('table', { name: 'Tasks' })
    .getByRole('button', { name: /^Query#Id=/ })
    .first()
    .click()
  const details = page.getByRole('region', { name: 'Task details' })
  await expect(details).toContainText('first seen')
  await expect(details).toContainText('highest')
  const id = /Query#Id=([0-9a-f]+-[0-9a-f]+)/.exec((await details.textContent())!)![1]!
  await expect(details).toContainText(`WHERE QUERY_ID = '${id}'`)
  await expect(details).toContainText(`KILL QUERY '${id}'`)
  await isAccessible(page)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await details.locator('.task-command').filter({ hasText: 'KILL' }).getByRole('button', { name: 'Copy' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`KILL QUERY '${id}';`)

  await test.step('at a moment before it, it is not known', async () => {
    await page.getByRole('region', { name: 'Replay' }).getByRole('button', { name: 'First sample' }).click()
    await expect(details).toContainText('No sample up to this moment lists it')
    await viewer.openFile({ ...LEAK, name: 'again.memlane.ndjson.gz' })
    await expect(viewer.status).toContainText('again')
    // A task of one file is none of another.
    await expect(details).toBeHidden()
  })
})
