/**
 * One Esplora server: its HTTP API as typed questions. What it answers is still only what it says.
 *
 * The API is that of Blockstream's electrs (esplora/API.md); mempool.space serves the same with additions, of which
 * one is used where it is found by asking: `/txs/outspends?txids=`, the spenders of up to fifty transactions.
 */
import type { Network } from '../../../core/chains/bitcoin/network.ts';
import { AshiatoError } from '../../../core/model/errors.ts';
import { asCount, asFlag, asHash, asList, asObject, type Fields, malformed } from '../wire/answers.ts';
import { type Endpoint, get, type Limits, text, WaitError } from '../wire/http.ts';
import { parseStrictJson } from '../wire/json.ts';
import { newPacer, type Pace } from '../wire/pace.ts';
import { type Patience, patiently } from '../wire/patience.ts';

export type BaseOptions = Limits & Patience & { readonly pace: Pace };

/** Who is said to spend an output: nobody, or a transaction in a block or (height null) in none yet. */
export type Claim = {
  readonly txid: string;
  readonly height: number | null;
  readonly hash: string | null;
} | null;

export type Proof = {
  readonly height: number;
  readonly index: number;
  readonly siblings: readonly string[];
};

/** The bytes of the whole block are the server's word, by which nothing is decided but how to ask. */
export type ListedHeader = { readonly bytes: Uint8Array; readonly blockBytes: number | null };
export type Listed = { readonly txid: string; readonly height: number; readonly time: number };
export type Prevout = { readonly txid: string; readonly vout: number; readonly value: bigint };

export type Base = {
  readonly label: string;
  /** Whether spenders of many transactions can be asked for at once. */
  readonly batches: boolean;
  tipHeight(): Promise<number>;
  /** Null: the server has no such height (yet). */
  hashAt(height: number): Promise<string | null>;
  header(hash: string): Promise<Uint8Array>;
  /** Headers of a height and some below it, newest first, as the server tells them. */
  headersDownFrom(height: number): Promise<readonly ListedHeader[]>;
  block(hash: string): Promise<Uint8Array>;
  /** Null: not known to this server. */
  transaction(txid: string): Promise<Uint8Array | null>;
  /** Null: in no block, as far as this server knows. */
  proof(txid: string): Promise<Proof | null>;
  prevouts(txid: string): Promise<readonly Prevout[]>;
  /** Of each transaction the claims about its outputs, in order; null: the transaction is not known here. */
  outspends(txids: readonly string[]): Promise<readonly (readonly Claim[] | null)[]>;
  /** The fees of a block's transactions from an index on, coinbase included, at most a page. */
  fees(hash: string, from: number): Promise<readonly { readonly txid: string; readonly fee: bigint }[]>;
  /** A page of an address's confirmed transactions, newest first. */
  history(address: string, after: string | null): Promise<readonly Listed[]>;
  stats(address: string): Promise<{ readonly count: number; readonly funded: bigint }>;
};

/** Of one question, as mempool/electrs allows (`Too many txids requested`). */
export const MOST_TXIDS = 50;
const RAW_HEADER = /^[0-9a-f]{160}$/;

