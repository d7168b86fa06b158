import fc from 'fast-check'

// The same property tests see the same data wherever they run: a red CI is red at everybody's desk. FC_SEED=random (or a number) looks
// for what nobody has seen yet; fast-check prints the seed and path of whatever fails.

const wanted = process.env['FC_SEED']
if (wanted !== 'random') fc.configureGlobal({ seed: wanted === undefined ? 20_261_123 : Number(wanted) })
