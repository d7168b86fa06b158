import { gunzipSync } from 'node:zlib'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from './viewerPage'

const sample = await readFile(fileURLToPath(new URL('../public/samples/reference-process.memlane.ndjson.gz', import.meta.url)))

test('a whole investigation without a mouse: open, the peak, who is largest, its course, a note, a link, a file', async ({
  viewer,
  programs,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const gateway = await programs.gateway()
  const { page } = viewer
  const { keyboard } = page
  await viewer.open(gateway.url)
  await viewer.seesSamples()

  await test.step('Ctrl+O opens', async () => {
    const chooser = page.waitForEvent('filechooser')
    await keyboard.press('Control+o')
    await (await chooser).setFiles({ name: 'incident.memlane.ndjson.gz', mimeType: 'application/gzip', buffer: sample })
    await expect(viewer.status).toContainText('REPLAY incident')
  })

  const fingerprint = page.getByRole('contentinfo').getByText(/#\d+·/)
  await test.step('p goes to the peak, arrows around it', async () => {
    await keyboard.press('p')
    const peak = (await fingerprint.textContent())!
    const highest = parseFloat((await viewer.card('RSS').textContent())!)
    for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowRight', 'ArrowLeft']) {
      await keyboard.press(key)
      expect(parseFloat((await viewer.card('RSS').textContent())!)).toBeLessThanOrEqual(highest)
    }
    await expect(fingerprint).toHaveText(peak)
  })

  await test.step('k goes to the tasks, the largest first; t to the tree and through it', async () => {
    await keyboard.press('k')
    await expect(page.locator('#side-panel :focus')).toHaveCount(1)
    await expect(page.getByRole('columnheader', { name: /^now/ }).last()).toHaveAttribute('aria-sort', 'descending')
    await keyboard.press('t')
    await expect(viewer.tree.locator('[role="row"]:focus')).toHaveCount(1)
    const first = await page.locator(':focus').getAttribute('data-line')
    await keyboard.press('ArrowDown')
    expect(await page.locator(':focus').getAttribute('data-line')).not.toBe(first)
    await keyboard.press('Enter')
    await expect(viewer.tree.locator('.tree-details')).toBeVisible()
    await keyboard.press('Escape')
  })

  await test.step('m writes a note, which stands under Events and is saved', async () => {
    await keyboard.press('m')
    const dialog = page.getByRole('dialog', { name: /^Note at/ })
    await expect(dialog.getByRole('textbox')).toBeFocused()
    await keyboard.type('a, b and x: <b>the load began</b>')
    await keyboard.press('Enter')
    await expect(dialog).toBeHidden()
    await keyboard.press('Control+k')
    await expect(page.getByRole('combobox', { name: /Find a command/ })).toBeFocused()
    await keyboard.type('panel events')
    await keyboard.press('Enter')
    await expect(page.getByRole('list', { name: 'Events' })).toContainText('a, b and x: <b>the load began</b>')
    const file = await (async () => {
      const download = page.waitForEvent('download')
      await keyboard.press('Control+s')
      return readFile(await (await download).path())
    })()
    const lines = gunzipSync(file).toString().split('\n')
    expect(lines.filter((line) => line.includes('"note"') && line.includes('the load began'))).toHaveLength(1)
    expect(lines.find((line) => line.includes('the load began'))).toMatch(/"k":"mark".*"kind":"note"|"kind":"note".*"k":"mark"/)
  })

  await test.step('the note is changed and removed', async () => {
    await page.getByRole('button', { name: 'Change…' }).focus()
    await keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('textbox').fill('it began here')
    await keyboard.press('Enter')
    await expect(page.getByRole('list', { name: 'Events' })).toContainText('it began here')
    await page.getByRole('button', { name: 'Change…' }).focus()
    await keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Remove the note' }).focus()
    await keyboard.press('Enter')
    await expect(page.getByText('it began here')).toBeHidden()
  })

  await test.step('c copies the text, Shift+C the picture', async () => {
    const rss = (await viewer.card('RSS').textContent())!
    await keyboard.press('c')
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('Memlane')
    const text = await page.evaluate(() => navigator.clipboard.readText())
    expect(text).toContain(rss.split(' ')[0])
    expect(text).toContain((await fingerprint.textContent())!.trim())
    await keyboard.press('Shift+C')
    await expect
      .poll(() => page.evaluate(async () => (await navigator.clipboard.read()).flatMap((item) => item.types)), {
        timeout: 30_000,
      })
      .toContain('image/png')
  })

  await test.step('l copies a link, Esc leaves the moment', async () => {
    await keyboard.press('l')
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('#v=1&f=incident.memlane.ndjson.gz&')
    await keyboard.press('Escape')
    await expect(page.getByRole('heading', { name: 'RSS', exact: true })).toBeVisible()
  })
})

test('? shows every key; the palette finds what can be done; keys of one character can be switched off', async ({
  viewer,
  programs,
}) => {
  const [one, two] = await Promise.all([programs.backend(), programs.backend()])
  const gateway = await programs.gateway({ targets: { one: one.url, two: two.url } })
  const { page } = viewer
  await viewer.open(gateway.url)
  await expect(page.getByRole('button', { name: 'Watch one' })).toBeVisible()

  await test.step('the palette jumps to a target', async () => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox', { name: /Find a command/ })).toBeFocused()
    await page.keyboard.type('watch two')
    await page.keyboard.press('Enter')
    await viewer.seesSamples()
    await expect(page.getByRole('combobox', { name: 'Target' })).toHaveValue('two')
  })

  await test.step('the sheet lists them; Esc closes it and nothing else', async () => {
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keys' })
    await expect(sheet).toBeVisible()
    expect(await sheet.locator('dt').count()).toBeGreaterThan(30)
    await page.keyboard.press('Escape')
    await expect(sheet).toBeHidden()
    await expect(page.getByRole('heading', { name: /^RSS at \d\d:/ })).toBeVisible()
  })

  await test.step('in a field letters are letters', async () => {
    await page.getByRole('searchbox', { name: /Filter tasks/ }).fill('')
    await page.keyboard.type('ou')
    await expect(page.getByRole('searchbox', { name: /Filter tasks/ })).toHaveValue('ou')
    await expect(page.getByRole('button', { name: 'stack', exact: true })).toHaveAttribute('aria-pressed', 'true')
    await page.getByRole('searchbox', { name: /Filter tasks/ }).fill('')
    await page.getByRole('searchbox', { name: /Filter tasks/ }).blur()
  })

  await test.step('switched off, and that stays', async () => {
    await page.keyboard.press('o')
    await expect(page.getByRole('button', { name: 'lines', exact: true })).toHaveAttribute('aria-pressed', 'true')
    await page.keyboard.press('?')
    await page.getByRole('checkbox', { name: /single character/ }).click()
    await page.keyboard.press('Escape')
    await page.reload()
    await viewer.seesSamples()
    await page.keyboard.press('o')
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(page.getByRole('button', { name: 'lines', exact: true })).toHaveAttribute('aria-pressed', 'true')
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog')).toBeVisible()
  })
})
