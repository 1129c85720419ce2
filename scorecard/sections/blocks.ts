/**
 * CoinJoin detectors on every transaction of real blocks. A family cannot be in a block older than itself, so
 * there each hit is a false one; in later blocks hits are counted and listed, for nobody has labelled them.
 */
import { gunzipSync } from 'node:zlib';
import {
  cursorOf,
  hash256,
  readCompactSize,
  readUint64,
  showHash,
  skip,
  take,
} from '../../src/core/chains/bitcoin/bytes.ts';
import { parseNetwork } from '../../src/core/chains/bitcoin/network.ts';
import { readCoin, readVarint, scriptOf } from '../../src/core/chains/bitcoin/undo.ts';
import type { CoinView, SpentCoin } from '../../src/core/patterns/coin-view.ts';
import { viewBlock } from '../../src/core/patterns/coin-view-readers.ts';
import { COINJOIN_DETECTORS, coinJoinOf } from '../../src/core/patterns/coinjoin/coinjoin.ts';
import { type DataFile, filesLike, type ScoreData } from '../data.ts';
import { type Scored, scoreSet } from '../score.ts';
import type { Section } from '../section.ts';

const MAINNET = parseNetwork('bitcoin');

/** When each family first ran on mainnet: announcements, and the block limits of Dumplings and GraphSense. */
const BORN: Readonly<Record<string, string>> = {
  'coinjoin/whirlpool-mix': '2019-04-01',
  'coinjoin/whirlpool-tx0': '2019-04-01',
  'coinjoin/wasabi1': '2018-07-01',
  'coinjoin/wasabi2': '2022-06-01',
  'coinjoin/joinmarket': '2015-01-01',
  // Proposed by Maxwell in August 2013.
  'coinjoin/equal-outputs': '2013-08-22',
};

export const blocks: Section = {
  name: 'CoinJoins in real blocks',
  run(data: ScoreData) {
    const views = blocksOf(data).flat();
    if (views.length === 0) return [];
    const days = [...new Set(views.map((view) => dayOf(view)))].sort();
    const verdicts = new Map(views.map((view) => [view.txid, coinJoinOf(view)]));
    return COINJOIN_DETECTORS.map(({ card }) => {
      const hits = (view: CoinView): boolean => verdicts.get(view.txid)?.detector === card.id;
      const before = views.filter((view) => dayOf(view) < BORN[card.id]!);
      const later = views.filter((view) => dayOf(view) >= BORN[card.id]!);
      const found = later.filter(hits).map((view) => view.txid);
      return scoreSet(
        {
          detector: card.id,
          family: card.id.split('/')[1]!.split('-')[0]!,
          set: `transactions of real blocks before ${BORN[card.id]}`,
          notes:
            later.length === 0
              ? []
              : [
                  `In ${later.length} later transactions, unlabelled, ${found.length} hits${found.length === 0 ? '' : `: ${found.join(', ')}`}.`,
                ],
          figures: [
            { name: 'blocks of', value: days.join(', ') },
            { name: 'false hits', value: before.filter(hits).length, target: '0', holds: !before.some(hits) },
          ],
        },
        before.map(
          (view): Scored => ({
            id: view.txid,
            labelled: false,
            found: hits(view),
            why: verdicts.get(view.txid)?.says ?? '',
          }),
        ),
      );
    });
  },
};

const dayOf = ({ time }: CoinView): string => new Date((time ?? 0) * 1000).toISOString().slice(0, 10);

/** Blocks that come with what their inputs were worth: as a list of spent outputs, or as Core’s packed coins. */
export function blocksOf(data: ScoreData): CoinView[][] {
  const found: CoinView[][] = [];
  const one = (form: RegExp): DataFile | undefined => filesLike(data, form)[0];
  for (const file of filesLike(data, /^(mainnet_)?block\d+\.raw$/)) {
    const number = /block(\d+)\.raw$/.exec(file.name)![1]!;
    const undo = one(new RegExp(`^block${number}-undo\\.raw$`));
    const coins = one(new RegExp(`^mainnet_block${number}_coins\\.raw$`));
    if (undo === undefined && coins === undefined) continue;
    const bytes = unpacked(file);
    const bare = viewBlock(bytes, Number(number), null, MAINNET, hash256);
    const spent = undo === undefined ? packedCoins(unpacked(coins!), bare) : listedCoins(unpacked(undo));
    found.push(viewBlock(bytes, Number(number), spent, MAINNET, hash256));
  }
  return found;
}

/** Plain bytes also where a file was packed twice. */
const unpacked = (file: DataFile): Uint8Array => {
  const bytes = file.bytes();
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
};

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function listedCoins(bytes: Uint8Array): SpentCoin[] {
  const cursor = cursorOf(bytes, 'spent outputs');
  const coins: SpentCoin[] = [];
  while (cursor.at < cursor.end) {
    const value = readUint64(cursor);
    coins.push({ value, script: hexOf(take(cursor, readCompactSize(cursor))) });
  }
  return coins;
}

/** Outpoint, height, then the compressed coin; put into input order. A coin made in the block itself is looked up there. */
function packedCoins(bytes: Uint8Array, block: readonly CoinView[]): SpentCoin[] {
  const cursor = cursorOf(bytes, 'packed coins');
  const coins = new Map<string, SpentCoin>();
  for (let left = readCompactSize(cursor); left > 0; left -= 1) {
    const txid = showHash(take(cursor, 32));
    const vout = cursor.view.getUint32(skip(cursor, 4), true);
    readVarint(cursor);
    const coin = readCoin(cursor);
    coins.set(`${txid}:${vout}`, { value: coin.value, script: hexOf(scriptOf(coin, 'packed coins')) });
  }
  for (const { txid, outputs } of block) {
    for (const [vout, output] of outputs.entries()) coins.set(`${txid}:${vout}`, output);
  }
  return block.flatMap((tx) => tx.inputs.map(({ txid, vout }) => coins.get(`${txid}:${vout}`)!));
}
