import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { expect, test } from './viewerPage'

// The main states, pixel by pixel. Browsers and fonts draw differently: elsewhere than where the pictures were made these are skipped.

const SAMPLE = new URL('../public/samples/reference-process.memlane.ndjson.gz', import.meta.url)
const MADE_WITH = JSON.parse(readFileSync(new URL('pixels.json', import.meta.url), 'utf8')) as { browser: string; fonts: string }

/** Widths of words in the page's fonts: other fonts have others. */
async function fontsOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const pen = document.createElement('canvas').getContext('2d')!
    const styles = getComputedStyle(document.documentElement)
    const widths = ['--font', '--mono'].map((name) => {
      pen.font = `100px ${styles.getPropertyValue(name)}`
      return pen.measureText('Memlane 0123456789 · mémoire').width.toFixed(1)
    })
    return widths.join(' ')
  })
}

test.use({ timezoneId: 'UTC', locale: 'en-US' })

for (const theme of ['light', 'dark'] as const) {
  test(`a replay, and two of its moments compared, look as they did: ${theme}`, async ({ viewer, programs, browser }) => {
    const { page } = viewer
    await page.emulateMedia({ colorScheme: theme })
    const gateway = await programs.gateway()
    await viewer.open(gateway.url)
    const here = { browser: browser.version(), fonts: await fontsOf(page) }
    test.skip(
      here.browser !== MADE_WITH.browser || here.fonts !== MADE_WITH.fonts,
      `The pictures were made with ${JSON.stringify(MADE_WITH)}; here is ${JSON.stringify(here)}.`,
    )
    await viewer.openFile({ name: 'sample.memlane.ndjson.gz', mimeType: 'application/gzip', buffer: readFileSync(SAMPLE) })
    await expect(viewer.status).toContainText('REPLAY')
    await expect(page.getByRole('tab', { name: 'What it means 2' })).toBeVisible()
    await expect(page).toHaveScreenshot(`replay-${theme}.png`, { maxDiffPixelRatio: 0.005 })
    await page.keyboard.press('Home')
    await page.keyboard.press('a')
    await page.keyboard.press('End')
    await expect(page.getByText('new since A').first()).toBeVisible()
    await expect(page).toHaveScreenshot(`compared-${theme}.png`, { maxDiffPixelRatio: 0.005 })
  })
}
