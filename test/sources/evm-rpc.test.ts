/** A real EVM node, one and two of them, held to the suite of all sources. */
import { skipWithoutAnvil, startAnvil } from '../evm/anvil.ts';
import { open, recordingOf } from '../evm/follow.ts';
import { makeWorld } from '../evm/world.ts';
import { conformance } from './conformance.ts';
import { truthOf } from './truth.ts';

for (const nodes of [1, 2]) {
  conformance(
    nodes === 1 ? 'one EVM node' : 'two EVM nodes',
    async () => {
      const anvil = await startAnvil();
      const world = await makeWorld(anvil);
      const source = await open(Array.from({ length: nodes }, () => anvil.url));
      const truth = await truthOf(source, recordingOf(world));
      return { source, truth, stop: () => anvil.stop() };
    },
    skipWithoutAnvil(),
  );
}
