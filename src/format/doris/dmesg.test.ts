import { describe, expect, it } from 'vitest'
import { ReadError } from '../../profile/report'
import { isDmesg, readDmesg, type DmesgOptions, type DmesgReading } from './dmesg'

const KILL =
  'Out of memory: Killed process 360303 (doris_be) total-vm:213416916kB, anon-rss:62273128kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:337048kB oom_score_adj:0'

async function read(text: string, options: Partial<DmesgOptions> = {}): Promise<DmesgReading> {
  // eslint-disable-next-line typescript/require-await
  async function* strings(): AsyncGenerator<string> {
    for (let at = 0; at < text.length; at += 7) yield text.slice(at, at + 7)
  }
  const latest = Date.UTC(2024, 11, 31)
  return readDmesg(strings(), { file: 'dmesg.txt', latest, utcOffsetMinutes: undefined, kernelOffsetMs: 0, ...options })
}

const times = ({ marks }: DmesgReading): string[] =>
  marks.map(({ at, withinMs = 0 }) => `${new Date(at).toISOString()} ± ${withinMs}`)

describe('readDmesg', () => {
  it('marks a kill, with who it was and how large', async () => {
    const { marks, problems, span } = await read(
      `[Thu Jul 18 15:03:50 2024] something else\n[Thu Jul 18 15:03:59 2024] ${KILL}\n`,
    )
    const at = Date.UTC(2024, 6, 18, 15, 3, 59)
    expect(marks).toEqual([
      {
        kind: 'mark',
        at,
        mark: 'oom',
        text: 'The kernel killed doris_be (pid 360303) because the machine ran out of memory: resident 59.39 GiB (anon-rss), virtual 203.5 GiB (total-vm).',
        withinMs: 1000,
        detail: { pid: 360303, process: 'doris_be', bytes: 62273128 * 1024, file: 'dmesg.txt', line: 2 },
      },
    ])
    expect(span).toEqual({ from: at - 9000, to: at })
    expect(problems.map(({ message }) => message).join(' ')).toMatch(/2 lines of the kernel, 1 kill; .* UTC was assumed.* band/)
  })

  it.each([
    ['[Thu Jul 18 15:03:59 2024] ', '2024-07-18T15:03:59.000Z ± 1000'],
    ['[Mon Jul  8 15:03:59 2024] ', '2024-07-08T15:03:59.000Z ± 1000'],
    ['2024-07-18T15:03:59,123456+08:00 ', '2024-07-18T07:03:59.123Z ± 1000'],
    ['2024-07-18T15:03:59.123456-03:30 be-17 kernel: ', '2024-07-18T18:33:59.123Z ± 0'],
    ['2024-07-18T15:03:59+0800 be-17 kernel: ', '2024-07-18T07:03:59.000Z ± 1000'],
    ['Thu 2024-07-18 15:03:59 CST be-17 kernel: ', '2024-07-18T15:03:59.000Z ± 1000'],
    ['Jul 18 15:03:59 be-17 kernel: [12345.678901] ', '2024-07-18T15:03:59.000Z ± 1000'],
    ['\u001b[32m[Thu Jul 18 15:03:59 2024]\u001b[0m ', '2024-07-18T15:03:59.000Z ± 1000'],
  ])('knows the time of %s', async (head, expected) => {
    expect(isDmesg(`${head}${KILL}`)).toBe(true)
    expect(times(await read(`${head}${KILL}`))).toEqual([expected])
  })

  it('takes the offset of the machine from UTC, and that of a kernel whose machine slept', async () => {
    const lines = `[Thu Jul 18 15:03:59 2024] ${KILL}\nJul 18 15:10:00 be-17 kernel: ${KILL.replace('360303', '7')}`
    expect(times(await read(lines, { utcOffsetMinutes: 480, kernelOffsetMs: -60_000 }))).toEqual([
      '2024-07-18T07:02:59.000Z ± 1000',
      '2024-07-18T07:10:00.000Z ± 1000',
    ])
    const { problems } = await read(lines, { utcOffsetMinutes: 480 })
    expect(problems.map(({ message }) => message).join(' ')).not.toContain('UTC was assumed')
  })

  it('puts the two lines of an older kernel together', async () => {
    const { marks } = await read(
      [
        'Jul 18 15:03:59 be-17 kernel: Out of memory: Kill process 5 (palo_be) score 900 or sacrifice child',
        'Jul 18 15:03:59 be-17 kernel: Killed process 5, UID 1000, (palo_be) total-vm:2kB, anon-rss:1kB, file-rss:0kB',
        'Jul 18 15:04:00 be-17 kernel: oom_reaper: reaped process 5 (palo_be), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB',
      ].join('\n'),
    )
    expect(marks).toMatchObject([{ detail: { pid: 5, process: 'palo_be', bytes: 1024, line: 1 } }])
  })

  it('says when it was the cgroup that had no more', async () => {
    const { marks } = await read(
      [
        '[Thu Jul 18 15:03:58 2024] java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
        '[Thu Jul 18 15:03:59 2024] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=x,mems_allowed=0,oom_memcg=/a,task_memcg=/a,task=doris_be,pid=9,uid=0',
        '[Thu Jul 18 15:03:59 2024] Memory cgroup out of memory: Killed process 9 (doris_be) total-vm:2kB, anon-rss:1kB',
      ].join('\n'),
    )
    expect(marks.map(({ text }) => text)).toEqual([
      'The kernel killed doris_be (pid 9) because its cgroup ran out of memory: resident 1.00 KiB (anon-rss), virtual 2.00 KiB (total-vm).',
    ])
  })

  it('goes from December to January where there is no year', async () => {
    const line = (when: string, pid: number): string => `${when} be-17 kernel: ${KILL.replace('360303', String(pid))}`
    const text = [line('Dec 31 23:59:59', 1), line('Jan  1 00:00:01', 2)].join('\n')
    const reading = await read(text, { latest: Date.UTC(2025, 0, 5) })
    expect(times(reading)).toEqual(['2024-12-31T23:59:59.000Z ± 1000', '2025-01-01T00:00:01.000Z ± 1000'])
    expect(reading.problems.map(({ message }) => message).join(' ')).toContain('do not say the year: 2024 was assumed')
  })

  it('leaves out, and says so, what has no time of day', async () => {
    const { marks, problems } = await read(`[12345.678901] ${KILL}`)
    expect(marks).toEqual([])
    expect(problems.at(-1)).toMatchObject({ kind: 'skipped', line: 1, message: expect.stringContaining('dmesg -T') })
  })

  it('refuses a text in which nothing was killed', async () => {
    const error = await read('[Thu Jul 18 15:03:59 2024] eth0: link up\n').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ReadError)
    expect((error as ReadError).message).toContain('none of them says that a process was killed')
  })
})
