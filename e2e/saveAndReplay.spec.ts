import { gunzipSync } from 'node:zlib'
import { expect, test } from './viewerPage'

test('save, reload, open: the same numbers at the same times', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  await viewer.open(gateway.url)
  await expect(viewer.page.getByRole('contentinfo')).toContainText(/[4-9] samples/)
  await viewer.page.getByRole('button', { name: 'Pause' }).click()
  const seen: string[] = []
  const readCursor = async (): Promise<string> =>
    [
      await viewer.page.getByRole('heading', { name: /^Tree at/ }).textContent(),
      await viewer.card('RSS').textContent(),
      await viewer.card('Untracked').textContent(),
      await viewer.card('Tasks').textContent(),
      await viewer.page.getByRole('contentinfo').getByText(/#\d+·/).textContent(),
    ].join(' | ')
  await viewer.page.keyboard.press('Home')
  for (let i = 0; i < 3; i += 1) {
    await expect(viewer.page.getByRole('contentinfo').getByText(new RegExp(`#${i + 1}·`))).toBeVisible()
    seen.push(await readCursor())
    await viewer.page.keyboard.press('ArrowRight')
  }
  const file = await viewer.save()
  expect(file.name).toMatch(/^reference-process_\d{8}T\d{6}Z\.memlane\.ndjson\.gz$/)
  const lines = gunzipSync(file.bytes).toString().trimEnd().split('\n')
  expect(JSON.parse(lines[0]!)).toMatchObject({ format: 'memlane-timeline', version: 1 })
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ k: 'end' })

  await viewer.page.reload()
  await viewer.openFile({ name: file.name, mimeType: 'application/gzip', buffer: file.bytes })
  await expect(viewer.status).toContainText(`REPLAY ${file.name}`)
  await viewer.page.keyboard.press('Home')
  for (const [i, numbers] of seen.entries()) {
    await expect(viewer.page.getByRole('contentinfo').getByText(new RegExp(`#${i + 1}·`))).toBeVisible()
    expect(await readCursor()).toBe(numbers)
    await viewer.page.keyboard.press('ArrowRight')
  }

  await test.step('cut in the middle it opens up to the last whole sample, and says so', async () => {
    const whole = gunzipSync(file.bytes)
    await viewer.openFile({
      name: 'cut.memlane.ndjson',
      mimeType: 'text/plain',
      buffer: whole.subarray(0, Math.floor(whole.length * 0.8)),
    })
    await expect(viewer.status).toContainText('cut.memlane.ndjson')
    await expect(viewer.page.getByText('the file ends early')).toBeVisible()
    await viewer.seesSamples()
  })

  await test.step('closing the file goes back to live', async () => {
    await viewer.page.getByRole('button', { name: /Close file/ }).click()
    await expect(viewer.status).toContainText('LIVE')
  })
})
