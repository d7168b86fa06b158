import { expect, test } from './viewerPage'

test('npm start: the link shows a real process within seconds, and what it shows adds up', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  await viewer.open(gateway.url)

  await expect(viewer.status).toContainText('LIVE')
  await expect(viewer.card('RSS')).toHaveText(/^\d[\d.]* MiB/)
  await expect(viewer.card('Untracked')).toContainText('%')
  await expect(viewer.card('Tracked')).toContainText('%')
  await expect(viewer.page.getByText(/bands − RSS = 0 B/)).toBeVisible()
  await expect(viewer.page.getByRole('banner')).toContainText('pid')
  await expect(viewer.page).toHaveTitle(/MiB/)

  await test.step('a second sample makes a line, and the footer counts', async () => {
    await expect(viewer.page.getByRole('contentinfo')).toContainText(/[2-9]\d* samples/)
    await expect(viewer.page.getByRole('contentinfo')).toContainText(/#\d+·[0-9a-f]{6}/)
  })
})

test('the numbers on the page are those of the kernel', async ({ viewer, programs }) => {
  const backend = await programs.backend({ args: ['--workload', 'idle'] })
  const gateway = await programs.gateway({ targets: { here: backend.url } })
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  const answer = await viewer.page.request.get(`${gateway.url}/api/targets/here/profile`)
  const profile = (await answer.json()) as { process: { pid: number } }
  expect(profile.process.pid).toBe(backend.pid)
  const { readFile } = await import('node:fs/promises')
  const vmRss = Number(/VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${backend.pid}/status`, 'utf8'))![1]) * 1024
  const shown = parseFloat((await viewer.card('RSS').textContent())!) * 1024 * 1024
  // Between the sample on the screen and this reading an idle process changes by little.
  expect(Math.abs(shown - vmRss) / vmRss).toBeLessThan(0.25)
})

test('several targets: one is chosen, the other is not asked for its history', async ({ viewer, programs }) => {
  const [one, two] = await Promise.all([
    programs.backend(),
    programs.backend({ args: ['--workload', 'idle', '--generation', 'p3'] }),
  ])
  const gateway = await programs.gateway({ targets: { one: one.url, two: two.url } })
  await viewer.open(gateway.url)
  await expect(viewer.status).toContainText('no source')
  await viewer.page.getByRole('button', { name: 'Watch two' }).click()
  await expect(viewer.status).toContainText('LIVE')
  await expect(viewer.page.getByRole('banner')).toContainText(`pid ${two.pid}`)

  await viewer.page.getByRole('combobox', { name: 'Target' }).selectOption('one')
  await expect(viewer.page.getByRole('banner')).toContainText(`pid ${one.pid}`)
  await expect(viewer.status).toContainText('LIVE')
})

test('the sample on the empty page opens a recorded timeline and plays', async ({ viewer, programs }) => {
  const [one, two] = await Promise.all([programs.backend(), programs.backend()])
  const gateway = await programs.gateway({ targets: { one: one.url, two: two.url } })
  await viewer.open(gateway.url)
  await viewer.page.getByRole('button', { name: 'Try the sample' }).click()
  await expect(viewer.status).toContainText('REPLAY')
  await expect(viewer.status).toContainText('NOT LIVE')
  await viewer.seesSamples()

  const replay = viewer.page.getByRole('region', { name: 'Replay' })
  const scrub = replay.getByRole('slider', { name: 'Sample' })
  await replay.getByRole('button', { name: 'First sample' }).click()
  await expect(scrub).toHaveValue('0')
  await replay.getByRole('button', { name: 'One sample on' }).click()
  await expect(scrub).toHaveValue('1')
  await replay.getByRole('button', { name: '×60' }).click()
  await expect.poll(async () => Number(await scrub.inputValue())).toBeGreaterThan(3)
  await replay.getByRole('button', { name: '×60' }).click()
})
