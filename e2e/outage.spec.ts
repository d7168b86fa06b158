import { readAny } from '../src/format/index'
import { startBackend } from './servers'
import { expect, test } from './viewerPage'

test('case 01: the process is killed: STALLED, an age on every number, and after its return the gap stays visible', async ({
  viewer,
  programs,
}) => {
  const first = await programs.backend()
  const gateway = await programs.gateway({ targets: { here: first.url } })
  await viewer.open(gateway.url)
  await expect(viewer.page.getByRole('contentinfo')).toContainText(/[3-9] samples/)
  await first.kill()

  await expect(viewer.status).toContainText('STALLED')
  await expect(viewer.status).toContainText(/old/)
  await expect(viewer.page.getByRole('alert')).toContainText('has not answered since')
  for (const name of ['RSS', 'Untracked', 'Tracked', 'Room to limit', 'Tasks']) {
    await expect(
      viewer.page.locator('.card', { has: viewer.page.getByRole('heading', { name: new RegExp(`^${name}`) }) }),
    ).toContainText(/\d old/)
  }
  const last = await viewer.card('RSS').textContent()
  expect(last).toMatch(/^\d[\d.]* MiB$/)
  await expect(viewer.status).toContainText(/0:[1-9]\d old/) // ten seconds later
  await expect(viewer.card('RSS'), 'the last good value stays').toHaveText(last!)
  await expect(viewer.page).toHaveTitle(/STALLED/)

  const second = await startBackend({ port: first.port })
  try {
    await viewer.page.getByRole('button', { name: 'Retry now' }).click()
    await expect(viewer.status).toContainText('LIVE', { timeout: 70_000 })
    await expect(viewer.page.getByRole('contentinfo')).toContainText('1 gap')
    await expect(viewer.page.getByText(/Restarted at/)).toBeVisible()
    await expect(viewer.page.getByRole('banner')).toContainText(`pid ${second.pid}`)
    // And it is still told after a reload: the gateway remembers it.
    await viewer.page.reload()
    await expect(viewer.page.getByRole('contentinfo')).toContainText('1 gap')
  } finally {
    await second.stop()
  }
})

test('the gateway itself is gone: that is another thing than a silent target; it recovers by itself and the hole stays', async ({
  viewer,
  programs,
}) => {
  const backend = await programs.backend()
  const gateway = await programs.gateway({ targets: { here: backend.url } })
  await viewer.open(gateway.url)
  await expect(viewer.page.getByRole('contentinfo')).toContainText(/[3-9] samples/)
  await gateway.kill()
  await expect(viewer.status).toContainText('NO GATEWAY')
  await expect(viewer.page.getByRole('alert')).toContainText("cannot reach Memlane's gateway")
  await expect(viewer.status).toContainText(/0:1\d old/)
  await programs.gateway({ targets: { here: backend.url }, port: gateway.port })
  await expect(viewer.status).toContainText('LIVE')
  await expect(viewer.page.getByRole('contentinfo')).toContainText('1 gap')
  await viewer.page.getByRole('tab', { name: /Events/ }).click()
  await expect(viewer.page.getByRole('list', { name: 'Events' })).toContainText('nobody asked')

  await test.step('each number stands for one sample, also over two runs of the gateway', async () => {
    const { bytes } = await viewer.save()
    const frames = await readTimeline(bytes)
    const numbers = frames.filter((frame) => frame.kind === 'sample').map((frame) => frame.seq)
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(frames.some((frame) => frame.kind === 'gap')).toBe(true)
  })
  viewer.complaints.length = 0 // the browser itself logs each refused connection
})

async function readTimeline(bytes: Buffer) {
  const { frames } = await readAny([{ name: 'saved', bytes }])
  return frames
}

test('pause holds the picture and keeps collecting; follow shows what came meanwhile', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  await viewer.open(gateway.url)
  await expect(viewer.page.getByRole('contentinfo')).toContainText(/[2-9] samples/)
  await viewer.page.getByRole('button', { name: 'Pause' }).click()
  await expect(viewer.page.getByText(/PAUSED at/)).toBeVisible()
  const held = await viewer.card('RSS').textContent()
  await expect(viewer.page.getByText(/[2-9] newer kept/)).toBeVisible()
  expect(await viewer.card('RSS').textContent()).toBe(held)
  await viewer.page.getByRole('button', { name: 'Follow' }).click()
  await expect(viewer.page.getByText(/PAUSED at/)).toBeHidden()
})
