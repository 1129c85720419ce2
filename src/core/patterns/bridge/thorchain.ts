/** THORChain and its forks: payments in with a memo, and payments out that answer. */
import { parseAddress } from '../../model/address.ts';
import type { AssetId } from '../../model/asset.ts';
import { type ChainId, getChain } from '../../model/chain.ts';
import { AshiatoError } from '../../model/errors.ts';
import type { DetectorCard } from '../../model/finding.ts';
import type { AccountTransaction, Log, Transaction, UtxoTransaction } from '../../model/transaction.ts';
import { addressIn, assetAt, numberOf, stringAt, symbolIs, topic, utf8, words } from '../abi.ts';
import { type Known, type MemoBridge, nativeOf } from '../known.ts';
import { entryOf, type Leg, legsOf, payerOf } from '../legs.ts';
import { type Bridge, DAY, type Deposit, type Destination, hereOf, type Payout } from './bridge.ts';
import { keyOfTxid, type Memo, type MemoAsset, readMemo, referenceIn } from './memo.ts';

export const THORCHAIN: DetectorCard = {
  id: 'bridge/thorchain',
  question: 'Is this a payment into THORChain (or a fork of it), or one out of it, and for which?',
  definition:
    "In: a known router says `Deposit` with a swap memo; or a transaction calls a known vault with a memo in its input; or a Bitcoin transaction has an OP_RETURN with a swap memo, whose first output pays the vault. Out: a known router says `TransferOut` with `OUT:` or `REFUND:` and the id of the deposit; or a Bitcoin transaction whose first output pays somebody and whose OP_RETURN says so. Many payouts of one deposit are a streaming swap. An OP_RETURN is its writer's own word: such a deposit counts only where a payout answers it, where its vault is known, or where the far chain cannot be asked.",
  source:
    'Thornode, x/thorchain/memo, THORChain_Router.sol (events), docs "Sending transactions" (output order).',
  innocent: 'People swap coins across chains every minute.',
  cost: 'A look at the logs and OP_RETURN outputs of each transaction',
};

/** keccak256 of Deposit(address,address,uint256,string) and TransferOut(address,address,address,uint256,string). */
const DEPOSIT = '0xef519b7eb82aaf6ac376a6df2d793843ebfd593de5f1a0601d3cc6ab49ebb395';
const TRANSFER_OUT = '0xa9cd03aa3c1b4515114539cd53d22085129d495cb9e9f9af77864526240f1bf7';

export const memoBridge = (bridge: MemoBridge): Bridge => ({
  protocol: bridge.service,
  card: THORCHAIN,
  events: [DEPOSIT, TRANSFER_OUT],
  // Large outbounds are delayed, streaming swaps go on for a day, and a halted chain may take longer.
  window: 3 * DAY,
  feeBand: 1_000,
  // Its router pays for whoever calls it, and an OP_RETURN is written by whoever pays.
  byAnybody: true,
  deposits: (tx, known) =>
    tx.type === 'utxo' ? coinDeposits(tx, bridge, known) : accountDeposits(tx, bridge, known),
  payouts: (tx, known) => (tx.type === 'utxo' ? coinPayouts(tx, bridge) : accountPayouts(tx, bridge, known)),
});

