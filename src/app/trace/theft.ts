/** A theft that no recording holds: the chain's own transactions say what was stolen, and where it first rested. */
import { RECOGNISED_ASSETS } from '../../core/attribution/assets.ts';
import { parseAddress } from '../../core/model/address.ts';
import type { Amount } from '../../core/model/amount.ts';
import { type Asset, type AssetId, nativeAsset } from '../../core/model/asset.ts';
import type { Recording } from '../../core/model/case.ts';
import { type Chain, getChain } from '../../core/model/chain.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { TxId } from '../../core/model/location.ts';
import type { Gap } from '../../core/model/movement.ts';
import type { NotedMeaning, ReadingSet } from '../../core/model/reading.ts';
import { comparePlaces, type Transaction } from '../../core/model/transaction.ts';
import type { ChainSource } from '../../ports/chain-source.ts';

/** Where a theft is seen: in a transaction that pays the thief, or in whatever addresses of the thief receive. */
export type TheftPart =
  | {
      readonly type: 'transaction';
      readonly chain: Chain;
      readonly txid: string;
      /** The output that was stolen, by its number, or whoever was paid; who else was paid is not followed. */
      readonly to: number | readonly string[];
    }
  | {
      readonly type: 'paid';
      readonly chain: Chain;
      readonly addresses: readonly string[];
      /** Seconds, UTC. */
      readonly since: number;
    };

export type Theft = {
  readonly id: string;
  readonly incident: string | null;
  readonly title: string;
  readonly parts: readonly TheftPart[];
  /** Stops that services and bridges put on the road. */
  readonly stops: ReadingSet['stops'];
};

/** One event or output that brought stolen value to rest. */
type Credit = {
  readonly tx: Transaction;
  readonly index: number;
  readonly asset: AssetId;
  readonly amount: Amount;
  readonly to: string | null;
};

export async function recordTheft(source: ChainSource, theft: Theft): Promise<Recording> {
  const credits = new Map<string, Credit>();
  let leftOut = 0;
  for (const part of theft.parts) {
    const found = part.type === 'transaction' ? await stolenIn(source, part) : await paidTo(source, part);
    leftOut += found.leftOut;
    for (const credit of found.credits)
      credits.set(`${credit.tx.chain}|${credit.tx.txid}|${credit.index}`, credit);
  }
  const assets = new Map<AssetId, Asset>();
  for (const { tx, asset } of credits.values()) assets.set(asset, describe(getChain(tx.chain), asset));
  const text = { en: theft.title, ja: theft.title, ko: theft.title };
  return {
    id: theft.id,
    incident: theft.incident,
    title: text,
    summary: text,
    laboratory: theft.parts.some(({ chain }) => chain.laboratory === true),
    assets: [...assets.values()],
    chains: new Map(),
    readings: {
      meanings: [...credits.values()].map(seedOf),
      stops: theft.stops,
      freezes: [],
      rejected: [],
    },
    coverage: { type: 'all' },
    openings: { type: 'unknown' },
    gaps: gapsOf(theft, leftOut),
    provenance: [],
    digests: {},
    names: new Map(),
  };
}

type Found = { readonly credits: readonly Credit[]; readonly leftOut: number };

async function stolenIn(
  source: ChainSource,
  { chain, txid, to }: Extract<TheftPart, { type: 'transaction' }>,
): Promise<Found> {
  const found = await source.fetch([{ type: 'transaction', chain: chain.id, txid: txid as TxId }]);
  const tx = found.find((each) => each.chain === chain.id && each.txid === txid);
  if (tx === undefined) {
    throw new AshiatoError('E_SEED', `${chain.name} has no transaction ${txid}`, {
      where: 'trace',
      next: 'Check the hash and the chain; the source must still have its block.',
    });
  }
  const paid = creditsOf(tx);
  const thieves =
    typeof to === 'number' ? null : new Set(to.map((each) => parseAddress(chain, each, '--to')));
  const credits = paid.filter((each) =>
    thieves === null ? each.index === to : each.to !== null && thieves.has(each.to),
  );
  if (credits.length > 0) return { credits, leftOut: 0 };
  const others = [...new Set(paid.flatMap((each) => each.to ?? []))];
  throw new AshiatoError(
    'E_SEED',
    thieves === null ? `${txid} has no output ${to}` : `${txid} pays nothing to ${[...thieves].join(', ')}`,
    {
      where: thieves === null ? txid : '--to',
      next: others.length === 0 ? 'It failed: nothing moved.' : `It paid ${others.join(', ')}.`,
    },
  );
}

