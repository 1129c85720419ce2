/** EVM nodes as every chain source must be. */

import type { Block } from '../../src/core/model/transaction.ts';
import { type Conforming, conformance } from '../sources/conformance.ts';
import { skipWithoutAnvil, startAnvil } from './anvil.ts';
import { LAB, open, recordingOf } from './follow.ts';
import { makeWorld } from './world.ts';

for (const [name, options] of [
  ['EVM nodes, walked', {}],
  ['EVM nodes with an index of their own', { walkBlocks: 0 }],
] as const) {
  conformance(
    name,
    async (): Promise<Conforming> => {
      const anvil = await startAnvil();
      const world = await makeWorld(anvil);
      const truthful = await open([anvil.url]);
      const [tip] = await truthful.tips(null);
      const blocks: Block[] = [];
      for await (const block of truthful.blocks(LAB.id, 0, tip!.height)) blocks.push(block);
      const source = await open([anvil.url, anvil.url], options);
      return {
        // A recording of some blocks cannot know what genesis gave to whom; balances are compared in source.test.ts.
        source: { ...source, openings: async (_chain, _before, locations) => locations.map(() => null) },
        truth: { ...recordingOf(world), chains: new Map([[LAB.id, blocks]]) },
        stop: () => anvil.stop(),
      };
    },
    skipWithoutAnvil(),
  );
}
