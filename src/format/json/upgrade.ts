import { ReadError } from '../../profile/report'
import type { JsonObject } from './jsonObject'
import { PROFILE_FORMAT, PROFILE_VERSION } from './spec'
import { describeValue } from './validate'

/** Makes a document of version `from` one of version `from + 1`; it may change the document in place. */
export interface UpgradeStep {
  readonly from: number
  readonly upgrade: (document: JsonObject) => JsonObject
}

/** One step a version, oldest first. None yet: version 1 is the first. A new version adds a step here and an entry in CHANGELOG-formats.md. */
const STEPS: readonly UpgradeStep[] = []

/** Takes a document of any version that Memlane knows, and gives back one of the newest; its fields are not checked yet. */
export function upgradeDocument(
  document: JsonObject,
  steps: readonly UpgradeStep[] = STEPS,
  newest = PROFILE_VERSION,
): JsonObject {
  const { format, version } = document
  if (format !== PROFILE_FORMAT) {
    throw new ReadError(
      'not-a-profile',
      `This JSON is not a process profile: its "format" should be "${PROFILE_FORMAT}", but is ${describeValue(format)}.`,
    )
  }
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) {
    throw new ReadError('invalid', `version should be a whole number from 1 to ${newest}, but is ${describeValue(version)}.`)
  }
  if (version > newest) {
    throw new ReadError(
      'newer-version',
      `This profile has version ${version} of the format, and this Memlane reads up to version ${newest}. Update Memlane to open it.`,
    )
  }
  return steps
    .filter(({ from }) => from >= version)
    .reduce((upgraded, step) => ({ ...step.upgrade(upgraded), version: step.from + 1 }), document)
}
