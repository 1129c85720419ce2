/** A theft that no recording holds: its own transactions say what was stolen, and where it first rested. */
import { RECOGNISED_ASSETS } from '../core/attribution/assets.ts';
import { parseAddress } from '../core/model/address.ts';
import { type Asset, type AssetId, nativeAsset } from '../core/model/asset.ts';
import type { Recording } from '../core/model/case.ts';
import type { Chain } from '../core/model/chain.ts';
import { AshiatoError } from '../core/model/errors.ts';
import type { TxId } from '../core/model/location.ts';
import type { NotedMeaning } from '../core/model/reading.ts';
import type { AccountTransaction, TransferEvent } from '../core/model/transaction.ts';
import type { ChainSource } from '../ports/chain-source.ts';

export type Theft = {
  readonly chain: Chain;
  readonly txids: readonly string[];
  /** Where the stolen value first rested. Who else was paid in these transactions is not followed. */
  readonly thieves: readonly string[];
};

export async function recordTheft(source: ChainSource, theft: Theft): Promise<Recording> {
  const { chain } = theft;
  const thieves = new Set(theft.thieves.map((address) => parseAddress(chain, address, '--to')));
  const credits: Credit[] = [];
  for (const txid of theft.txids) credits.push(...(await creditsOf(source, theft, txid as TxId, thieves)));
  const title = `${theft.txids.map((txid) => txid.slice(0, 10)).join(', ')} on ${chain.name}`;
  const text = { en: title, ja: title, ko: title };
  return {
    id: theft.txids[0]!,
    incident: null,
    title: text,
    summary: text,
    laboratory: chain.laboratory === true,
    assets: [...new Set(credits.map(({ event }) => event.asset))].map((id) => describe(chain, id)),
    chains: new Map(),
    readings: { meanings: credits.map(seedOf), stops: [], freezes: [], rejected: [] },
    coverage: { type: 'all' },
    openings: { type: 'unknown' },
    gaps: [
      {
        type: 'coverage',
        text: 'No services, swaps or bridges were read into this chain: value is followed by plain transfers only.',
      },
      {
        type: 'coverage',
        text: 'Read from live nodes and not recorded: this trace is not kept, and cannot be recomputed offline.',
      },
    ],
    provenance: [],
    digests: {},
    names: new Map(),
  };
}

type Credit = { readonly tx: AccountTransaction; readonly event: TransferEvent };

async function creditsOf(
  source: ChainSource,
  { chain }: Theft,
  txid: TxId,
  thieves: ReadonlySet<string>,
): Promise<Credit[]> {
  const found = await source.fetch([{ type: 'transaction', chain: chain.id, txid }]);
  const tx = found.find((each): each is AccountTransaction => each.type === 'account' && each.txid === txid);
  if (tx === undefined) {
    throw new AshiatoError('E_SEED', `${chain.name} has no transaction ${txid}`, {
      where: 'trace',
      next: 'Check the hash and the chain; the node must still have its block.',
    });
  }
  const credits = tx.events.filter(
    (event) => event.to !== null && thieves.has(event.to) && event.amount > 0n,
  );
  if (credits.length === 0) {
    const paid = new Set(tx.events.flatMap((event) => event.to ?? []));
    throw new AshiatoError('E_SEED', `${txid} pays nothing to ${[...thieves].join(', ')}`, {
      where: '--to',
      next: paid.size === 0 ? 'It failed: nothing moved.' : `It paid ${[...paid].join(', ')}.`,
    });
  }
  return credits.map((event) => ({ tx, event }));
}

const seedOf = ({ tx, event }: Credit): NotedMeaning => ({
  chain: tx.chain,
  txid: tx.txid,
  meaning: {
    type: 'seed',
    event: event.index,
    amount: event.amount,
    stolen: event.asset,
    origin: event.amount,
  },
  evidence: { author: 'the person who asked', source: `${tx.chain} ${tx.txid}` },
});

/** What is not recognised by its contract is shown in base units, under its contract. */
function describe(chain: Chain, id: AssetId): Asset {
  const native = nativeAsset(chain);
  if (id === native.id) return native;
  const known = RECOGNISED_ASSETS.find((each) => each.asset.id === id);
  return known?.asset ?? { id, chain: chain.id, symbol: id.slice(id.indexOf('/') + 1), decimals: 0 };
}
