/** Sources of several chains as one, so that a trace can cross from chain to chain. */
import type { ChainId } from '../../core/model/chain.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Want } from '../../core/trace/frontier.ts';
import type { ChainSource } from '../../ports/chain-source.ts';

export function joinSources(sources: readonly ChainSource[]): ChainSource {
  const byChain = new Map<ChainId, ChainSource>();
  for (const source of sources) {
    for (const chain of source.chains) {
      if (byChain.has(chain)) {
        throw new AshiatoError('E_CONFIG_VALUE', `two sources are named for ${chain}`, {
          where: 'sources',
          next: 'Name one source a chain; several addresses of one kind go into its "urls".',
        });
      }
      byChain.set(chain, source);
    }
  }
  const [only] = sources;
  if (only !== undefined && sources.length === 1) return only;
  const of = (chain: ChainId): ChainSource => {
    const source = byChain.get(chain);
    if (source !== undefined) return source;
    throw new AshiatoError('E_SOURCE_UNKNOWN', `no source is named for ${chain}`, {
      where: chain,
      next: 'Name one with --source, or in the configuration file.',
    });
  };
  return {
    chains: [...byChain.keys()],
    tips: async (asOf) => (await Promise.all(sources.map((source) => source.tips(asOf)))).flat(),
    async fetch(wants) {
      // What rests on a chain that nobody serves ends as no-data: `missing` says so.
      const served = wants.filter((want) => byChain.has(chainOf(want)));
      const groups = [...Map.groupBy(served, (want) => of(chainOf(want)))];
      return (await Promise.all(groups.map(([source, own]) => source.fetch(own)))).flat();
    },
    openings: (chain, before, locations) => of(chain).openings(chain, before, locations),
    blocks: (chain, from, to) => of(chain).blocks(chain, from, to),
    paid: (chain, address, since) => of(chain).paid(chain, address, since),
    missing(location) {
      const source = byChain.get(location.chain);
      return source === undefined ? `no source is named for ${location.chain}` : source.missing(location);
    },
    caveats: () => sources.flatMap((source) => source.caveats()),
    check: async () => (await Promise.all(sources.map((source) => source.check()))).flat(),
  };
}

const chainOf = (want: Want): ChainId =>
  want.type === 'spend' || want.type === 'history' ? want.location.chain : want.chain;
