/**
 * The laboratory's own source of chance, so that a seed gives the same case everywhere: sfc32 (Chris
 * Doty-Humphrey, PractRand), its state spread from the seed by splitmix32.
 */
export type Random = {
  /** 0 ≤ n < limit. */
  readonly below: (limit: number) => number;
  /** min ≤ n ≤ max. */
  readonly between: (min: bigint, max: bigint) => bigint;
  readonly bytes: (length: number) => Uint8Array;
  readonly pick: <T>(items: readonly T[]) => T;
};

export function makeRandom(seed: number): Random {
  const next = sfc32(seed);
  const uint64 = (): bigint => (BigInt(next()) << 32n) | BigInt(next());
  const below = (limit: number): number => Math.floor((next() / 2 ** 32) * limit);
  return {
    below,
    // The span is far below 2⁶⁴, so the bias of the remainder is of no account here.
    between: (min, max) => min + (uint64() % (max - min + 1n)),
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
    pick: (items) => items[below(items.length)]!,
  };
}

function sfc32(seed: number): () => number {
  const spread = splitmix32(seed);
  let [a, b, c, counter] = [spread(), spread(), spread(), 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i += 1) next();
  return next;
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) | 0;
  };
}
