import type { Bytes } from '../../base/units'
import { makeQueryId } from '../memory/uniqueId'
import type { Random } from './random'
import { RunMerger } from './sortedRuns'
import type { TabletMetadata } from './tabletMetadata'
import type { Task, Workshop } from './task'
import { runTask } from './task'

const MIB: Bytes = 1024 * 1024
const RUNS = 4

const anyId = (random: Random): number => random.whole(10_000, 99_999)

/** A compaction: merges sorted runs of a tablet into one, with the runs and the output in memory. */
export async function runCompaction(shop: Workshop, metadata: TabletMetadata, random: Random): Promise<void> {
  const kind = random.pick(['CumulativeCompaction', 'CumulativeCompaction', 'BaseCompaction', 'FullCompaction'])
  await runTask(shop, { type: 'compaction', label: `${kind}:${anyId(random)}` }, (task) =>
    mergeRuns(task, random, random.between(4, 14) * MIB * shop.scale),
  )
  metadata.mergeRowsets(random.whole(5, 20))
}

/** A compaction inside a load that is still running. */
export async function runSegmentCompaction(shop: Workshop, random: Random): Promise<void> {
  const version = random.whole(2, 4000)
  const label =
    `segcompaction-txnID_${anyId(random)}-loadID_${makeQueryId(random.next)}-tabletID_${anyId(random)}-indexID_${anyId(random)}` +
    `-partitionID_${anyId(random)}-version_[${version}-${version}]`
  await runTask(shop, { type: 'compaction', label }, (task) => mergeRuns(task, random, random.between(1, 4) * MIB * shop.scale))
}

/** A schema change: reads the columns of the old tablet and writes wider ones of the new. */
export async function runSchemaChange(shop: Workshop, random: Random): Promise<void> {
  const base = anyId(random)
  const label = `EngineAlterTabletTask#baseTabletId=${base}:newTabletId=${base + random.whole(1, 500)}`
  await runTask(shop, { type: 'schema_change', label, limit: 512 * MIB }, async (task) => {
    const bytes = random.between(6, 16) * MIB * shop.scale
    const from = new Uint32Array((await task.allocate(bytes)).buffer)
    await task.workOver(random.between(1_000, 3_000), from.length, (begin, end) => {
      for (let row = begin; row < end; row++) from[row] = row
    })
    const to = new Float64Array((await task.allocate(bytes * 2)).buffer)
    await task.workOver(random.between(8_000, 25_000), Math.min(from.length, to.length), (begin, end) => {
      for (let row = begin; row < end; row++) to[row] = from[row]!
    })
  })
}

/** A publish: makes the version of a transaction visible, a tablet at a time; small and short. */
export async function runPublish(shop: Workshop, random: Random): Promise<void> {
  const transaction = random.whole(100_000, 999_999)
  await runTask(shop, { type: 'other', label: `EnginePublishVersionTask-transactionID_${transaction}` }, async (task) => {
    await task.allocate(random.between(0.1, 0.5) * MIB)
    const version = random.whole(2, 4000)
    const tablets = Array.from({ length: random.whole(1, 3) }, () =>
      runTask(
        shop,
        {
          type: 'other',
          label: `TabletPublishTxnTask-partitionID_${anyId(random)}-transactionID_${transaction}-version_[${version}-${version}]`,
        },
        async (part) => {
          await part.allocate(random.between(0.2, 1) * MIB)
          await part.sleep(random.between(500, 3_000))
        },
      ),
    )
    await Promise.all(tablets)
  })
}

async function mergeRuns(task: Task, random: Random, bytes: Bytes): Promise<void> {
  const runs: Uint32Array[] = []
  for (let run = 0; run < RUNS; run++) {
    const rows = new Uint32Array((await task.allocate(bytes / RUNS)).buffer)
    await task.workOver(random.between(300, 1_500), rows.length, (from, to) => {
      for (let row = from; row < to; row++) rows[row] = row * RUNS + run
    })
    runs.push(rows)
  }
  const total = runs.reduce((sum, rows) => sum + rows.length, 0)
  const output = new Uint32Array((await task.allocate(total * 4)).buffer)
  const next = new Uint32Array(RUNS)
  const merger = new RunMerger(RUNS, (run) => runs[run]![next[run]!++])
  await task.workOver(random.between(5_000, 20_000), total, (from, to) => {
    for (let row = from; row < to; row++) output[row] = merger.take()!
  })
}
