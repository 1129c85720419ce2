/**
 * A verified block as the model's transactions. The events of one transaction: the fee, the value it carries,
 * internal transfers in the order of calls, token transfers in the order of logs, the tip of the miner. What a
 * failed transaction would have moved did not move; its fee did.
 */
import type { AssetId } from '../../model/asset.ts';
import { nativeAsset, tokenAsset } from '../../model/asset.ts';
import type { Chain } from '../../model/chain.ts';
import { AshiatoError, type ErrorCode } from '../../model/errors.ts';
import type { TxId } from '../../model/location.ts';
import type { AccountTransaction, Block, Log as Said, TransferEvent } from '../../model/transaction.ts';
import { malformed, toHex } from './bytes.ts';
import type { EvmTransaction, GasPrice } from './envelope.ts';
import { collectsTips, type Header } from './header.ts';
import type { EvmProfile } from './profiles.ts';
import type { Receipt } from './receipt.ts';
import { recoverKey } from './signature.ts';
import { readTokenLog } from './tokens.ts';
import { receiverOf, type TransactionTrace } from './traces.ts';
import { type Claim, effectivePrice } from './transaction.ts';
import type { VerifiedBlock } from './verify.ts';

/** A change that is not read: a Transfer log of another shape than ERC-20's, coins that cross to another chain. */
export type UnreadLog = {
  readonly code: Extract<ErrorCode, 'E_LOG_SHAPE' | 'E_TX_TYPE'>;
  readonly asset: AssetId;
  /** The transaction, or the block where it happens outside all transactions. */
  readonly txid: TxId;
};

export type DecodedBlock = {
  readonly block: Block;
  readonly unread: readonly UnreadLog[];
  /** Who sent each transaction, as the node says, and the signature to prove it by. */
  readonly claims: readonly Claim[];
};

/** EIP-4844: gas of one blob. */
const GAS_PER_BLOB = 131_072n;

/** `traces` is null where the node offers none: then internal transfers are unknown, and the block lacks them. */
export function decodeBlock(
  chain: Chain,
  profile: EvmProfile,
  verified: VerifiedBlock,
  traces: readonly TransactionTrace[] | null,
): DecodedBlock {
  const { header, transactions, receipts, withdrawals } = verified;
  const unread: UnreadLog[] = [];
  const place = (index: number): Pick<AccountTransaction, 'type' | 'chain' | 'place' | 'time'> => ({
    type: 'account',
    chain: chain.id,
    place: { height: header.height, index },
    time: header.time,
  });
  const decoded: AccountTransaction[] = transactions.map((tx, i) => {
    const events = new Events();
    const gasUsed = receipts[i]!.cumulativeGas - (receipts[i - 1]?.cumulativeGas ?? 0n);
    const price = tx.price === null ? 0n : priceOf(profile, tx.price, header);
    const native = nativeAsset(chain).id;
    events.add('transfer', native, null, tx.from, tx.mint);
    events.add('fee', native, tx.from, null, feeOf(tx, receipts[i]!, header, gasUsed, price));
    const trace = traces?.[i];
    for (const move of trace?.before ?? []) events.add('transfer', native, move.from, move.to, move.wei);
    if (succeeded(tx, receipts[i]!, trace))
      events.add('transfer', native, tx.from, receiverOf(tx, receipts[i]!.depositNonce), tx.value);
    for (const move of trace?.moves ?? []) events.add('transfer', native, move.from, move.to, move.wei);
    const said: Said[] = [];
    for (const [index, log] of receipts[i]!.logs.entries()) {
      const asset = tokenAsset(chain, log.address, '', 0).id;
      const transfer = readTokenLog(profile, log);
      if (transfer === 'unread') unread.push({ code: 'E_LOG_SHAPE', asset, txid: tx.hash as TxId });
      else if (transfer !== null) events.add('transfer', asset, transfer.from, transfer.to, transfer.amount);
      else said.push({ index, contract: log.address, topics: log.topics, data: toHex(log.data) });
    }
    // The miner's pay is new value to the flow: the fee's own taint ends as fee. Rewards before the merge are not told.
    if (profile.tipToMiner)
      events.add('transfer', native, null, header.miner, gasUsed * (price - (header.baseFee ?? 0n)));
    return { ...place(i), txid: tx.hash as TxId, events: events.list, ...meantBy(tx, said) };
  });
  if (withdrawals.length > 0) {
    const events = new Events();
    for (const { address, wei } of withdrawals)
      events.add('transfer', nativeAsset(chain).id, null, address, wei);
    // EIP-4895: credited after the transactions, by no transaction; the name is ours.
    decoded.push({
      ...place(transactions.length),
      txid: `withdrawals:${header.hash}` as TxId,
      events: events.list,
    });
  }
  const { height, hash, parent, time } = header;
  if (verified.crossing)
    unread.push({ code: 'E_TX_TYPE', asset: nativeAsset(chain).id, txid: `block ${height}` as TxId });
  const block = { chain: chain.id, height, hash, parent, time, transactions: decoded };
  return {
    block,
    unread,
    claims: transactions.map(({ hash: name, from, signature }) => ({ hash: name, from, signature })),
  };
}

