/** A small world in which only valid transactions happen: who owns which coins, and what each balance is. */
import { type Asset, type AssetId, nativeAsset, tokenAsset } from '../../src/core/model/asset.ts';
import type { Recording } from '../../src/core/model/case.ts';
import { type Chain, type ChainId, getChain } from '../../src/core/model/chain.ts';
import type { TxId } from '../../src/core/model/location.ts';
import type { Meaning, NotedMeaning, Stop } from '../../src/core/model/reading.ts';
import type {
  Block,
  Transaction,
  TransferEvent,
  UtxoOutput,
  UtxoTransaction,
} from '../../src/core/model/transaction.ts';

export const BITCOIN = getChain('bip122:0f9188f13cb7b2c71f2a335e3a4fc328');
export const ACCOUNT_CHAINS: readonly Chain[] = ['eip155:31337', 'eip155:31338', 'tron:lab'].map(getChain);
const CHAINS = [BITCOIN, ...ACCOUNT_CHAINS];

/** On each account chain: its coin, a token, the wrapped coin, and a worthless look-alike. */
export const assetsOf = (chain: Chain): readonly [Asset, Asset, Asset, Asset] => [
  nativeAsset(chain),
  tokenAsset(chain, 'token', 'TKN', 6),
  tokenAsset(chain, 'wrapped', 'WRP', 18),
  tokenAsset(chain, 'junk', 'TKN', 6),
];

export const STOP_OWNER = 'exchange';
export const PEOPLE = ['ann', 'bob', 'cho', 'dai', STOP_OWNER] as const;
export const EVIDENCE = { author: 'test', source: 'test' } as const;
export const STOPS: readonly Stop[] = CHAINS.map((chain) => ({
  chain: chain.id,
  address: STOP_OWNER,
  end: { kind: 'service', label: 'Exchange' },
  confidence: 1,
  evidence: EVIDENCE,
}));

export type Coin = {
  readonly txid: TxId;
  readonly vout: number;
  readonly value: bigint;
  readonly owner: string | null;
};
export type Edge = { readonly edge: string; readonly chain: ChainId; readonly asset: AssetId; left: bigint };
export type Loan = { readonly chain: ChainId; readonly account: string; supplied: bigint; lent: bigint };

type OpenBlock = {
  readonly chain: ChainId;
  readonly time: number;
  readonly height: number;
  readonly transactions: Transaction[];
};

export class World {
  readonly coins: Coin[] = [];
  readonly balances = new Map<string, bigint>();
  readonly edges: Edge[] = [];
  readonly loans: Loan[] = [];
  private readonly blocks = new Map<ChainId, Block[]>(CHAINS.map((chain) => [chain.id, []]));
  private readonly meanings: NotedMeaning[] = [];
  private open: OpenBlock | null = null;
  private serial = 0;
  private clock = 1_000;

  balance(address: string, asset: AssetId): bigint {
    return this.balances.get(`${address}|${asset}`) ?? 0n;
  }

  /** Opens a block unless the newest one is of this chain and may go on; blocks of several chains may share a time. */
  private blockOf(chain: ChainId, fresh: boolean): OpenBlock {
    if (this.open?.chain === chain && !fresh) return this.open;
    const sameTime = this.open !== null && this.open.chain < chain && this.serial % 3 === 0;
    this.close();
    if (!sameTime) this.clock += 600;
    this.open = { chain, time: this.clock, height: this.blocks.get(chain)!.length, transactions: [] };
    return this.open;
  }

  /** The coinbase comes last in its block. It claims the fees, but for one unit now and then. */
  private close(): void {
    const block = this.open;
    if (block === null) return;
    if (block.chain === BITCOIN.id && block.height > 0) this.mine(block);
    const chain = this.blocks.get(block.chain)!;
    const hash = (height: number): string => `${block.chain}#${height}`;
    chain.push({ ...block, hash: hash(block.height), parent: hash(block.height - 1) });
    this.open = null;
  }

  /** The first block: new coins for everybody. */
  found(each: bigint, meanings: readonly Meaning[]): void {
    const block = this.blockOf(BITCOIN.id, true);
    const outputs = PEOPLE.map((owner) => ({ value: each, owner }));
    const subsidy = each * BigInt(PEOPLE.length);
    this.place(block, { type: 'utxo', inputs: [], outputs, coinbase: { subsidy, fees: [] } }, meanings);
  }

  private mine(block: OpenBlock): void {
    const fees = (block.transactions as UtxoTransaction[]).map((tx) => ({
      txid: tx.txid,
      amount:
        tx.inputs.reduce((sum, i) => sum + i.value!, 0n) - tx.outputs.reduce((sum, o) => sum + o.value, 0n),
    }));
    const subsidy = 12n;
    const claimed = subsidy + fees.reduce((sum, fee) => sum + fee.amount, 0n) - BigInt(this.serial % 2);
    const outputs = [{ value: claimed, owner: 'miner' }];
    this.place(block, { type: 'utxo', inputs: [], outputs, coinbase: { subsidy, fees } }, []);
  }

  private place(block: OpenBlock, body: TransactionBody, meanings: readonly Meaning[]): Transaction {
    this.serial += 1;
    const txid = this.serial.toString(16).padStart(64, '0') as TxId;
    const place = { height: block.height, index: block.transactions.length };
    const tx = { ...body, chain: block.chain, txid, place, time: block.time } as Transaction;
    block.transactions.push(tx);
    for (const meaning of meanings)
      this.meanings.push({ chain: block.chain, txid, meaning, evidence: EVIDENCE });
    if (tx.type === 'utxo') {
      tx.outputs.forEach((output, vout) => {
        this.coins.push({ txid, vout, ...output });
      });
    }
    return tx;
  }

  spend(
    coins: readonly Coin[],
    outputs: readonly UtxoOutput[],
    meanings: readonly Meaning[],
    fresh: boolean,
  ): void {
    for (const coin of coins) this.coins.splice(this.coins.indexOf(coin), 1);
    const inputs = coins.map(({ txid, vout, value }) => ({ txid, vout, value }));
    this.place(this.blockOf(BITCOIN.id, fresh), { type: 'utxo', inputs, outputs }, meanings);
  }

  transact(
    chain: ChainId,
    events: readonly TransferEvent[],
    meanings: readonly Meaning[],
    fresh: boolean,
  ): void {
    this.place(this.blockOf(chain, fresh), { type: 'account', events }, meanings);
    for (const { from, to, asset, amount } of events) {
      if (from !== null) this.balances.set(`${from}|${asset}`, this.balance(from, asset) - amount);
      if (to !== null) this.balances.set(`${to}|${asset}`, this.balance(to, asset) + amount);
    }
  }

  recording(): Recording {
    this.close();
    const text = { en: 'random', ja: 'random', ko: 'random' };
    return {
      id: 'random',
      incident: null,
      title: text,
      summary: text,
      laboratory: true,
      assets: [nativeAsset(BITCOIN), ...ACCOUNT_CHAINS.flatMap((chain) => assetsOf(chain))],
      chains: this.blocks,
      readings: {
        meanings: this.meanings,
        stops: STOPS,
        freezes: [],
        rejected: ACCOUNT_CHAINS.map((chain) => assetsOf(chain)[3].id),
      },
      coverage: { type: 'all' },
      openings: { type: 'genesis' },
      gaps: [],
      provenance: [],
      digests: {},
      names: new Map(),
    };
  }
}

type TransactionBody =
  | Pick<UtxoTransaction, 'type' | 'inputs' | 'outputs' | 'coinbase'>
  | { readonly type: 'account'; readonly events: readonly TransferEvent[] };
