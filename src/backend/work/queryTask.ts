import { makeQueryId } from '../memory/uniqueId'
import { HashTable } from './hashTable'
import type { Random } from './random'
import type { Workshop } from './task'
import { runTask } from './task'

const MIB = 1024 * 1024

/** A join: builds a hash table from one side, probes it with the other, keeps what it found in result blocks. */
export async function runQuery(shop: Workshop, random: Random): Promise<void> {
  const rows = Math.round(random.between(60_000, 700_000) * shop.scale)
  const limit = random.pick([128, 256, 512]) * MIB
  await runTask(shop, { type: 'query', label: `Query#Id=${makeQueryId(random.next)}`, limit, random }, async (task) => {
    const lasts = random.between(3_000, 45_000)
    const table = await HashTable.create(task, 16_384)
    await task.workOver(lasts * 0.4, rows, async (from, to) => {
      await table.ensureRoom(to - from)
      for (let row = from; row < to; row++) table.insert(1 + (Math.imul(row, 0x85ebca6b) >>> 1), row)
    })
    const result = await task.allocate(random.between(1, 6) * MIB * shop.scale)
    const found = new Uint32Array(result.buffer)
    await task.workOver(lasts * 0.6, rows, (from, to) => {
      for (let row = from; row < to; row++) found[row % found.length] = table.find(1 + (Math.imul(row * 3, 0x85ebca6b) >>> 1))
    })
  })
}
