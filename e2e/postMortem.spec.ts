import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunningProgram } from './servers'
import { expect, test, type ViewerPage } from './viewerPage'

/** What is left of a process that the kernel killed. */
interface Remains {
  readonly log: string
  readonly dmesg: string
  readonly pid: number
}

/** The reference process, run into its limit and killed; its log, and what the kernel would say. */
async function makeRemains(programs: {
  backend(options: { readonly args: readonly string[] }): Promise<RunningProgram>
}): Promise<Remains> {
  const path = join(await mkdtemp(join(tmpdir(), 'memlane-log-')), 'be.INFO')
  const backend = await programs.backend({ args: ['--workload', 'spike', '--mem-limit', '256m', '--log', path] })
  await expect
    .poll(async () => (await readFile(path, 'utf8')).includes('[MemoryGC] end minor GC'), { timeout: 60_000 })
    .toBe(true)
  const killedAt = new Date()
  await backend.kill()
  const [weekday, date, month, year, clock] = killedAt.toUTCString().replace(',', '').split(' ') // "Mon, 23 Nov 2026 09:40:46 GMT"
  return {
    log: await readFile(path, 'utf8'),
    dmesg: `[${weekday} ${month} ${date} ${clock} ${year}] Out of memory: Killed process ${backend.pid} (memlane) total-vm:1173220kB, anon-rss:262144kB, file-rss:0kB, shmem-rss:0kB\n`,
    pid: backend.pid,
  }
}

function openRemains(viewer: ViewerPage, { log, dmesg }: Remains): Promise<void> {
  return viewer.openFile(
    { name: 'be.INFO', mimeType: 'text/plain', buffer: Buffer.from(log) },
    { name: 'dmesg.txt', mimeType: 'text/plain', buffer: Buffer.from(dmesg) },
  )
}

test('the log of a dead process and dmesg, dropped together: the kill is marked, and the last sample before it is shown', async ({
  viewer,
  programs,
}) => {
  test.setTimeout(120_000)
  const remains = await makeRemains(programs)
  const text = remains.log
  const gateway = await programs.gateway({ targets: { none: 'http://127.0.0.1:9' } })
  await viewer.open(gateway.url)
  await openRemains(viewer, remains)
  await expect(viewer.status).toContainText('LOG')
  const end = viewer.page.getByRole('region', { name: 'The end of the process' })
  await expect(end).toContainText(`pid ${remains.pid}`)
  await expect(end).toContainText(/The last sample is .* before it/)
  await expect(end).toContainText('Query#Id=')

  // The page shows what the log says last.
  const said = [...text.matchAll(/PhysicalMemory\(VmRSS\): ([\d.]+) MB|= ([\d.]+) MB\[vm\/rss\]/g)].at(-1)!
  const shown = parseFloat((await viewer.card('RSS').textContent())!)
  expect(Math.abs(Number(said[1] ?? said[2]) - shown)).toBeLessThan(0.06)
})

