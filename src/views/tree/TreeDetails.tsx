import { formatShare } from '../../base/formatBytes'
import { sayHeard, joinWords, t } from '../../base/say'
import { visibleText } from '../../base/visibleText'
import { sayKind } from '../../profile/trackerKind'
import { parseTrackerName } from '../../profile/trackerName'
import type { Tree } from '../../timeline/computeTree'
import type { TreeRow } from '../../timeline/treeRow'
import type { TreeLine } from '../../timeline/computeTreeView'
import { CopyButton } from '../CopyButton'
import { describeRow } from './TreeLine'
import { sayCurrent, sayName, sayOverlap, sayPeak } from './treeText'

export interface TreeDetailsProps {
  readonly tree: Tree
  readonly line: TreeLine
  readonly rss: number | undefined
  readonly onClose: () => void
}

/** All that is known of one row, under it. */
export function TreeDetails({ tree, line, rss, onClose }: TreeDetailsProps) {
  const facts = line.fold
    ? line.fold.rows.map((row): Fact => [tree.rows[row]!.name, sayCurrent(tree.rows[row]!) ?? ''])
    : listFacts(tree, line.row, rss)
  const description = line.fold ? undefined : describeRow(tree, tree.rows[line.row]!)
  return (
    <div role="gridcell" aria-colspan={5} className="tree-details">
      {description !== undefined && <p>{description}</p>}
      <dl>
        {facts.map(([name, value], index) => (
          // oxlint-disable-next-line react/no-array-index-key -- the list is made anew for each row, and names may repeat
          <div key={index}>
            <dt>{visibleText(name)}</dt>
            <dd>
              <bdi>{visibleText(value)}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      <div className="tree-details-keys">
        <CopyButton text={facts.map(([name, value]) => `${name}: ${value}`).join('\n')} label={t('Copy')} />
        <button type="button" onClick={onClose}>
          {t('Close')}
        </button>
      </div>
    </div>
  )
}

type Fact = readonly [name: string, value: string]

function listFacts(tree: Tree, index: number, rss: number | undefined): Fact[] {
  const row = tree.rows[index]!
  const facts: Fact[] = [[t('name'), sayName(row)]]
  const tracker = row.kind === 'node' ? parseTrackerName(row.name) : undefined
  if (tracker) {
    facts.push([t('type'), tracker.kind === 'unknown' ? tracker.type : `${tracker.type} (${sayKind(tracker.kind)})`])
    for (const [name, value] of tracker.ids) facts.push([t('{name} id', { name }), value])
    facts.push(['uid', tracker.uid])
  }
  facts.push([t('in'), placeOf(tree, row)])
  if (row.unit !== undefined && row.unit !== 'BYTES') facts.push([t('unit'), row.unit])
  const current = sayCurrent(row)
  if (current !== undefined) facts.push([t('now'), current])
  if (row.resident && row.value !== undefined && rss !== undefined && rss > 0)
    facts.push([t('share of RSS'), formatShare(Number(row.value) / rss)])
  const peak = sayPeak(row)
  if (peak !== undefined) facts.push([t('peak'), peak])
  const overlap = sayOverlap(row)
  if (overlap !== undefined) facts.push([t('not added'), overlap])
  if (row.text !== undefined) facts.push([row.kind === 'field' ? 'JSON' : t('text'), sayHeard(row.text)])
  const counters = [row.counter, row.peakCounter].filter((counter) => counter !== undefined && counter.name !== row.name)
  if (counters.length > 0) facts.push([t('read from'), joinWords(counters.map((counter) => counter!.name))])
  return facts
}

function placeOf(tree: Tree, row: TreeRow): string {
  const steps: string[] = []
  for (let at: TreeRow | undefined = row; at; at = at.parent < 0 ? undefined : tree.rows[at.parent]) {
    if (at !== row) steps.unshift(at.name)
    steps.unshift(...at.via.filter((step) => typeof step === 'string').map((step) => step.slice(1)))
  }
  return steps.length === 0 ? t('the root') : steps.join(' › ')
}