function accountDeposits(tx: AccountTransaction, bridge: MemoBridge, known: Known): Deposit[] {
  const legs = legsOf(tx, known);
  const payer = payerOf(tx);
  const make = (leg: Leg, memoText: string): Deposit[] => {
    const memo = readMemo(memoText);
    const entry = entryOf(legs, leg, payer);
    if (memo?.type !== 'swap' && memo?.type !== 'reference') return [];
    return [
      {
        ...hereOf(tx),
        protocol: bridge.service,
        event: entry.index,
        asset: leg.asset,
        amount: entry.amount,
        key: keyOfTxid(tx.txid),
        to: destinationOf(memo, bridge, known),
        refund: refundOf(memo, tx.chain),
        from: entry.from,
        proven: true,
        note: `memo "${memoText}"`,
      },
    ];
  };
  const said = saidBy(tx, bridge, known, DEPOSIT).flatMap((log) => {
    const asset = assetAt(tx.chain, topic(log, 2));
    const amount = numberOf(words(log.data)[0]);
    const ends = [log.contract, addressIn(tx.chain, topic(log, 1))];
    const leg = ends
      .map((end) => legs.find((each) => each.to === end && each.asset === asset && each.amount === amount))
      .find((each) => each !== undefined);
    return leg === undefined ? [] : make(leg, stringAt(log.data, 1) ?? '');
  });
  if (said.length > 0) return said;
  const vault = tx.called === undefined ? null : known.at(tx.chain, tx.called.to);
  if (vault?.service === bridge.service && tx.called?.input !== undefined) {
    const leg = legs.find((each) => each.to === vault.address);
    const memo = utf8(tx.called.input.slice(2));
    return leg === undefined || memo === null ? [] : make(leg, memo);
  }
  return legs
    .filter(({ to, from }) => isVault(tx, to, bridge, known) && !isVault(tx, from, bridge, known))
    .map((leg) => {
      const decimals = known.asset(leg.asset)?.decimals ?? 8;
      const entry = entryOf(legs, leg, payer);
      const units = decimals > 8 ? leg.amount / 10n ** BigInt(decimals - 8) : leg.amount;
      return memoless(
        tx,
        bridge,
        { event: entry.index, asset: leg.asset, amount: entry.amount, from: entry.from },
        units,
      );
    });
}

const isVault = (tx: Transaction, address: string | null, { service }: MemoBridge, known: Known): boolean =>
  address !== null && /vault/i.test(vaultDetail(known.at(tx.chain, address), service));

const vaultDetail = (row: ReturnType<Known['at']>, service: string): string =>
  row?.service === service ? row.detail : '';

/**
 * A payment to a vault without a memo: its intent was registered on THORChain under the number that the amount ends
 * in. Where it goes only THORChain knows; its payout names the deposit all the same.
 */
const memoless = (
  tx: Transaction,
  { service }: MemoBridge,
  paid: Pick<Deposit, 'event' | 'asset' | 'amount' | 'from'>,
  units: bigint,
): Deposit => ({
  ...hereOf(tx),
  ...paid,
  protocol: service,
  key: keyOfTxid(tx.txid),
  to: { chain: null, address: null, asset: null },
  refund: null,
  proven: true,
  note: `no memo; the amount ends in ${referenceIn(units) ?? 'no number'}`,
});

function accountPayouts(tx: AccountTransaction, bridge: MemoBridge, known: Known): Payout[] {
  const legs = legsOf(tx, known);
  return saidBy(tx, bridge, known, TRANSFER_OUT).flatMap((log): Payout[] => {
    const text = stringAt(log.data, 2) ?? '';
    const memo = readMemo(text);
    if (memo?.type !== 'out' && memo?.type !== 'refund') return [];
    const to = addressIn(tx.chain, topic(log, 2));
    const [token, units] = words(log.data);
    const asset = assetAt(tx.chain, token);
    const leg = legs.find(
      (each) => each.to === to && each.asset === asset && each.amount === numberOf(units),
    );
    if (leg === undefined) return [];
    return [payout(tx, bridge, memo, { event: leg.index, asset, amount: leg.amount, to, proven: true })];
  });
}

const saidBy = (tx: AccountTransaction, { service }: MemoBridge, known: Known, event: string): Log[] =>
  (tx.said ?? []).filter(
    (log) => log.topics[0] === event && known.at(tx.chain, log.contract)?.service === service,
  );

/** The one memo of a Bitcoin transaction. Two would contradict each other, and THORChain reads the first. */
function memoIn(tx: UtxoTransaction): { memo: Memo; text: string } | null {
  for (const { data } of tx.outputs) {
    const text = data === undefined ? null : utf8(data);
    const memo = text === null ? null : readMemo(text);
    if (memo !== null && text !== null) return { memo, text };
  }
  return null;
}

