import AxeBuilder from '@axe-core/playwright'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, test, type ViewerPage } from './viewerPage'

const golden = await readFile(
  fileURLToPath(new URL('../src/testing/golden/v2/memory_profile_00015.txt', import.meta.url)),
  'utf8',
)

/** Every rule of axe, of every impact; where another theme has shown the same structure, those about colours. */
async function findNothing(viewer: ViewerPage, state: string, rules: 'all' | 'colours' = 'all'): Promise<void> {
  await test.step(`axe: ${state}`, async () => {
    const axe = new AxeBuilder({ page: viewer.page })
    const { violations } = await (rules === 'all' ? axe : axe.withRules(['color-contrast', 'link-in-text-block'])).analyze()
    expect
      .soft(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`),
        state,
      )
      .toEqual([])
  })
}

async function chooseTheme(viewer: ViewerPage, theme: string): Promise<void> {
  await viewer.page.keyboard.press(',')
  await viewer.page.getByRole('dialog').getByRole('combobox', { name: 'Theme' }).selectOption(theme)
  await viewer.page.keyboard.press('Escape')
  await expect(viewer.page.locator('html')).toHaveAttribute('data-theme', theme)
}

/** A target that takes the call and never says a word. */
async function startSilence(): Promise<Server> {
  const server = createServer(() => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

for (const theme of ['light', 'dark', 'contrast'] as const) {
  test(`axe finds nothing in any state: ${theme}`, async ({ viewer, programs }) => {
    test.setTimeout(420_000)
    const { page } = viewer
    const look = (state: string): Promise<void> => findNothing(viewer, state, theme === 'light' ? 'all' : 'colours')
    const silence = await startSilence()
    const backend = await programs.backend()
    const gateway = await programs.gateway({
      targets: { one: backend.url, silent: `http://127.0.0.1:${(silence.address() as AddressInfo).port}` },
    })
    await viewer.open(gateway.url)
    await expect(page.getByRole('button', { name: 'Watch one' })).toBeVisible()
    await chooseTheme(viewer, theme)
    await look('empty')
    await page.getByRole('button', { name: 'Watch silent' }).click()
    await expect(viewer.status).toContainText('connecting')
    await look('connecting')
    await page.getByRole('combobox', { name: 'Target' }).selectOption('one')
    await expect(page.getByRole('contentinfo')).toContainText(/[3-9] samples/)
    await look('live')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('a')
    await page.keyboard.press('ArrowLeft')
    await look('comparing')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Space')
    await look('paused')
    await page.keyboard.press('d')
    await expect(page.getByRole('region', { name: 'The data of the chart' })).toBeVisible()
    await look('chart as a table')
    await page.keyboard.press('d')
    await page.keyboard.press('f')
    await look('wall')
    await page.keyboard.press('f')
    for (const [key, name] of [
      ['?', 'Keys'],
      ['Control+k', 'What to do?'],
      [',', 'Settings'],
      ['m', 'Note at'],
      ['e', 'Share'],
    ] as const) {
      await page.keyboard.press(key)
      await expect(page.getByRole('dialog', { name })).toBeVisible()
      await look(`dialog: ${name}`)
      await page.keyboard.press('Escape')
    }
    await viewer.paste('nothing of interest')
    await expect(page.getByRole('alert')).toBeVisible()
    await look('paste refused')
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await page.keyboard.press('.')
    await backend.kill()
    await expect(viewer.status).toContainText('STALLED')
    await look('stalled')
    silence.close()
    silence.closeAllConnections()
    await viewer.paste(golden)
    await expect(viewer.status).toContainText('REPLAY')
    for (const tab of ['What it means', 'Events', 'Memory info', 'As Doris prints it', 'What was read', 'Tasks']) {
      await page.getByRole('tab', { name: tab }).click()
      await look(`replay, ${tab}`)
    }
  })
}

test('a state is announced when it changes, and at most once in ten seconds', async ({ viewer, programs }) => {
  const backend = await programs.backend()
  const gateway = await programs.gateway({ targets: { one: backend.url } })
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  const said = await viewer.page.evaluateHandle(() => {
    const announcements: { readonly at: number; readonly text: string }[] = []
    const live = document.querySelectorAll('[role="status"], [aria-live="polite"], [aria-live="assertive"], [role="alert"]')
    for (const region of live) {
      if (region.getAttribute('aria-live') === 'off') continue
      new MutationObserver(() => announcements.push({ at: performance.now(), text: region.textContent ?? '' })).observe(region, {
        childList: true,
        characterData: true,
        subtree: true,
      })
    }
    return announcements
  })
  await backend.kill()
  await expect(viewer.status).toContainText('STALLED')
  await expect.poll(async () => (await said.jsonValue()).at(-1)?.text, { timeout: 30_000 }).toContain('STALLED')
  await viewer.page.waitForTimeout(3_000)
  const all = await said.jsonValue()
  for (const [place, one] of all.entries())
    expect(place === 0 ? Infinity : one.at - all[place - 1]!.at, JSON.stringify(all)).toBeGreaterThan(9_900)
})

test('forced colours and reduced motion: all is readable, what is chosen is told by more than a ground', async ({
  viewer,
  programs,
}) => {
  const gateway = await programs.gateway()
  await viewer.page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
  await viewer.open(gateway.url)
  await expect(viewer.page.getByRole('contentinfo')).toContainText(/[3-9] samples/)
  await findNothing(viewer, 'forced colours')
  const pressed = viewer.page.getByRole('button', { name: 'Follow' })
  await expect(pressed).toHaveAttribute('aria-pressed', 'true')
  expect(await pressed.evaluate((button) => getComputedStyle(button).outlineStyle)).toBe('solid')
  const moving = await viewer.page.evaluate(
    () => document.getAnimations().filter((animation) => animation.playState === 'running').length,
  )
  expect(moving).toBe(0)
})
