/** The readings a case declares, turned from its words into ids and base units. */
import { parseAddress } from '../../core/model/address.ts';
import { parseDecimal } from '../../core/model/amount.ts';
import type { Asset } from '../../core/model/asset.ts';
import { type ChainId, getChain } from '../../core/model/chain.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Evidence, Meaning, NotedMeaning, Stop } from '../../core/model/reading.ts';
import type { AccountTransaction, Block, TransferEvent } from '../../core/model/transaction.ts';
import type { CaseFile } from './schema.ts';

export type CaseWords = {
  readonly where: string;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly declarations: CaseFile['declarations'];
  readonly transactions: ReadonlyMap<string, AccountTransaction>;
};

export function transactionsOf(
  chains: ReadonlyMap<ChainId, readonly Block[]>,
): Map<string, AccountTransaction> {
  const found = [...chains.values()].flat().flatMap((block) => block.transactions);
  return new Map(found.flatMap((tx) => (tx.type === 'account' ? [[tx.txid as string, tx] as const] : [])));
}

export function readSeeds(seeds: CaseFile['seeds'], words: CaseWords): NotedMeaning[] {
  return seeds.map((seed, index) => {
    const where = `${words.where} seeds.${index}`;
    const { tx, event, asset } = placeOf(seed.tx, seed.event, words, where, 'E_SEED');
    const amount = parseDecimal(seed.amount, asset.decimals, `${where} amount`);
    if (amount === 0n || amount > event.amount) {
      throw new AshiatoError(
        'E_SEED',
        `the seed claims ${seed.amount} ${asset.symbol}, which is not what came in`,
        {
          where,
          limit: 'more than zero, at most the credit of its row',
          next: 'Correct the amount of the seed.',
        },
      );
    }
    const stolen = assetNamed(seed.stolen, words, where);
    const origin = parseDecimal(seed.origin, stolen.decimals, `${where} origin`);
    return note(
      tx,
      { type: 'seed', event: event.index, amount, stolen: stolen.id, origin },
      seed.declaration,
      words,
      where,
    );
  });
}

export function readSwaps(swaps: CaseFile['swaps'], words: CaseWords): NotedMeaning[] {
  return swaps.map((swap, index) => {
    const where = `${words.where} swaps.${index}`;
    const { tx } = placeOf(swap.tx, swap.out, words, where, 'E_READING');
    for (const leg of [...swap.in, ...(swap.inner ?? [])]) placeOf(swap.tx, leg, words, where, 'E_READING');
    const meaning: Meaning = {
      type: 'swap',
      in: swap.in,
      out: swap.out,
      inner: swap.inner ?? [],
      protocol: swap.protocol,
    };
    return note(tx, meaning, swap.declaration, words, where);
  });
}

export function readStops(stops: CaseFile['stops'], words: CaseWords): Stop[] {
  return stops.map((stop, index) => {
    const where = `${words.where} stops.${index}`;
    const chain = getChain(stop.chain);
    return {
      chain: chain.id,
      address: parseAddress(chain, stop.address, `${where} address`),
      ...(stop.asset === undefined ? {} : { asset: assetNamed(stop.asset, words, where).id }),
      end: { kind: stop.kind, label: stop.label },
      confidence: stop.confidence,
      evidence: evidenceOf(stop.evidence),
    };
  });
}

function assetNamed(symbol: string, words: Pick<CaseWords, 'assets'>, where: string): Asset {
  const asset = words.assets.get(symbol);
  if (asset === undefined) {
    throw new AshiatoError('E_ASSET_UNKNOWN', `the case does not declare the asset "${symbol}"`, {
      where,
      next: `Use one of ${[...words.assets.keys()].join(', ')}, or declare it under assets.`,
    });
  }
  return asset;
}

function placeOf(
  txid: string,
  index: number,
  words: CaseWords,
  where: string,
  code: 'E_SEED' | 'E_READING',
): { tx: AccountTransaction; event: TransferEvent; asset: Asset } {
  const tx = words.transactions.get(txid);
  const event = tx?.events[index];
  const asset =
    event === undefined
      ? undefined
      : [...words.assets.values()].find((candidate) => candidate.id === event.asset);
  if (tx === undefined || event === undefined || asset === undefined) {
    const what = tx === undefined ? `no transaction ${txid}` : `no event ${index} in transaction ${txid}`;
    throw new AshiatoError(code, `the table has ${what}`, {
      where,
      next: 'Name a tx of transfers.csv; events count from 0 in file order.',
    });
  }
  return { tx, event, asset };
}

function note(
  tx: AccountTransaction,
  meaning: Meaning,
  declaration: string,
  words: CaseWords,
  where: string,
): NotedMeaning {
  const declared = words.declarations[declaration];
  if (declared === undefined) {
    throw new AshiatoError('E_CASE_TABLE', `the declaration "${declaration}" is not there`, {
      where,
      next: 'Say under declarations who says so, from which source and why.',
    });
  }
  return { txid: tx.txid, chain: tx.chain, meaning, evidence: evidenceOf(declared) };
}

/** `exactOptionalPropertyTypes` wants absent keys absent, not undefined. */
const evidenceOf = ({
  author,
  source,
  note: text,
  knownAt,
}: CaseFile['stops'][number]['evidence']): Evidence => ({
  author,
  source,
  ...(text === undefined ? {} : { note: text }),
  ...(knownAt === undefined ? {} : { knownAt }),
});
