/**
 * What a transaction orders, from its signed bytes (java-tron, `protos/core/contract`). Only who pays whom is
 * read. Staking moves nothing between owners: frozen TRX stay their owner's, whoever may use the resource.
 * What moves value in a way that is not read is `untold`, and said so where it is asked about.
 */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { AshiatoError } from '../../model/errors.ts';
import { addressOf, addressOfTwenty, INT64_MAX } from './bytes.ts';
import { type Message, readMessage } from './protobuf.ts';

/** A TRC-10 token by its number as text, or by its name as it was before numbers came (see `trc10Asset`). */
export type TokenAmount = { readonly token: Uint8Array; readonly amount: bigint };

export type Contract =
  /** Null at `owner`: the first block, where coins are made. */
  | { readonly type: 'transfer'; readonly owner: string | null; readonly to: string; readonly sun: bigint }
  | {
      readonly type: 'token-transfer';
      readonly owner: string;
      readonly to: string;
      readonly paid: TokenAmount;
    }
  /** A call or the making of a contract: runs in the virtual machine and may fail. */
  | {
      readonly type: 'call';
      readonly owner: string;
      readonly to: string;
      readonly sun: bigint;
      readonly paid: TokenAmount | null;
      /** What the contract was told; nothing where one was made. */
      readonly input: Uint8Array;
    }
  /** A new TRC-10 token; its number is in the transaction's info. */
  | { readonly type: 'issue'; readonly owner: string; readonly amount: bigint }
  /** TRX for tokens at the issuer's price; how many tokens is not in the transaction. */
  | { readonly type: 'participate'; readonly owner: string; readonly to: string; readonly sun: bigint }
  /** Rewards of voting and of producing blocks, newly made; the amount is in the transaction's info. */
  | { readonly type: 'reward'; readonly owner: string }
  | { readonly type: 'still'; readonly owner: string }
  | { readonly type: 'untold'; readonly owner: string | null; readonly name: string };

/** Contract types that move nothing but the fee, staking among them. */
const STILL: ReadonlySet<number> = new Set([
  0, 3, 4, 5, 8, 10, 11, 12, 15, 16, 17, 18, 19, 33, 45, 46, 48, 49, 54, 55, 56, 57, 58, 59,
]);
const UNTOLD: Readonly<Record<number, string>> = {
  14: 'UnfreezeAssetContract',
  41: 'ExchangeCreateContract',
  42: 'ExchangeInjectContract',
  43: 'ExchangeWithdrawContract',
  44: 'ExchangeTransactionContract',
  51: 'ShieldedTransferContract',
  52: 'MarketSellAssetContract',
  53: 'MarketCancelOrderContract',
};

/** `signed` is `Transaction.raw`; `digest` its SHA-256, from which a new contract has its address. */
export function readContract(signed: Message, digest: Uint8Array, where: string): Contract {
  const contracts = signed.all(11);
  if (contracts.length !== 1) throw notKnown(`${contracts.length} contracts stand where one belongs`, where);
  const contract = readMessage(contracts[0]!, where);
  const type = Number(contract.int64(1));
  const parameter = readMessage(contract.message(2).bytes(2), where);
  const address = (number: number): string => required(parameter.bytes(number), where);
  switch (type) {
    case 1:
      return {
        type: 'transfer',
        owner: addressOf(parameter.bytes(1)),
        to: address(2),
        sun: parameter.int64(3),
      };
    case 2:
      return {
        type: 'token-transfer',
        owner: address(2),
        to: address(3),
        paid: { token: parameter.bytes(1), amount: parameter.int64(4) },
      };
    case 6:
      return { type: 'issue', owner: address(1), amount: issuedAtOnce(parameter, where) };
    case 9:
      return { type: 'participate', owner: address(1), to: address(2), sun: parameter.int64(4) };
    case 13:
      return { type: 'reward', owner: address(1) };
    case 30: {
      const owner = parameter.bytes(1);
      return {
        type: 'call',
        owner: address(1),
        to: createdAddress(digest, owner),
        sun: parameter.message(2).int64(5),
        paid: tokenOf(parameter.int64(4), parameter.int64(3)),
        input: new Uint8Array(0),
      };
    }
    case 31:
      return {
        type: 'call',
        owner: address(1),
        to: address(2),
        sun: parameter.int64(3),
        paid: tokenOf(parameter.int64(6), parameter.int64(5)),
        input: parameter.bytes(4),
      };
    default:
      if (STILL.has(type)) return { type: 'still', owner: address(1) };
      // A shielded transfer may have no public sender; an unknown type may name its owner elsewhere.
      return {
        type: 'untold',
        owner: addressOf(readableBytes(parameter)),
        name: UNTOLD[type] ?? `contract type ${type}`,
      };
  }
}

function readableBytes(parameter: Message): Uint8Array {
  try {
    return parameter.bytes(1);
  } catch {
    return new Uint8Array(0);
  }
}

const tokenOf = (id: bigint, amount: bigint): TokenAmount | null =>
  id === 0n || amount === 0n ? null : { token: utf8ToBytes(String(id)), amount };

/** `AssetIssueActuator`: the issuer has all at once but what is frozen for later. */
function issuedAtOnce(parameter: Message, where: string): bigint {
  const frozen = parameter.all(5).reduce((sum, part) => sum + readMessage(part, where).int64(1), 0n);
  const rest = parameter.int64(4) - frozen;
  if (rest < 0n || rest > INT64_MAX) throw notKnown('more tokens are frozen than issued', where);
  return rest;
}

/** Keccak of id and owner, its last twenty bytes (java-tron, `WalletUtil.generateContractAddress`). */
const createdAddress = (digest: Uint8Array, owner: Uint8Array): string =>
  addressOfTwenty(keccak_256(concatBytes(digest, owner)).subarray(12));

function required(bytes: Uint8Array, where: string): string {
  const address = addressOf(bytes);
  if (address === null) throw notKnown('an address has not the 21 bytes of one', where);
  return address;
}

const notKnown = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_TX_TYPE', what, {
    where,
    next: 'The transaction is of a kind that is not known; nothing of its block is used.',
  });