/** Refuses a server of another network; finds out what it offers. */
export async function openBase(endpoint: Endpoint, network: Network, options: BaseOptions): Promise<Base> {
  const { label } = endpoint;
  const clock = { now: () => performance.now(), sleep: options.sleep };
  const pacer = newPacer(options.pace, clock);

  const once = async (path: string): Promise<Uint8Array | null> => {
    try {
      return await get(endpoint, path, options);
    } catch (error) {
      if (error instanceof WaitError) pacer.holdOff(error.waitMs);
      throw error;
    }
  };
  /** Nothing found is an answer; what fails on the way is asked again. The reading is part of the try: an answer cut short reads badly. */
  const ask = <T>(path: string, read: (bytes: Uint8Array, where: string) => T): Promise<T | null> =>
    patiently(
      () =>
        pacer.run(async () => {
          const bytes = await once(path);
          return bytes === null ? null : read(bytes, `${label} ${path.split('?')[0]}`);
        }),
      options,
    );
  const must = async <T>(path: string, read: (bytes: Uint8Array, where: string) => T): Promise<T> => {
    const answer = await ask(path, read);
    if (answer !== null) return answer;
    throw new AshiatoError('E_RPC_NULL', 'the server does not have what was asked for', {
      where: `${label} ${path.split('?')[0]}`,
      next: 'The server is behind, or follows another fork; use another.',
    });
  };
  const json =
    <T>(read: (value: unknown, where: string) => T) =>
    (bytes: Uint8Array, where: string): T =>
      read(parseStrictJson(text(bytes), where), where);

  const claims = (value: unknown, where: string): Claim[] =>
    asList(value, where).map((one) => claim(one, where));
  const batched = (txids: readonly string[]): Promise<(readonly Claim[] | null)[] | null> =>
    ask(
      `/txs/outspends?txids=${txids.join(',')}`,
      json((value, where) => {
        const each = asList(value, where);
        if (each.length !== txids.length)
          throw malformed(`${each.length} answers came for ${txids.length} transactions`, where);
        // An empty list stands for a transaction that is not known: there is none without outputs.
        return each.map((one) => (asList(one, where).length === 0 ? null : claims(one, where)));
      }),
    );

  const genesis = await must('/block-height/0', plainHash);
  if (genesis !== network.genesis) {
    throw new AshiatoError(
      'E_WRONG_CHAIN',
      `the server's first block is ${genesis}, not that of ${network.name}`,
      {
        where: label,
        next: `Give the address of a server of ${network.name}.`,
      },
    );
  }
  const batches = await offersBatches(() => batched([GENESIS_COINBASE]));

  return {
    label,
    batches,
    tipHeight: () => must('/blocks/tip/height', plainCount),
    hashAt: (height) => ask(`/block-height/${height}`, plainHash),
    header: (hash) =>
      must(`/block/${hash}/header`, (bytes, where) => {
        const shown = plain(bytes, RAW_HEADER, 'a header of 160 hexadecimal digits', where);
        return Buffer.from(shown, 'hex');
      }),
    headersDownFrom: (height) =>
      must(
        `/blocks/${height}`,
        json((value, where) =>
          asList(value, where).map((one) => {
            const block = asObject(one, where);
            const { size } = block;
            const told = typeof size === 'number' && Number.isSafeInteger(size) && size > 0;
            return { bytes: headerBytes(block, where), blockBytes: told ? size : null };
          }),
        ),
      ),
    block: (hash) => must(`/block/${hash}/raw`, (bytes) => bytes),
    transaction: (txid) => ask(`/tx/${txid}/raw`, (bytes) => bytes),
    proof: (txid) =>
      ask(
        `/tx/${txid}/merkle-proof`,
        json((value, where) => {
          const { block_height, pos, merkle } = asObject(value, where);
          const siblings = asList(merkle, where).map((one) => asHash(one, where));
          return { height: asCount(block_height, where), index: asCount(pos, where), siblings };
        }),
      ),
    prevouts: (txid) =>
      must(
        `/tx/${txid}`,
        json((value, where) =>
          asList(asObject(value, where).vin, where).map((one) => {
            const { txid: spent, vout, prevout } = asObject(one, where);
            const { value: worth } = asObject(prevout, where);
            return {
              txid: asHash(spent, where),
              vout: asCount(vout, where),
              value: BigInt(asCount(worth, where)),
            };
          }),
        ),
      ),
    async outspends(txids) {
      if (batches) {
        const answers = await batched(txids);
        if (answers === null) throw malformed('nothing came for several transactions', label);
        return answers;
      }
      return Promise.all(txids.map((txid) => ask(`/tx/${txid}/outspends`, json(claims))));
    },
    fees: (hash, from) =>
      must(
        `/block/${hash}/txs/${from}`,
        json((value, where) =>
          asList(value, where).map((one) => {
            const { txid, fee } = asObject(one, where);
            return { txid: asHash(txid, where), fee: BigInt(asCount(fee, where)) };
          }),
        ),
      ),
    history: (address, after) =>
      must(
        `/address/${address}/txs/chain${after === null ? '' : `/${after}`}`,
        json((value, where) =>
          asList(value, where).map((one) => {
            const { txid, status } = asObject(one, where);
            const { block_height, block_time } = asObject(status, where);
            return {
              txid: asHash(txid, where),
              height: asCount(block_height, where),
              time: asCount(block_time, where),
            };
          }),
        ),
      ),
    stats: (address) =>
      must(
        `/address/${address}`,
        json((value, where) => {
          const { funded_txo_count, funded_txo_sum } = asObject(asObject(value, where).chain_stats, where);
          return { count: asCount(funded_txo_count, where), funded: BigInt(asCount(funded_txo_sum, where)) };
        }),
      ),
  };
}

