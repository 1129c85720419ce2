/** A real EVM node, one and two of them, and Etherscan-compatible servers over it, held to the suite of all sources. */
import { openEtherscan } from '../../src/adapters/sources/etherscan/source.ts';
import { startScan } from '../etherscan/server.ts';
import { skipWithoutAnvil, startAnvil } from '../evm/anvil.ts';
import { LAB, open, recordingOf } from '../evm/follow.ts';
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

const PAIR = ['etherscan', 'blockscout'] as const;
for (const dialects of process.env.CI === 'true' ? [PAIR, ['etherscan'] as const] : [PAIR]) {
  conformance(
    `servers with the API of ${dialects.join(' and ')}`,
    async () => {
      const anvil = await startAnvil();
      const world = await makeWorld(anvil);
      const servers = await Promise.all(dialects.map((dialect) => startScan(anvil, { dialect })));
      const source = await openEtherscan({
        urls: servers.map(({ url }) => url),
        chain: LAB.id,
        // anvil's blocks are twelve seconds apart, however quickly they come.
        now: () => 4_000_000_000,
        pageRows: 5,
      });
      // The chain as a node tells it block by block, which these servers cannot.
      const truth = await truthOf(await open([anvil.url]), recordingOf(world));
      return {
        source,
        truth,
        cannot: { blocks: 'E_UNSUPPORTED', openings: 'unknown', tips: 'untold' },
        stop: async () => {
          await Promise.all(servers.map((server) => server.stop()));
          await anvil.stop();
        },
      };
    },
    skipWithoutAnvil(),
  );
}
