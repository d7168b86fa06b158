import { expect, test } from './viewerPage'

test('a timeline is kept in the browser when asked to, listed with its size, opened again, and deleted', async ({
  viewer,
  programs,
}) => {
  const [one, two] = await Promise.all([programs.backend(), programs.backend()])
  const gateway = await programs.gateway({ targets: { one: one.url, two: two.url } })
  const { page } = viewer
  await viewer.open(gateway.url)
  await page.getByRole('button', { name: 'Watch one' }).click()
  await expect(page.getByRole('contentinfo')).toContainText(/[3-9] samples/)
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByRole('button', { name: 'Keep here' }).click()
  await expect(
    page.getByText(/The timeline is kept in this browser, as one_\d+T\d+Z\.memlane\.ndjson\.gz \([\d.]+ KiB\)/),
  ).toBeVisible()

  await page.goto('about:blank')
  await viewer.open(gateway.url)
  const kept = page.getByRole('list', { name: 'Kept in this browser' })
  await expect(kept.getByRole('listitem')).toHaveCount(1)
  await expect(kept).toContainText(/KiB · \d+ samples · kept \d{4}/)
  await kept.getByRole('button', { name: /^one_/ }).click()
  await expect(viewer.status).toContainText('REPLAY one_')
  await viewer.seesSamples()

  await test.step('a link to it finds it where it is kept', async () => {
    await page.keyboard.press('End')
    await expect.poll(() => page.url()).toMatch(/#v=1&f=one_.*&t=\d+/)
    await page.reload()
    await page.getByRole('button', { name: 'Open the one kept here' }).click()
    await viewer.seesSamples()
    await expect(page.getByText(/The link shows a moment of the file/)).toBeHidden()
  })

  await page.getByRole('button', { name: 'Settings…' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Delete one_/ })
    .click()
  await expect(page.getByRole('dialog')).toContainText('Nothing is kept.')
})

test('a browser that gives no storage says so, and what is on the screen stays', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  await viewer.page.addInitScript(() => {
    Object.defineProperty(IDBFactory.prototype, 'open', {
      value: () => {
        throw new DOMException('no room', 'QuotaExceededError')
      },
    })
  })
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  await viewer.page.getByRole('button', { name: 'Keep here' }).click()
  await expect(viewer.page.getByRole('alert')).toContainText('The browser gives this page no more storage.')
  await viewer.seesSamples()
})
