/** Transactions that a chain makes by itself, outside Ethereum's types: the OP stack's deposits and Polygon's bridge. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { AshiatoError } from '../../model/errors.ts';
import { EMPTY_BYTES, minimalBytes, parseBytes, parseQuantity, toHex } from './bytes.ts';
import { common, type EvmTransaction, unsigned } from './envelope.ts';
import { isAbsent, type Raw } from './raw.ts';

/** https://specs.optimism.io/protocol/deposits.html */
export const DEPOSIT_TYPE = 0x7e;

/** PIP-74: https://github.com/maticnetwork/Polygon-Improvement-Proposals */
export const STATE_SYNC_TYPE = 0x7f;

/** https://specs.optimism.io/protocol/deposits.html#the-deposited-transaction-type: unsigned, the sender stands in it. */
export function readDeposit(raw: Raw, where: string): EvmTransaction {
  const mint = isAbsent(raw.mint) ? 0n : parseQuantity(raw.mint, `${where}.mint`);
  const fields = [
    parseBytes(raw.sourceHash, `${where}.sourceHash`, 32),
    parseBytes(raw.from, `${where}.from`, 20),
    isAbsent(raw.to) ? EMPTY_BYTES : parseBytes(raw.to, `${where}.to`, 20),
    minimalBytes(mint),
    minimalBytes(parseQuantity(raw.value, `${where}.value`)),
    minimalBytes(parseQuantity(raw.gas, `${where}.gas`)),
    raw.isSystemTx === true ? Uint8Array.of(1) : EMPTY_BYTES,
    parseBytes(raw.input, `${where}.input`),
  ];
  return { ...unsigned(common(raw, DEPOSIT_TYPE, where), fields), mint };
}

/**
 * Polygon's bridge (bor, core/types/tx_state_sync.go): nodes do not write what it carries into its JSON, so it is
 * taken as the bytes of `eth_getRawTransactionByHash`, which `raw` holds. It pays no gas and moves nothing itself.
 */
export function readStateSync(raw: Raw, where: string): EvmTransaction {
  const encoded = parseBytes(raw.raw, `${where}.raw`);
  if (encoded[0] !== STATE_SYNC_TYPE)
    throw new AshiatoError('E_TX_TYPE', 'the raw bytes are no state-sync transaction', { where });
  return {
    ...common({ ...raw, from: ZERO, to: ZERO, value: '0x0', nonce: '0x0' }, STATE_SYNC_TYPE, where),
    signature: null,
    price: null,
    mint: 0n,
    encoded,
    hash: toHex(keccak_256(encoded)),
  };
}

const ZERO = `0x${'00'.repeat(20)}`;