test('what was read: the zone of the log is asked for, a line is shown where it stands, all of it can be copied', async ({
  viewer,
  programs,
}) => {
  test.setTimeout(120_000)
  const remains = await makeRemains(programs)
  const lines = remains.log.split('\n').length
  // The disk was full: the last row of the log breaks off.
  const last = remains.log
    .trimEnd()
    .split('\n')
    .findLast((line) => /^[IW]\d{8} /.test(line))!
  const log = `${remains.log}${last.slice(0, last.indexOf(']') + 2)}\nMemory Tracker Summary:\n    MemTrackerLimiter Label=Orphan, Typ`
  const gateway = await programs.gateway({ targets: { none: 'http://127.0.0.1:9' } })
  await viewer.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await viewer.open(gateway.url)
  await openRemains(viewer, { ...remains, log })

  const end = viewer.page.getByRole('region', { name: 'The end of the process' })
  // What the log and the kernel say themselves stands beside what was made of it.
  await expect(end.getByRole('group', { name: 'Lines that tell of the end' })).toContainText('anon-rss:262144kB')
  await expect(end.getByRole('group', { name: 'Lines of the log around the end' })).toContainText('Label=Orphan, Typ')

  await viewer.page.getByRole('tab', { name: 'What was read' }).click()
  const report = viewer.page.getByRole('tabpanel')
  await expect(report).toContainText('UTC was assumed')
  await report
    .getByRole('button', { name: `line ${(lines + 2).toLocaleString('en')}` })
    .first()
    .click()
  const around = report.getByRole('group', { name: /in its surroundings/ })
  await expect(around.locator('[aria-current]')).toContainText('MemTrackerLimiter Label=Orphan, Typ')
  await expect(around).toContainText('Memory Tracker Summary:')

  await report.getByRole('button', { name: 'Copy this report' }).click()
  await expect(report.getByRole('button', { name: 'Copied' })).toBeVisible()
  const copied = await viewer.page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toContain('be.INFO\n  log of a Doris backend, generation')
  expect(copied).toContain(`not understood, line ${lines + 2}: This row of a tracker breaks off`)
  expect(copied).toContain('dmesg.txt\n  messages of the kernel')

  // The server stood eight hours ahead of UTC: everything moves back by as much, with the kill.
  const replay = viewer.page.getByRole('region', { name: 'Replay' })
  const before = Date.parse(`${/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.exec((await replay.textContent())!)![0]}Z`)
  await replay.getByLabel('Clock of log and kernel').selectOption('UTC +08:00')
  const moved = new Date(before - 8 * 3600_000).toISOString().slice(0, 19).replace('T', ' ')
  await expect(replay).toContainText(moved)
  await expect(report).not.toContainText('UTC was assumed')
  await replay.getByLabel('kernel + seconds').fill('5')
  await replay.getByRole('button', { name: 'Apply' }).click()
  await viewer.page.getByRole('tab', { name: /^Events/ }).click()
  await expect(end).toContainText(`pid ${remains.pid}`)
})

test('a log and metrics of the same minutes stand in one timeline, and each sample says where it is from', async ({
  viewer,
  programs,
}) => {
  const at = Date.UTC(2024, 6, 18, 15)
  const log = [0, 60, 120]
    .map(
      (seconds) =>
        `I20240718 ${new Date(at + seconds * 1000).toISOString().slice(11, 19)}.000001  2293 daemon.cpp:200] os physical memory 64.00 GB. process memory used 4.00 GB, limit 50.00 GB, soft limit 45.00 GB. sys available memory 50.00 GB, low water mark 3.00 GB, warning water mark 6.00 GB. Refresh interval memory growth 0 B\n`,
    )
    .join('')
  const metrics = `doris_be_memory_allocated_bytes 4294967296 ${at + 30_000}\ndoris_be_memory_jemalloc_resident_bytes 5294967296 ${at + 30_000}\n`
  const gateway = await programs.gateway({ targets: { none: 'http://127.0.0.1:9' } })
  await viewer.open(gateway.url)
  await viewer.openFile(
    { name: 'be.INFO', mimeType: 'text/plain', buffer: Buffer.from(log) },
    { name: 'metrics.txt', mimeType: 'text/plain', buffer: Buffer.from(metrics) },
  )
  const overview = viewer.page.getByRole('region', { name: 'Overview of the whole timeline' })
  await expect(overview.getByRole('img', { name: 'Which sample is from which source' })).toBeVisible()
  await expect(overview).toContainText('from a log')
  await expect(overview).toContainText('from metrics')
  await expect(viewer.page.getByRole('region', { name: 'Replay' })).toContainText('4 samples')

  // One source alone needs no telling.
  await viewer.openFile({ name: 'be.INFO', mimeType: 'text/plain', buffer: Buffer.from(log) })
  await expect(viewer.page.getByRole('region', { name: 'Replay' })).toContainText('3 samples')
  await expect(overview).not.toContainText('from a log')
})