function coinDeposits(tx: UtxoTransaction, bridge: MemoBridge, known: Known): Deposit[] {
  const found = memoIn(tx);
  const vault = tx.outputs[0];
  if (vault?.owner == null || !speaksOf(tx.chain, bridge)) return [];
  const asset = nativeOf(tx.chain);
  if (found === null) {
    const spoken = tx.outputs.some(({ data }) => data !== undefined);
    if (spoken || !isVault(tx, vault.owner, bridge, known)) return [];
    return [memoless(tx, bridge, { event: 0, asset, amount: vault.value, from: null }, vault.value)];
  }
  const { memo, text } = found;
  if (memo.type !== 'swap' && memo.type !== 'reference') return [];
  return [
    {
      ...hereOf(tx),
      protocol: bridge.service,
      event: 0,
      asset,
      amount: vault.value,
      key: keyOfTxid(tx.txid),
      to: destinationOf(memo, bridge, known),
      refund: refundOf(memo, tx.chain),
      from: null,
      proven: known.at(tx.chain, vault.owner)?.service === bridge.service,
      note: `memo "${text}"`,
    },
  ];
}

function coinPayouts(tx: UtxoTransaction, bridge: MemoBridge): Payout[] {
  const found = memoIn(tx);
  const paid = tx.outputs[0];
  if (found === null || paid?.owner == null || !speaksOf(tx.chain, bridge)) return [];
  const { memo } = found;
  if (memo.type !== 'out' && memo.type !== 'refund') return [];
  const asset = nativeOf(tx.chain);
  return [payout(tx, bridge, memo, { event: 0, asset, amount: paid.value, to: paid.owner, proven: false })];
}

const speaksOf = (chain: ChainId, bridge: MemoBridge): boolean => [...bridge.chains.values()].includes(chain);

const payout = (
  tx: Transaction,
  { service }: MemoBridge,
  memo: Extract<Memo, { type: 'out' | 'refund' }>,
  paid: Pick<Payout, 'event' | 'asset' | 'amount' | 'to' | 'proven'>,
): Payout => ({
  ...hereOf(tx),
  ...paid,
  protocol: service,
  key: memo.txid,
  refund: memo.type === 'refund',
  note: `memo "${memo.type.toUpperCase()}:${memo.txid}"`,
});

function destinationOf(
  memo: Extract<Memo, { type: 'swap' | 'reference' }>,
  bridge: MemoBridge,
  known: Known,
): Destination {
  if (memo.type === 'reference' || !memo.asset.native) return { chain: null, address: null, asset: null };
  const chain = bridge.chains.get(memo.asset.chain) ?? null;
  if (chain === null) return { chain, address: null, asset: null };
  return {
    chain,
    address: addressOrNull(chain, memo.destination),
    asset: assetOn(chain, memo.asset, known),
  };
}

const refundOf = (memo: Extract<Memo, { type: 'swap' | 'reference' }>, chain: ChainId): string | null =>
  memo.type === 'swap' ? addressOrNull(chain, memo.refund) : null;

/** Null for a THORName, which only THORChain can resolve. */
function addressOrNull(chain: ChainId, text: string | null): string | null {
  if (text === null) return null;
  try {
    return parseAddress(getChain(chain), text);
  } catch (error) {
    if (error instanceof AshiatoError) return null;
    throw error;
  }
}

/** The chain's own coin, or the recognised token whose contract ends as the memo says. */
function assetOn(chain: ChainId, { ticker, contract }: MemoAsset, known: Known): AssetId | null {
  const fits = known.assets.filter(
    (asset) =>
      asset.chain === chain &&
      symbolIs(asset, ticker) &&
      (contract === null || asset.id.toUpperCase().endsWith(contract)),
  );
  return fits.length === 1 ? fits[0]!.id : null;
}