/** keccak256 of Unwrap(uint256,uint256): bitcoin behind BTC.b are paid to the key that signed this. */
const UNWRAP = '0x37a06799a3500428a773d00284aa706101f5ad94dae9ec37e1c3773aa54c3304';

/** What patterns read beside the transfers: the other logs, what was called, and whose key it was where that counts. */
function meantBy(
  { to, input, signature }: EvmTransaction,
  said: readonly Said[],
): Pick<AccountTransaction, 'said' | 'called' | 'signedBy'> {
  const counts = said.some(({ topics }) => topics[0] === UNWRAP);
  const key = counts && signature !== null ? recoverKey(signature) : null;
  return {
    ...(said.length === 0 ? {} : { said }),
    ...(to === null || (input === null && said.length === 0)
      ? {}
      : { called: { to, ...(input === null ? {} : { input }) } }),
    ...(key === null ? {} : { signedBy: key }),
  };
}

class Events {
  readonly list: TransferEvent[] = [];

  /** What moves nothing is no event. */
  add(
    type: TransferEvent['type'],
    asset: AssetId,
    from: string | null,
    to: string | null,
    amount: bigint,
  ): void {
    if (amount > 0n) this.list.push({ index: this.list.length, type, asset, from, to, amount });
  }
}

function succeeded(tx: EvmTransaction, receipt: Receipt, trace: TransactionTrace | undefined): boolean {
  if (receipt.succeeded !== null) return receipt.succeeded;
  if (trace !== undefined) return !trace.failed;
  throw new AshiatoError('E_TX_STATUS', 'receipts before Byzantium do not say whether a transaction failed', {
    where: tx.hash,
    next: 'Use a node that offers trace_block or debug_traceBlockByNumber.',
  });
}

/** Arbitrum takes the base fee from everyone, whatever was offered, unless its version collects tips. */
function priceOf(profile: EvmProfile, price: GasPrice, { baseFee, mixHash }: Header): bigint {
  if (profile.stack === 'arbitrum' && !collectsTips(mixHash)) return baseFee ?? 0n;
  return effectivePrice(price, baseFee);
}

/** Gas, blob gas (EIP-4844) and what a rollup adds for the chain below. */
function feeOf(tx: EvmTransaction, receipt: Receipt, header: Header, gasUsed: bigint, price: bigint): bigint {
  if (tx.price === null) return 0n;
  let fee = gasUsed * price + receipt.l1Fee + operatorFee(receipt, header, gasUsed);
  if (tx.maxFeePerBlobGas !== null) {
    const { blobGasPrice } = receipt;
    if (blobGasPrice === null || blobGasPrice > tx.maxFeePerBlobGas) {
      throw malformed(
        `the price of blob gas, ${blobGasPrice}, is missing or above the sender’s limit`,
        tx.hash,
      );
    }
    fee += BigInt(tx.blobs) * GAS_PER_BLOB * blobGasPrice;
  }
  return fee;
}

/**
 * https://specs.optimism.io/protocol/jovian/exec-engine.html#operator-fee: since Jovian, which a header shows by the
 * version of its extra data, the scalar counts a hundred times; under Isthmus it counts millionths.
 */
function operatorFee(receipt: Receipt, { extraData }: Header, gasUsed: bigint): bigint {
  const scaled = gasUsed * receipt.operatorFeeScalar;
  const jovian = extraData.length === 17 && extraData[0] === 1;
  return (jovian ? scaled * 100n : scaled / 1_000_000n) + receipt.operatorFeeConstant;
}
