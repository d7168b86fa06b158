import { expect, test } from 'vitest'
import { fuzzReaders } from '../testing/fuzzReaders'

// A fixed number of rounds here; `npm run fuzz` goes on with others for as long as one likes.
const ROUNDS = 1500

test('texts of every form, damaged: no error but one for the user, no hang, no figure that is not in the text', async () => {
  for (let seed = 0; seed < ROUNDS; seed++) {
    const failed = await fuzzReaders(seed)
    expect(failed && `${seed}: ${failed.wrong}`).toBeUndefined()
  }
}, 120_000)
