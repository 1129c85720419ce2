/**
 * The transactions that Arbitrum adds (go-ethereum of OffchainLabs, core/types/arb_types.go): what arrives from the
 * chain below and the chain's own bookkeeping. Nobody signed them; their sender is one of their fields.
 */
import { EMPTY_BYTES, minimalBytes, parseBytes, parseQuantity } from './bytes.ts';
import { common, type EvmTransaction, unsigned } from './envelope.ts';
import { isAbsent, type Raw } from './raw.ts';

/** What each type carries, in the order in which it is written; `null` in an address means a creation. */
const FIELDS: Readonly<Record<number, readonly (readonly [name: string, kind: Kind])[]>> = {
  // Coins from below.
  100: [
    ['requestId', 'hash'],
    ['from', 'address'],
    ['to', 'address'],
    ['value', 'quantity'],
  ],
  // A call by an account of the chain below, and by a contract there.
  101: [
    ['from', 'address'],
    ['nonce', 'quantity'],
    ['maxFeePerGas', 'quantity'],
    ['gas', 'quantity'],
    ['to', 'address'],
    ['value', 'quantity'],
    ['input', 'bytes'],
  ],
  102: [
    ['requestId', 'hash'],
    ['from', 'address'],
    ['maxFeePerGas', 'quantity'],
    ['gas', 'quantity'],
    ['to', 'address'],
    ['value', 'quantity'],
    ['input', 'bytes'],
  ],
  // The attempt of a ticket, and the ticket.
  104: [
    ['nonce', 'quantity'],
    ['from', 'address'],
    ['maxFeePerGas', 'quantity'],
    ['gas', 'quantity'],
    ['to', 'address'],
    ['value', 'quantity'],
    ['input', 'bytes'],
    ['ticketId', 'hash'],
    ['refundTo', 'address'],
    ['maxRefund', 'quantity'],
    ['submissionFeeRefund', 'quantity'],
  ],
  105: [
    ['requestId', 'hash'],
    ['from', 'address'],
    ['l1BaseFee', 'quantity'],
    ['depositValue', 'quantity'],
    ['maxFeePerGas', 'quantity'],
    ['gas', 'quantity'],
    ['retryTo', 'address'],
    ['retryValue', 'quantity'],
    ['beneficiary', 'address'],
    ['maxSubmissionFee', 'quantity'],
    ['refundTo', 'address'],
    ['retryData', 'bytes'],
  ],
  // The chain's own bookkeeping, once a block.
  106: [['input', 'bytes']],
};

type Kind = 'hash' | 'address' | 'quantity' | 'bytes';

/** Coins from below are made for their sender, who pays them on. */
const DEPOSIT = 0x64;
/** These pay gas as an ordinary call does. */
const CALLS: readonly number[] = [0x65, 0x66];
/** What these move beside their call (escrow, fees, refunds) no header tells; see `readTraces`. */
export const TICKETS: readonly number[] = [0x68, 0x69];

/** Null where the type is not one of Arbitrum's. */
export function readArbitrum(raw: Raw, type: number, where: string): EvmTransaction | null {
  const fields = FIELDS[type];
  if (fields === undefined) return null;
  const chainId = minimalBytes(parseQuantity(raw.chainId, `${where}.chainId`));
  const tx = unsigned(
    common(raw, type, where),
    [chainId].concat(fields.map(([name, kind]) => fieldOf(raw, name, kind, where))),
  );
  if (type === DEPOSIT) return { ...tx, mint: tx.value };
  return CALLS.includes(type)
    ? { ...tx, price: { type: 'fixed', price: parseQuantity(bidOf(raw), where) } }
    : tx;
}

/** Nodes name the bid of these calls either way. */
const bidOf = (raw: Raw): unknown => (isAbsent(raw.maxFeePerGas) ? raw.gasPrice : raw.maxFeePerGas);

function fieldOf(raw: Raw, name: string, kind: Kind, where: string): Uint8Array {
  const at = `${where}.${name}`;
  const value = name === 'maxFeePerGas' ? bidOf(raw) : raw[name];
  switch (kind) {
    case 'hash':
      return parseBytes(value, at, 32);
    case 'address':
      return isAbsent(value) ? EMPTY_BYTES : parseBytes(value, at, 20);
    case 'quantity':
      return minimalBytes(parseQuantity(value, at));
    case 'bytes':
      return parseBytes(value, at);
  }
}
