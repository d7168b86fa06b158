import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sayHeard, setLanguage } from '../base/say'
import { heard } from './heard'

// What the readers say of a log, as a Chinese page says it. That each sentence is one that somebody says is in zh.test.ts.

describe('what was heard in English is said in Chinese', () => {
  beforeAll(() => setLanguage('zh', {}, heard))
  afterAll(() => setLanguage('en', {}))

  it.each([
    [
      'Full GC: freed 1.00 GiB in 900.0 ms, cancelled 1 task with 2.00 GiB, 3 cancelled before had not ended yet, because process memory used 301.00 GB exceed limit 300.00 GB.',
      'Full GC：释放 1.00 GiB，用时 900.0 ms，取消 1 个任务，共 2.00 GiB，此前取消的 3 个尚未结束，原因：process memory used 301.00 GB exceed limit 300.00 GB。',
    ],
    ['Minor GC: freed 1.00 GiB in 1.5 ms.', 'Minor GC：释放 1.00 GiB，用时 1.5 ms。'],
    ['Minor GC, because x exceed y.', 'Minor GC，原因：x exceed y。'],
    ['GC, cancelled 2 tasks with 5.00 MiB.', 'GC，取消 2 个任务，共 5.00 MiB。'],
    [
      'The kernel killed doris_be (pid 7) because the machine ran out of memory: resident 70.00 GiB (anon-rss), virtual 156.7 GiB (total-vm).',
      '内核杀死了 doris_be（pid 7），因为主机内存耗尽：常驻 70.00 GiB（anon-rss），虚拟 156.7 GiB（total-vm）。',
    ],
    [
      'Generation G2: told by rows of type overview (2.1.5 to 3.0.3).',
      '格式代次 G2：依据 类型为 overview 的行（2.1.5 至 3.0.3）。',
    ],
    ['statistics of the allocator, jemalloc', '分配器统计信息，jemalloc'],
    ['Of 2 tasks of this list the name was cut off: left out.', '此列表中有 2 个任务的名称被截断：已略去。'],
  ])('%s', (english, chinese) => {
    expect(sayHeard(english)).toBe(chinese)
  })
})
