import { makeQueryId } from '../memory/uniqueId'
import type { Random } from './random'
import type { Task, Workshop } from './task'
import { runTask } from './task'

const MIB = 1024 * 1024

/** A compaction: merges sorted runs of a tablet into one, with the runs and the output in memory. */
export async function runCompaction(shop: Workshop, random: Random): Promise<void> {
  const tablet = random.whole(10_000, 99_999)
  const label = `${random.pick(['BaseCompaction', 'CumulativeCompaction', 'CumulativeCompaction', 'FullCompaction'])}:${tablet}`
  await runTask(shop, { type: 'compaction', label, random }, (task) => mergeRuns(task, random.between(4, 14) * MIB * shop.scale))
}

/** A compaction inside a load that is still running. */
export async function runSegmentCompaction(shop: Workshop, random: Random): Promise<void> {
  const version = random.whole(2, 4000)
  const label =
    `segcompaction-txnID_${random.whole(1_000, 99_999)}-loadID_${makeQueryId(random.next)}-tabletID_${random.whole(10_000, 99_999)}` +
    `-indexID_${random.whole(10_000, 99_999)}-partitionID_${random.whole(10_000, 99_999)}-version_[${version}-${version}]`
  await runTask(shop, { type: 'compaction', label, random }, (task) => mergeRuns(task, random.between(1, 4) * MIB * shop.scale))
}

/** A schema change: reads the columns of the old tablet and writes those of the new one. */
export async function runSchemaChange(shop: Workshop, random: Random): Promise<void> {
  const base = random.whole(10_000, 99_999)
  const label = `EngineAlterTabletTask#baseTabletId=${base}:newTabletId=${base + random.whole(1, 500)}`
  await runTask(shop, { type: 'schema_change', label, limit: 512 * MIB, random }, async (task) => {
    const bytes = random.between(6, 16) * MIB * shop.scale
    const before = await task.allocate(bytes)
    const after = await task.allocate(bytes * 2)
    const from = new Uint32Array(before.buffer)
    const to = new Float64Array(after.buffer)
    await task.workOver(random.between(8_000, 25_000), Math.min(from.length, to.length), (begin, end) => {
      for (let i = begin; i < end; i++) to[i] = from[i]!
    })
  })
}

/** A publish: makes the version of a transaction visible; small and short. */
export async function runPublish(shop: Workshop, random: Random): Promise<void> {
  const transaction = random.whole(100_000, 999_999)
  await runTask(shop, { type: 'other', label: `EnginePublishVersionTask-transactionID_${transaction}`, random }, async (task) => {
    await task.allocate(random.between(0.1, 0.5) * MIB)
    const tablets = random.whole(1, 3)
    const version = random.whole(2, 4000)
    await Promise.all(
      Array.from({ length: tablets }, () => {
        const label = `TabletPublishTxnTask-partitionID_${random.whole(10_000, 99_999)}-transactionID_${transaction}-version_[${version}-${version}]`
        return runTask(shop, { type: 'other', label, random }, async (part) => {
          await part.allocate(random.between(0.2, 1) * MIB)
          await part.sleep(random.between(500, 3_000))
        })
      }),
    )
  })
}

const RUNS = 4

async function mergeRuns(task: Task, bytes: number): Promise<void> {
  const random = task.random
  const runs: Uint32Array[] = []
  for (let i = 0; i < RUNS; i++) {
    const rows = new Uint32Array((await task.allocate(bytes / RUNS)).buffer)
    await task.workOver(random.between(300, 1_500), rows.length, (from, to) => {
      for (let row = from; row < to; row++) rows[row] = row * RUNS + i
    })
    runs.push(rows)
  }
  const total = runs.reduce((sum, rows) => sum + rows.length, 0)
  const output = new Uint32Array((await task.allocate(total * 4)).buffer)
  const next = new Uint32Array(RUNS)
  await task.workOver(random.between(5_000, 20_000), total, (from, to) => {
    for (let row = from; row < to; row++) {
      let least = -1
      for (let i = 0; i < RUNS; i++) {
        const at = next[i]!
        if (at < runs[i]!.length && (least < 0 || runs[i]![at]! < runs[least]![next[least]!]!)) least = i
      }
      output[row] = runs[least]![next[least]!]!
      next[least]!++
    }
  })
}
