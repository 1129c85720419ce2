/**
 * Internal transfers: native coins that contracts move inside a transaction. No root commits to them; they are
 * what a node says that ran the transaction again, as `debug_traceBlockByNumber` (geth's callTracer: frames in
 * frames) or as `trace_block` (a flat list with addresses in the tree). Checked against what is committed: one
 * trace for each transaction, whose outermost call is the transaction itself and failed where it failed.
 *
 * What was rolled back did not happen: a frame with an error is dropped with everything below it.
 */
import { AshiatoError } from '../../model/errors.ts';
import { TICKETS } from './arbitrum.ts';
import { parseCount, parseData, parseQuantity } from './bytes.ts';
import type { EvmTransaction } from './envelope.ts';
import { asList, asObject, isAbsent, type Raw } from './raw.ts';
import { createdAddress } from './transaction.ts';
import { DEPOSIT_TYPE, STATE_SYNC_TYPE } from './unsigned.ts';
import type { VerifiedBlock } from './verify.ts';

/** Null at `to`: destroyed. Null at `from`: made. */
export type Move = { readonly from: string | null; readonly to: string | null; readonly wei: bigint };
export type TransactionTrace = {
  readonly failed: boolean;
  /** Moved before the transaction's own value: Arbitrum's escrow. */
  readonly before: readonly Move[];
  readonly moves: readonly Move[];
};
export type TraceDialect = 'callTracer' | 'trace_block';

type Frame = {
  readonly kind: 'call' | 'create' | 'selfdestruct' | 'other';
  readonly from: string;
  readonly to: string | null;
  readonly wei: bigint;
  readonly failed: boolean;
  readonly calls: readonly Frame[];
  /** Arbitrum, on an outermost call: what the chain moves before and after it; null where the node does not say. */
  readonly around: { readonly before: readonly Move[]; readonly after: readonly Move[] } | null;
};

export function readTraces(
  dialect: TraceDialect,
  answer: unknown,
  block: VerifiedBlock,
  where: string,
): TransactionTrace[] {
  const roots = withBridge(
    dialect === 'callTracer' ? readCallTracer(answer, block, where) : readTraceBlock(answer, where),
    block,
  );
  if (roots.length !== block.transactions.length) {
    throw refuse(`${roots.length} traces stand for ${block.transactions.length} transactions`, where);
  }
  return roots.map((root, i) => {
    const at = `${where}[${i}]`;
    const { type } = block.transactions[i]!;
    if (type !== STATE_SYNC_TYPE) expectOutermost(root, block, i, at);
    const moves = root.failed ? [] : movesBelow(root, block.header.cancun);
    if (!TICKETS.includes(type)) return { failed: root.failed, before: [], moves };
    if (root.around === null) {
      throw new AshiatoError('E_TX_TYPE', 'the node does not say what a retryable ticket moves', {
        where: at,
        next: 'Use a Nitro node that offers debug_traceBlockByNumber.',
      });
    }
    return { failed: root.failed, before: root.around.before, moves: [...moves, ...root.around.after] };
  });
}

/** Polygon nodes trace the bridge's transaction or not, whether it stands in the block or beside it. */
function withBridge(roots: readonly Frame[], { transactions, bridged }: VerifiedBlock): readonly Frame[] {
  if (bridged && roots.length === transactions.length + 1) return roots.slice(0, -1);
  if (transactions.at(-1)?.type !== STATE_SYNC_TYPE || roots.length !== transactions.length - 1) return roots;
  const nothing: Frame = {
    kind: 'other',
    from: '',
    to: null,
    wei: 0n,
    failed: false,
    calls: [],
    around: null,
  };
  return [...roots, nothing];
}

function expectOutermost(root: Frame, block: VerifiedBlock, index: number, where: string): void {
  const tx = block.transactions[index]!;
  const { succeeded, depositNonce } = block.receipts[index]!;
  const to = receiverOf(tx, depositNonce);
  // A failed creation has no address to name.
  const fits =
    root.from === tx.from &&
    root.wei === tx.value &&
    (root.to === to || (tx.to === null && root.to === null));
  if (!fits) throw refuse('the outermost call is not the transaction', where);
  if (succeeded !== null && root.failed === succeeded)
    throw refuse('the trace and the receipt disagree about failure', where);
}

/** Whom a transaction pays: the address it names, or the contract it creates. */
export function receiverOf(tx: EvmTransaction, depositNonce: bigint | null): string {
  return tx.to ?? createdAddress(tx.from, tx.type === DEPOSIT_TYPE ? (depositNonce ?? 0n) : tx.nonce);
}

function movesBelow(frame: Frame, cancun: boolean): Move[] {
  return frame.calls.flatMap((call) => {
    if (call.failed) return [];
    const below = movesBelow(call, cancun);
    if (call.kind === 'other' || call.wei === 0n) return below;
    if (call.kind === 'selfdestruct' && call.to === call.from) {
      // In favour of itself: destroyed until Cancun; since EIP-6780 nothing moves.
      return cancun ? below : [{ from: call.from, to: null, wei: call.wei }, ...below];
    }
    return [{ from: call.from, to: call.to, wei: call.wei }, ...below];
  });
}