/** The same first transaction on every Bitcoin network, for asking whether a question is understood. */
const GENESIS_COINBASE = '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b';

async function offersBatches(probe: () => Promise<unknown>): Promise<boolean> {
  try {
    return (await probe()) !== null;
  } catch (error) {
    // A server that cannot be reached is not a server that cannot.
    if (error instanceof AshiatoError && !error.retryable) return false;
    throw error;
  }
}

function claim(value: unknown, where: string): Claim {
  const { spent, txid, status } = asObject(value, where);
  if (!asFlag(spent, where)) return null;
  const { confirmed, block_height, block_hash } = asObject(status, where);
  return asFlag(confirmed, where)
    ? { txid: asHash(txid, where), height: asCount(block_height, where), hash: asHash(block_hash, where) }
    : { txid: asHash(txid, where), height: null, hash: null };
}

/** The 80 bytes of a header out of the fields a server lists; a wrong field gives another hash. */
function headerBytes(block: Fields, where: string): Uint8Array {
  const bytes = Buffer.alloc(80);
  const version = block.version;
  if (typeof version !== 'number' || !Number.isInteger(version))
    throw malformed('a version was expected', where);
  bytes.writeInt32LE(version | 0, 0);
  // The genesis block has no parent, and no field for it.
  const parent = block.previousblockhash;
  if (parent !== undefined && parent !== null) writeHash(bytes, asHash(parent, where), 4);
  writeHash(bytes, asHash(block.merkle_root, where), 36);
  bytes.writeUInt32LE(word(block.timestamp, where), 68);
  bytes.writeUInt32LE(word(block.bits, where), 72);
  bytes.writeUInt32LE(word(block.nonce, where), 76);
  return bytes;
}

const word = (value: unknown, where: string): number => {
  const number = asCount(value, where);
  if (number > 0xffffffff) throw malformed('a number of a header is larger than 32 bits', where);
  return number;
};

const writeHash = (bytes: Buffer, shown: string, at: number): void => {
  bytes.set(Buffer.from(shown, 'hex').reverse(), at);
};

const plainHash = (bytes: Uint8Array, where: string): string =>
  plain(bytes, /^[0-9a-f]{64}$/, 'a hash of 64 hexadecimal digits', where);

const plainCount = (bytes: Uint8Array, where: string): number =>
  Number(plain(bytes, /^\d{1,9}$/, 'a number', where));

function plain(bytes: Uint8Array, form: RegExp, what: string, where: string): string {
  const shown = text(bytes).trim();
  if (form.test(shown)) return shown;
  if (shown.startsWith('<')) {
    throw new AshiatoError('E_NOT_JSON', 'the answer is a web page', {
      where,
      next: 'Check the address: something else answers there.',
    });
  }
  throw malformed(`${what} was expected`, where);
}
