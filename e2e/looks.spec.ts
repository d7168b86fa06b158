import { expect, test } from './viewerPage'

for (const [width, height] of [
  [1440, 900],
  [1366, 768],
  [1024, 768],
  [390, 844],
] as const) {
  test(`at ${width}x${height} nothing sticks out sideways, and the first screen says who, when, how fresh`, async ({
    viewer,
    programs,
  }) => {
    await viewer.page.setViewportSize({ width, height })
    const gateway = await programs.gateway()
    await viewer.open(gateway.url)
    await expect(viewer.page.getByRole('contentinfo')).toContainText(/[2-9] samples/)
    const sideways = await viewer.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(sideways).toBeLessThanOrEqual(0)
    await expect(viewer.status).toBeInViewport()
    await expect(viewer.card('RSS')).toBeInViewport()
    if (width >= 1280) {
      await expect(viewer.page.getByRole('contentinfo')).toBeInViewport({ ratio: 0.9 })
      await expect(viewer.page.getByText(/bands − RSS/)).toBeInViewport()
    }
    // No panel covers another.
    const boxes = await viewer.page.locator('main .panel:not(.panel .panel)').evaluateAll((panels) =>
      panels.map((panel) => {
        const { left, top, right, bottom } = panel.getBoundingClientRect()
        const inside = [...panel.querySelectorAll<HTMLElement>('.recharts-wrapper, .chart-box')].every(
          (part) => part.getBoundingClientRect().bottom <= bottom + 1,
        )
        return { left, top, right, bottom, inside }
      }),
    )
    for (const [i, a] of boxes.entries()) {
      expect(a.inside, 'a chart stays inside its panel').toBe(true)
      for (const b of boxes.slice(i + 1)) {
        const overlap =
          Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1
        expect(overlap, JSON.stringify([a, b])).toBe(false)
      }
    }
  })
}

test('units, zone and theme are kept by the browser; data is not', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  await viewer.page.getByRole('button', { name: 'Settings…' }).click()
  const settings = viewer.page.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('combobox', { name: 'Units' }).selectOption('doris')
  await settings.getByRole('combobox', { name: 'Time zone' }).selectOption('utc')
  await settings.getByRole('combobox', { name: 'Theme' }).selectOption('dark')
  await viewer.page.keyboard.press('Escape')
  await expect(viewer.card('RSS')).toContainText('MB')
  await viewer.page.reload()
  await viewer.seesSamples()
  await expect(viewer.card('RSS')).toContainText('MB')
  await expect(viewer.page.getByRole('combobox', { name: 'Time zone' })).toHaveValue('utc')
  await expect(viewer.page.locator('html')).toHaveAttribute('data-theme', 'dark')
  const stored = await viewer.page.evaluate(() => Object.entries(localStorage).join())
  expect(stored).not.toContain('reference process')
  expect(stored.length).toBeLessThan(1_000)
})

test('the page loads nothing from elsewhere and its policy forbids it', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  const elsewhere: string[] = []
  viewer.page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (origin !== gateway.url && protocol !== 'blob:' && protocol !== 'data:') elsewhere.push(request.url())
  })
  const response = await viewer.page.goto(gateway.url)
  await viewer.seesSamples()
  expect(elsewhere).toEqual([])
  expect(response!.headers()['content-security-policy']).toContain("default-src 'none'")
  expect(response!.headers()['content-security-policy']).not.toContain('unsafe')
})
