/** Esplora servers held to the suite of all sources, alone, as a pair, and with a look ahead. */
import { lookAhead } from '../../src/app/trace/look-ahead.ts';
import { type ChainBlock, makeChain } from '../bitcoin/chain.ts';
import { txidOf } from '../bitcoin/writer.ts';
import { open, recordingOf } from '../esplora/follow.ts';
import { startEsplora } from '../esplora/server.ts';
import { conformance } from './conformance.ts';

const chain = makeChain(11, 60);
const stolen = [
  { txid: txidOf(chain[5]!.txs.at(-1)!), vout: 0 },
  { txid: txidOf(chain[3]!.txs[0]!), vout: 0 },
];

for (const [name, count] of [
  ['one Esplora server', 1],
  ['two Esplora servers, asked ahead,', 2],
] as const) {
  conformance(name, async () => {
    // Where sizes are told, these small blocks are read whole; where not, each transaction is proved by its path.
    const shape = count === 1 ? {} : { sizeOf: ({ bytes }: ChainBlock): number => bytes.length };
    const servers = await Promise.all(Array.from({ length: count }, () => startEsplora(chain, shape)));
    const plain = await open(servers.map((server) => server.url));
    return {
      source: count === 1 ? plain : lookAhead(plain),
      truth: recordingOf(chain, stolen),
      median: true,
      cannot: { blocks: 'E_UNSUPPORTED' },
      stop: async () => void (await Promise.all(servers.map((server) => server.stop()))),
    };
  });
}