/**
 * Everything the addresses were paid from a time on counts as stolen, but what they paid each other (change) and
 * tokens that are not recognised: anyone can send those to make a trace look large.
 */
async function paidTo(
  source: ChainSource,
  { chain, addresses, since }: Extract<TheftPart, { type: 'paid' }>,
): Promise<Found> {
  const thieves = new Set(addresses.map((address) => parseAddress(chain, address, 'trace')));
  const transactions = new Map<string, Transaction>();
  for (const address of thieves)
    for (const tx of await source.paid(chain.id, address, since)) transactions.set(tx.txid, tx);
  const credits: Credit[] = [];
  const own = new Set<string>();
  let leftOut = 0;
  for (const tx of [...transactions.values()].sort((a, b) => comparePlaces(a.place, b.place))) {
    const change = paidBy(tx, thieves, own);
    for (const credit of creditsOf(tx).filter((each) => each.to !== null && thieves.has(each.to))) {
      own.add(`${tx.txid}:${credit.index}`);
      if (change) continue;
      if (isRecognised(chain, credit.asset)) credits.push(credit);
      else leftOut += 1;
    }
  }
  if (credits.length > 0) return { credits, leftOut };
  throw new AshiatoError(
    'E_SEED',
    `${[...thieves].join(', ')} received nothing that is recognised since that date`,
    {
      where: chain.name,
      next: 'Check the address, and give an earlier date with --since.',
    },
  );
}

const paidBy = (tx: Transaction, thieves: ReadonlySet<string>, own: ReadonlySet<string>): boolean =>
  tx.type === 'utxo'
    ? tx.inputs.some(({ txid, vout }) => own.has(`${txid}:${vout}`))
    : tx.events.some((event) => event.type === 'fee' && event.from !== null && thieves.has(event.from));

function creditsOf(tx: Transaction): Credit[] {
  if (tx.type === 'utxo') {
    const asset = nativeAsset(getChain(tx.chain)).id;
    return tx.outputs.flatMap(({ value, owner }, index) =>
      value > 0n ? [{ tx, index, asset, amount: value, to: owner }] : [],
    );
  }
  return tx.events.flatMap(({ index, asset, amount, to }) =>
    to !== null && amount > 0n ? [{ tx, index, asset, amount, to }] : [],
  );
}

const seedOf = ({ tx, index, asset, amount }: Credit): NotedMeaning => ({
  chain: tx.chain,
  txid: tx.txid,
  meaning: { type: 'seed', event: index, amount, stolen: asset, origin: amount },
  evidence: { author: 'the person who asked', source: `${tx.chain} ${tx.txid}` },
});

/** Said of a theft into which no pattern has looked. */
export const NOT_READ =
  'No swaps or bridges were read into this chain: value is followed by plain transfers only.';

function gapsOf({ parts }: Theft, leftOut: number): Gap[] {
  const gap = (text: string): Gap => ({ type: 'coverage', text });
  return [
    gap(NOT_READ),
    ...(parts.some((part) => part.type === 'paid')
      ? [
          gap(
            'Everything these addresses were paid since that date counts as stolen, also what was their own and came back; name the transactions of the theft to be exact.',
          ),
        ]
      : []),
    ...(leftOut > 0
      ? [gap(`${leftOut} payments in tokens that are not recognised are left out of what was stolen.`)]
      : []),
  ];
}

const recognised = (id: AssetId): Asset | undefined =>
  RECOGNISED_ASSETS.find((each) => each.asset.id === id)?.asset;

const isRecognised = (chain: Chain, id: AssetId): boolean =>
  id === nativeAsset(chain).id || recognised(id) !== undefined;

/** What is not recognised by its contract is shown in base units, under its contract. */
function describe(chain: Chain, id: AssetId): Asset {
  const native = nativeAsset(chain);
  if (id === native.id) return native;
  return recognised(id) ?? { id, chain: chain.id, symbol: id.slice(id.indexOf('/') + 1), decimals: 0 };
}