/** CALLCODE and DELEGATECALL run foreign code on the caller's own balance, STATICCALL moves nothing. */
const KINDS: Readonly<Record<string, Frame['kind']>> = {
  CALL: 'call',
  CREATE: 'create',
  CREATE2: 'create',
  SELFDESTRUCT: 'selfdestruct',
  SUICIDE: 'selfdestruct',
  CALLCODE: 'other',
  DELEGATECALL: 'other',
  STATICCALL: 'other',
};

function readCallTracer(answer: unknown, block: VerifiedBlock, where: string): Frame[] {
  return asList(answer, where).map((item, i) => {
    const at = `${where}[${i}]`;
    const { result, txHash } = asObject(item, at);
    if (!isAbsent(txHash) && parseData(txHash, `${at}.txHash`, 32) !== block.transactions[i]?.hash) {
      throw refuse('the trace is another transaction’s', at);
    }
    return readFrame(asObject(result, `${at}.result`), at);
  });
}

function readFrame(raw: Raw, where: string): Frame {
  const kind = kindOf(raw.type, where);
  return {
    kind,
    from: parseData(raw.from, `${where}.from`, 20),
    to: isAbsent(raw.to) ? null : parseData(raw.to, `${where}.to`, 20),
    wei: isAbsent(raw.value) ? 0n : parseQuantity(raw.value, `${where}.value`),
    failed: !isAbsent(raw.error),
    calls: asList(raw.calls ?? [], `${where}.calls`).map((call, i) =>
      readFrame(asObject(call, where), `${where}.calls[${i}]`),
    ),
    around: isAbsent(raw.beforeEVMTransfers)
      ? null
      : {
          before: readAround(raw.beforeEVMTransfers, `${where}.beforeEVMTransfers`),
          after: readAround(raw.afterEVMTransfers ?? [], `${where}.afterEVMTransfers`),
        },
  };
}

/** Nitro (eth/tracers/native/call.go): escrow, fees and refunds, each with its two ends. */
const readAround = (value: unknown, where: string): Move[] =>
  asList(value, where).flatMap((item) => {
    const raw = asObject(item, where);
    const end = (name: string): string | null =>
      isAbsent(raw[name]) ? null : parseData(raw[name], where, 20);
    const [from, to, wei] = [end('from'), end('to'), parseQuantity(raw.value, where)];
    return wei === 0n || (from === null && to === null) ? [] : [{ from, to, wei }];
  });

/** Frames come parents first; `traceAddress` is the way down from the outermost call. */
function readTraceBlock(answer: unknown, where: string): Frame[] {
  type Open = Omit<Frame, 'calls'> & { readonly calls: Open[] };
  const roots: Open[] = [];
  asList(answer, where).forEach((item, i) => {
    const at = `${where}[${i}]`;
    const raw = asObject(item, at);
    if (raw.type === 'reward') return;
    const frame: Open = { ...readFlat(raw, at), calls: [], around: null };
    const position = parseIndex(raw.transactionPosition, at);
    const path = asList(raw.traceAddress, `${at}.traceAddress`).map((step) => parseIndex(step, at));
    const siblings =
      path.length === 0
        ? roots
        : path.slice(0, -1).reduce<Open | undefined>((open, step) => open?.calls[step], roots[position])
            ?.calls;
    const place = path.at(-1) ?? position;
    if (siblings === undefined || siblings.length !== place)
      throw refuse('a call stands outside the tree of calls', at);
    siblings.push(frame);
  });
  return roots;
}

function readFlat(raw: Raw, where: string): Omit<Frame, 'calls' | 'around'> {
  const action = asObject(raw.action, `${where}.action`);
  const data = (source: Raw, name: string): string => parseData(source[name], `${where}.${name}`, 20);
  const failed = !isAbsent(raw.error);
  if (raw.type === 'suicide' || raw.type === 'selfdestruct') {
    return {
      kind: 'selfdestruct',
      from: data(action, 'address'),
      to: data(action, 'refundAddress'),
      wei: parseQuantity(action.balance, where),
      failed,
    };
  }
  const kind = raw.type === 'create' ? 'create' : kindOf(action.callType, where);
  const result = isAbsent(raw.result) ? {} : asObject(raw.result, where);
  const created = isAbsent(result.address) ? null : data(result, 'address');
  const to = kind === 'create' ? created : data(action, 'to');
  return {
    kind,
    from: data(action, 'from'),
    to,
    wei: parseQuantity(action.value, `${where}.value`),
    failed,
  };
}

function kindOf(name: unknown, where: string): Frame['kind'] {
  const kind = typeof name === 'string' ? KINDS[name.toUpperCase()] : undefined;
  // A kind that we do not know might move value.
  if (kind === undefined) throw refuse(`a call of kind ${JSON.stringify(name)} is not known`, where);
  return kind;
}

/** Parity's dialect writes positions as JSON numbers. */
function parseIndex(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  return parseCount(value, where);
}

const refuse = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_TRACES', what, {
    where,
    next: 'The node’s traces do not fit the verified block; use another node.',
  });
