import type { Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { expect, test } from './viewerPage'

const fileOf = (path: string): Promise<Buffer> => readFile(fileURLToPath(new URL(`../${path}`, import.meta.url)))
const recorded = await fileOf('public/samples/reference-process.memlane.ndjson.gz')
const golden = (await fileOf('src/testing/golden/v2/memory_profile_00015.txt')).toString()

async function speak(page: Page, language: 'en' | 'zh'): Promise<void> {
  await page.getByRole('combobox', { name: 'Language / 语言' }).selectOption(language)
  await expect(page.locator('html')).toHaveAttribute('lang', language === 'zh' ? 'zh-CN' : 'en')
}

/** Presses a button that saves; gives what is in the gzipped file. */
async function save(page: Page, button: string): Promise<string> {
  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: button, exact: true }).click()
  const chunks: Buffer[] = []
  for await (const chunk of await (await waiting).createReadStream()) chunks.push(chunk as Buffer)
  return gunzipSync(Buffer.concat(chunks)).toString()
}

/** All numbers of cards, legend and tree, in order. */
function numbersOf(page: Page): Promise<readonly string[]> {
  return page.locator('[data-testid^="card-"], .chart-legend-value, .chart-legend-share, .tree-number').evaluateAll((cells) =>
    cells
      .map((cell) => cell.textContent.trim())
      // A word in the place of a number, such as "none".
      .filter((text) => /\d/.test(text)),
  )
}

/** Data that stays as it is: ids with their names, which Doris gave. */
const DATA =
  /^(?:query|load|tablet|baseTablet|newTablet|transaction|fragmentInstance|index|partition|version) \S+(?:, \w+ \S+)*\nuid \S+$/
const NAMES = new Set(['reference process', 'one', 'two'])

/** What a reader sees or hears, outside of data, that reads like English: two words in a row, and no Chinese. */
async function englishOn(page: Page): Promise<readonly string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = []
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (nodes.nextNode()) {
      const parent = nodes.currentNode.parentElement
      if (!parent || parent.closest('script, style, pre, code, bdi, .mono, [lang="en"]')) continue
      found.push(nodes.currentNode.textContent?.trim() ?? '')
    }
    for (const name of ['title', 'aria-label', 'placeholder', 'aria-valuetext', 'alt']) {
      for (const element of document.querySelectorAll(`[${name}]`)) {
        // The titles of rows are labels of Doris's trackers.
        if (element.closest('pre, .tree-label, td')) continue
        found.push(element.getAttribute(name) ?? '')
      }
    }
    return [...new Set(found)]
  })
  return texts.filter(
    (text) =>
      /\b[A-Za-z]{2,}[,.:;]? [a-z]{2,}/.test(text) && !/\p{Script=Han}/u.test(text) && !DATA.test(text) && !NAMES.has(text),
  )
}

test('the language is switched and back: cursor, panel, numbers and the saved file stay as they are', async ({
  viewer,
  programs,
}) => {
  const gateway = await programs.gateway()
  const { page } = viewer
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  await viewer.openFile({ name: 'recorded.memlane.ndjson.gz', mimeType: 'application/gzip', buffer: recorded })
  await expect(viewer.status).toContainText('REPLAY')
  await page.getByRole('button', { name: 'First sample' }).click()
  await page.getByRole('tab', { name: 'Memory info' }).click()
  await expect(page.getByText('(1 of 176)')).toBeVisible()
  await expect(page.getByRole('heading', { name: /^Tree at/ })).toBeVisible()
  const numbers = await numbersOf(page)
  expect(numbers.length).toBeGreaterThan(30)
  const saved = await save(page, 'Save')

  await speak(page, 'zh')
  await expect(viewer.status).toContainText('回放')
  await expect(page.getByRole('tab', { name: '内存信息' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByText('（1 / 176）')).toBeVisible()
  await expect.poll(() => numbersOf(page)).toEqual(numbers)
  expect(await save(page, '保存')).toBe(saved)
  expect(saved).not.toMatch(/\p{Script=Han}/u)

  await speak(page, 'en')
  await expect(viewer.status).toContainText('REPLAY')
  await expect(page.getByRole('tab', { name: 'Memory info' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByText('(1 of 176)')).toBeVisible()
  await expect.poll(() => numbersOf(page)).toEqual(numbers)
})

test('a browser that prefers Chinese is greeted in Chinese; a choice is kept', async ({ browser, programs }) => {
  const gateway = await programs.gateway()
  const context = await browser.newContext({ locale: 'zh-CN' })
  const page = await context.newPage()
  await page.goto(gateway.url)
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await expect(page.getByTestId('status')).toContainText('实时')
  await speak(page, 'en')
  await page.reload()
  await expect(page.getByTestId('status')).toContainText('LIVE')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await context.close()
})

test('in Chinese no English sentence is left: empty, live, each panel, opened, refused, no gateway', async ({
  viewer,
  programs,
}) => {
  test.slow()
  const { page } = viewer
  const [one, two] = await Promise.all([programs.backend(), programs.backend()])
  const gateway = await programs.gateway({ targets: { one: one.url, two: two.url } })
  await viewer.open(gateway.url)
  await expect(page.getByRole('button', { name: 'Watch two' })).toBeVisible()
  // That it would find them:
  expect((await englishOn(page)).length).toBeGreaterThan(2)
  await speak(page, 'zh')
  await expect(page.getByRole('heading', { name: '尚未加载数据。' })).toBeVisible()
  expect(await englishOn(page)).toEqual([])

  await page.getByRole('button', { name: '监控 one' }).click()
  await expect(page.getByRole('contentinfo')).toContainText(/[2-9] 个样本/)
  for (const tab of ['任务', '诊断', '事件', '内存信息', 'Doris 原文']) {
    await test.step(tab, async () => {
      await page.getByRole('tab', { name: tab }).click()
      await expect(page.getByRole('tabpanel')).not.toBeEmpty()
      if (tab === '诊断') await expect(page.getByRole('heading', { name: 'RSS 逐级分解' })).toBeVisible()
      expect(await englishOn(page)).toEqual([])
    })
  }

  await viewer.paste(golden)
  await expect(viewer.status).toContainText('回放 粘贴的文本')
  for (const tab of ['读取报告', '诊断', '任务']) {
    await page.getByRole('tab', { name: tab }).click()
    if (tab === '诊断') await expect(page.getByRole('heading', { name: 'RSS 逐级分解' })).toBeVisible()
    expect(await englishOn(page)).toEqual([])
  }

  await viewer.paste('nothing of interest')
  await expect(page.getByRole('alert')).toContainText('无法打开“粘贴的文本”。')
  expect(await englishOn(page)).toEqual([])

  await page.getByRole('button', { name: '关闭文件，返回实时' }).click()
  await one.kill()
  await expect(page.getByRole('alert')).toContainText('目标拒绝连接')
  expect(await englishOn(page)).toEqual([])
})
