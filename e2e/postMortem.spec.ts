import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './viewerPage'

test('the log of a dead process and dmesg, dropped together: the kill is marked, and the last sample before it is shown', async ({
  viewer,
  programs,
}) => {
  test.setTimeout(120_000)
  const log = join(await mkdtemp(join(tmpdir(), 'memlane-log-')), 'be.INFO')
  const backend = await programs.backend({ args: ['--workload', 'spike', '--mem-limit', '256m', '--log', log] })
  await expect.poll(async () => (await readFile(log, 'utf8')).includes('[MemoryGC] end minor GC'), { timeout: 60_000 }).toBe(true)
  const killedAt = new Date()
  await backend.kill()
  const text = await readFile(log, 'utf8')
  const day = killedAt.toUTCString() // "Mon, 23 Nov 2026 09:40:46 GMT"
  const [weekday, date, month, year, clock] = day.replace(',', '').split(' ')
  const dmesg = `[${weekday} ${month} ${date} ${clock} ${year}] Out of memory: Killed process ${backend.pid} (memlane) total-vm:1173220kB, anon-rss:262144kB, file-rss:0kB, shmem-rss:0kB\n`

  const gateway = await programs.gateway({ targets: { none: 'http://127.0.0.1:9' } })
  await viewer.open(gateway.url)
  await viewer.openFile(
    { name: 'be.INFO', mimeType: 'text/plain', buffer: Buffer.from(text) },
    { name: 'dmesg.txt', mimeType: 'text/plain', buffer: Buffer.from(dmesg) },
  )
  await expect(viewer.status).toContainText('LOG')
  const end = viewer.page.getByRole('region', { name: 'The end of the process' })
  await expect(end).toContainText(`pid ${backend.pid}`)
  await expect(end).toContainText(/The last sample is .* before it/)
  await expect(end).toContainText('Query#Id=')

  // The newest block of the log is what the page shows.
  const blocks = [...text.matchAll(/PhysicalMemory\(VmRSS\): ([\d.]+) MB/g)]
  const last = Number(blocks.at(-1)![1])
  const statusLines = [...text.matchAll(/= ([\d.]+) MB\[vm\/rss\]/g)].map((found) => Number(found[1]))
  const shown = parseFloat((await viewer.card('RSS').textContent())!)
  expect([last, ...statusLines].some((value) => Math.abs(value - shown) < 0.06)).toBe(true)
})
