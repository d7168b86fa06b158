import { printProfileJson } from '../format/json/write'
import type { SampleFrame } from '../profile/frame'

/** The newest profile as it is answered: printed once, whoever asks; compressed once, by the first who wants that. */
export interface PrintedProfile {
  readonly json: string
  gzip?: Promise<Buffer>
}

const printed = new WeakMap<SampleFrame, PrintedProfile>()

/** A sample as process-profile JSON. */
export function printProfile(frame: SampleFrame): PrintedProfile {
  let text = printed.get(frame)
  if (!text) {
    text = { json: printProfileJson(frame.snapshot) }
    printed.set(frame, text)
  }
  return text
}
