/** What the bridges of EVM chains have in common: logs of contracts that are known, and the legs they speak of. */
import { type AssetId, tokenAsset } from '../../model/asset.ts';
import { CHAINS, type ChainId, getChain } from '../../model/chain.ts';
import type { AccountTransaction, Log, Transaction } from '../../model/transaction.ts';
import { type Known, nativeOf } from '../known.ts';
import { entryOf, type Leg, legsOf, payerOf } from '../legs.ts';

/** One log of a protocol's own contract, beside the legs of its transaction. */
export type Heard = {
  readonly tx: AccountTransaction;
  readonly log: Log;
  readonly legs: readonly Leg[];
  readonly known: Known;
};

/** The logs with one of these events that a contract of the protocol said. */
export function heard(
  tx: Transaction,
  known: Known,
  protocol: string,
  events: readonly string[],
): readonly Heard[] {
  if (tx.type === 'utxo' || tx.said === undefined) return [];
  const said = tx.said.filter(
    ({ contract, topics }) =>
      events.includes(topics[0] ?? '') && known.at(tx.chain, contract)?.service === protocol,
  );
  if (said.length === 0) return [];
  const legs = legsOf(tx, known);
  return said.map((log) => ({ tx, log, legs, known }));
}

/**
 * The leg by which value came into the bridge, from where it set out. Where the bridge wraps coins itself, the coins
 * that came to it in that amount are what was paid. `least`: the payment may bring the bridge's fee on top.
 */
export function enteringLeg(
  { tx, log, legs, known }: Heard,
  asset: AssetId,
  amount: bigint,
  least = false,
): Leg | null {
  const native = nativeOf(tx.chain);
  const enough = (leg: Leg): boolean => leg.amount === amount || (least && leg.amount > amount);
  const wrapped = known.at(tx.chain, contractOf(asset))?.role === 'wrapper';
  const coins = wrapped
    ? legs.find((leg) => leg.to === log.contract && leg.asset === native && enough(leg))
    : undefined;
  const leg =
    coins ??
    legs.find((each) => each.to === log.contract && each.asset === asset && enough(each)) ??
    legs.find((each) => each.asset === asset && each.from !== null && each.amount === amount);
  return leg === undefined ? null : entryOf(legs, leg, payerOf(tx));
}

/** The leg that pays somebody; where a wrapped coin is due, the coin itself will do. */
export function leavingLeg(
  { tx, legs, known }: Heard,
  to: string | null,
  asset: AssetId | null,
  amount: bigint | null,
): Leg | null {
  const wrapped = asset !== null && known.at(tx.chain, contractOf(asset))?.role === 'wrapper';
  const fits = (leg: Leg): boolean =>
    to !== null &&
    leg.to === to &&
    (amount === null || leg.amount === amount) &&
    (asset === null || leg.asset === asset || (wrapped && leg.asset === nativeOf(tx.chain)));
  return legs.findLast(fits) ?? null;
}

export const contractOf = (asset: AssetId): string => asset.slice(asset.lastIndexOf(':') + 1);

/** The chain by its EIP-155 number; null where it is not followed. */
export const chainByNumber = (number: bigint): ChainId | null =>
  CHAINS.find((chain) => chain.id === `eip155:${number}`)?.id ?? null;

export const numberOfChain = (chain: ChainId): string => chain.slice(chain.indexOf(':') + 1);

/** The same coin on another chain, where exactly one recognised asset of that symbol is there. */
export function sameCoinOn(chain: ChainId | null, asset: AssetId, known: Known): AssetId | null {
  const here = known.asset(asset);
  if (chain === null || here === null) return null;
  const there = known.assets.filter((each) => each.chain === chain && each.symbol === here.symbol);
  return there.length === 1 ? there[0]!.id : null;
}

export const tokenOn = (chain: ChainId, address: string): AssetId =>
  tokenAsset(getChain(chain), address, '', 0).id;
