/**
 * Which pool found a block, by what it wrote into the coinbase: the miner’s own word, for anybody can write anything
 * there. The tags are the facts’ (`facts/mining_pools.json`), each as a public list has it.
 */
export type Pool = { readonly name: string; readonly tags: readonly string[] };

/** Null where no tag is known. */
export type PoolReader = (minerText: string) => string | null;

/** The longest tag that fits wins: `/ViaBTC/TATMAS Pool/` is not ViaBTC. */
export function poolReader(pools: readonly Pool[]): PoolReader {
  const tags = pools
    .flatMap(({ name, tags: own }) => own.map((tag) => ({ tag, name })))
    .sort((a, b) => b.tag.length - a.tag.length);
  return (minerText) => tags.find(({ tag }) => minerText.includes(tag))?.name ?? null;
}
