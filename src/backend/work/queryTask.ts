import type { Bytes } from '../../base/units'
import { makeQueryId } from '../memory/uniqueId'
import { HashTable } from './hashTable'
import type { Random } from './random'
import { runSort } from './sortQuery'
import type { Task, Workshop } from './task'
import { runTask } from './task'

const MIB: Bytes = 1024 * 1024

/** A query: a join, or a sort that spills. */
export async function runQuery(shop: Workshop, random: Random): Promise<void> {
  const sorts = random.next() < 0.35
  const limit = random.pick([64, 128, 256]) * MIB
  await runTask(shop, { type: 'query', label: `Query#Id=${makeQueryId(random.next)}`, limit }, (task) =>
    sorts ? runSort(task, random) : join(task, random),
  )
}

/** Builds a hash table from one side, probes it with the other, keeps what it finds in a result block. */
async function join(task: Task, random: Random): Promise<void> {
  const { scale } = task.shop
  const rows = Math.round(random.between(60_000, 700_000) * scale)
  const lasts = random.between(3_000, 45_000)
  const keyOf = (row: number): number => 1 + (Math.imul(row, 0x85ebca6b) >>> 1)
  const table = await task.inNode('HASH_JOIN_SINK_OPERATOR', async () => {
    const building = await HashTable.create(task, 16_384)
    await task.workOver(lasts * 0.4, rows, async (from, to) => {
      await building.ensureRoom(to - from)
      for (let row = from; row < to; row++) building.insert(keyOf(row), row)
    })
    return building
  })
  await task.inNode('HASH_JOIN_OPERATOR', async () => {
    const result = await task.allocate(random.between(1, 6) * MIB * scale)
    const found = new Uint32Array(result.buffer)
    await task.workOver(lasts * 0.6, rows, (from, to) => {
      for (let row = from; row < to; row++) found[row % found.length] = table.find(keyOf(row * 3))
    })
  })
}

/** A join over wide rows that takes far more memory than its limit says: what the spike is made of. */
export async function runHugeQuery(shop: Workshop, random: Random, bytes: Bytes): Promise<void> {
  const limit = Math.round(48 * MIB * shop.scale)
  await runTask(shop, { type: 'query', label: `Query#Id=${makeQueryId(random.next)}`, limit }, (task) =>
    task.inNode('HASH_JOIN_SINK_OPERATOR', async () => {
      const payload = 4 * MIB
      const blocks = Math.max(1, Math.round(bytes / payload))
      const table = await HashTable.create(task, 16_384)
      await task.workOver(random.between(7_000, 10_000), blocks, async (from, to) => {
        for (let block = from; block < to; block++) {
          const rows = new Uint32Array((await task.allocate(payload)).buffer)
          await table.ensureRoom(512)
          for (let row = 0; row < 512; row++) {
            table.insert(1 + block * 512 + row, row)
            rows.fill(block, row * 2048, (row + 1) * 2048)
          }
        }
      })
      await task.sleep(random.between(10_000, 20_000))
    }),
  )
}
