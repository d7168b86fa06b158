import { expect, test } from './viewerPage'

for (const [width, height] of [
  [3840, 2160],
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

for (const [width, height] of [
  [3840, 2160],
  [1366, 768],
  [390, 844],
] as const) {
  test(`on a wall of ${width}x${height}: header, figures and chart fill the screen, in a type that is read from afar`, async ({
    viewer,
    programs,
  }) => {
    await viewer.page.setViewportSize({ width, height })
    const gateway = await programs.gateway()
    await viewer.open(gateway.url)
    await expect(viewer.page.getByRole('contentinfo')).toContainText(/[2-9] samples/)
    await viewer.page.keyboard.press('f')
    await expect(viewer.tree).toBeHidden()
    await expect(viewer.status).toBeInViewport()
    await expect(viewer.card('RSS')).toBeInViewport()
    const chart = viewer.page.getByRole('region', { name: 'Memory over time' })
    await expect(chart).toBeInViewport()
    const page = await viewer.page.evaluate(() => ({
      sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      zoom: document.querySelector('.app')?.currentCSSZoom ?? 1,
    }))
    expect(page.sideways).toBeLessThanOrEqual(0)
    expect(page.zoom >= 2).toBe(width > 3_000)
    const box = (await chart.boundingBox())!
    expect(box.width).toBeGreaterThan(width * 0.9)
    const legend = (await chart.getByText(/bands − RSS/).boundingBox())!
    expect(legend.y + legend.height, 'the legend stays inside the panel').toBeLessThanOrEqual(box.y + box.height)
    if (width > 1_000) expect(box.y + box.height).toBeGreaterThan(height * 0.95)
    // A click finds the sample under the pointer, zoomed or not.
    const plot = viewer.page.getByRole('slider', { name: /Time cursor/ })
    const { x, y, width: wide, height: high } = (await plot.boundingBox())!
    await viewer.page.mouse.click(x + 2, y + high / 2)
    await expect(plot).toHaveAttribute('aria-valuenow', '0')
    await viewer.page.mouse.click(x + wide - 2, y + high / 2)
    await expect(plot).not.toHaveAttribute('aria-valuenow', '0')
    await viewer.page.keyboard.press('f')
    await expect(viewer.tree).toBeVisible()
  })
}

test('on paper: light, whatever the screen shows, without buttons', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  await viewer.page.emulateMedia({ colorScheme: 'dark' })
  await viewer.open(gateway.url)
  await expect(viewer.page.getByRole('contentinfo')).toContainText(/[2-9] samples/)
  const ground = () => viewer.page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  expect(await ground()).toBe('rgb(15, 18, 22)')
  await viewer.page.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
  await viewer.page.emulateMedia({ media: 'print' })
  expect(await ground()).toBe('rgb(246, 247, 249)')
  await expect(viewer.page.getByRole('button', { name: 'Save', exact: true })).toBeHidden()
  await expect(viewer.page.getByRole('button', { name: 'as table' })).toBeHidden()
  await expect(viewer.page.getByText(/bands − RSS/)).toBeVisible()
  await viewer.page.emulateMedia({ media: 'screen' })
  await viewer.page.evaluate(() => window.dispatchEvent(new Event('afterprint')))
  expect(await ground()).toBe('rgb(15, 18, 22)')
})

test('in grey no two parts look alike: patterns, and lightness where there is none', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  // Each swatch of the legend as grey pixels: their mean, and how they are spread along x and y.
  const looks = await viewer.page.evaluate(async () => {
    const swatches = [...document.querySelectorAll<SVGElement>('.chart-legend tbody tr:not(:first-child) .chart-swatch')]
    const found: { mean: number; across: number; down: number }[] = []
    for (const swatch of swatches) {
      const copy = swatch.cloneNode(true) as SVGElement
      const style = getComputedStyle(document.documentElement)
      copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
      const text = new XMLSerializer()
        .serializeToString(copy)
        .replace(/var\((--[\w-]+)\)/g, (_, name: string) => style.getPropertyValue(name).trim())
      const image = new Image()
      image.src = `data:image/svg+xml,${encodeURIComponent(text)}`
      await image.decode()
      const canvas = document.createElement('canvas')
      canvas.width = 64
      canvas.height = 48
      const context = canvas.getContext('2d')!
      context.drawImage(image, 0, 0, 64, 48)
      const { data } = context.getImageData(8, 8, 48, 32)
      const grey = (x: number, y: number): number => {
        const at = (y * 48 + x) * 4
        return 0.2126 * data[at]! + 0.7152 * data[at + 1]! + 0.0722 * data[at + 2]!
      }
      let [sum, across, down] = [0, 0, 0]
      for (let y = 1; y < 32; y++)
        for (let x = 1; x < 48; x++) {
          sum += grey(x, y)
          across += Math.abs(grey(x, y) - grey(x - 1, y))
          down += Math.abs(grey(x, y) - grey(x, y - 1))
        }
      const count = 31 * 47
      found.push({ mean: sum / count, across: across / count, down: down / count })
    }
    return found
  })
  expect(looks).toHaveLength(8)
  for (const [i, a] of looks.entries())
    for (const b of looks.slice(i + 1)) {
      const isTold = Math.abs(a.mean - b.mean) > 30 || Math.abs(a.across - b.across) > 1.5 || Math.abs(a.down - b.down) > 1.5
      expect(isTold, JSON.stringify([a, b])).toBe(true)
    }
})

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
