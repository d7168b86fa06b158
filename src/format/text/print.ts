import type { ProfileNode } from '../../profile/node'
import type { Snapshot } from '../../profile/snapshot'

/** 'p1': a high-water counter prints as its peak. 'p2': `Name Current: x (Peak: y)` (#44645). */
export type PrintStyle = 'p1' | 'p2'

/** The text of one node and all below it, as Doris's RuntimeProfile::pretty_print writes it, from the column of `prefix`. */
export function printNode(_node: ProfileNode, _style: PrintStyle, _prefix = ''): string {
  throw new Error('not written yet')
}

/** What the page prints: the children of the root, each from column 0 (print_process_profile_no_root). */
export function printProfile(_root: ProfileNode, _style: PrintStyle): string {
  throw new Error('not written yet')
}

/** The style that fits a snapshot's source: 'p1' for P1, else 'p2'. */
export function styleOf(snapshot: Snapshot): PrintStyle {
  return snapshot.source === 'P1' ? 'p1' : 'p2'
}
