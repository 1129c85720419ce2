/** Small hand-made transactions for worked examples: amounts are numbers, places are single words. */
import { applyTransaction, type Step } from '../../src/core/flow/kernel.ts';
import { commit, type State } from '../../src/core/flow/state.ts';
import type { AssetId } from '../../src/core/model/asset.ts';
import { type Location, type LocationId, locationId, type TxId } from '../../src/core/model/location.ts';
import { amountOf, originOf, taintedOf } from '../../src/core/model/lot.ts';
import type { Gap, Movement } from '../../src/core/model/movement.ts';
import { type Meaning, type Stop, stopKey } from '../../src/core/model/reading.ts';
import type { PolicyName, Rules } from '../../src/core/model/rules.ts';
import type { Transaction, TransferEvent, UtxoInput, UtxoOutput } from '../../src/core/model/transaction.ts';
import { rulesOf } from './run.ts';
import { ACCOUNT_CHAINS, BITCOIN, EVIDENCE } from './world.ts';

export const BTC = `${BITCOIN.id}/slip44:0` as AssetId;
const EVM = ACCOUNT_CHAINS[0]!.id;
export const ETH = `${EVM}/slip44:60` as AssetId;
export const USD = `${EVM}/erc20:usd` as AssetId;
export const WRAPPED = `${EVM}/erc20:wrapped` as AssetId;
export const JUNK = `${EVM}/erc20:junk` as AssetId;

export const outpoint = (txid: string, vout = 0): Location => ({
  type: 'outpoint',
  chain: BITCOIN.id,
  txid: txid as TxId,
  vout,
  owner: null,
});
export const account = (address: string, asset: AssetId = ETH): Location => ({
  type: 'account',
  chain: EVM,
  address,
  asset,
});
export const position = (address: string, asset: AssetId = ETH): Location => ({
  type: 'position',
  chain: EVM,
  protocol: 'lend',
  address,
  asset,
});
export const transit = (edge: string, asset: AssetId): Location => ({
  type: 'transit',
  chain: asset.startsWith('bip') ? BITCOIN.id : EVM,
  edge,
  asset,
});

/** `from>to amount asset`; `fee` and `-` stand for nobody. */
export type Line = readonly [from: string, to: string, amount: number, asset?: AssetId];

export class Story {
  readonly state: State = new Map();
  readonly movements: Movement[] = [];
  readonly gaps: Gap[] = [];
  readonly openings = new Map<LocationId, bigint | null>();
  readonly stops = new Map<string, Stop>();
  readonly rejected = new Set<AssetId>([JUNK]);
  private readonly rules: Rules;
  private height = 0;

  constructor(policy: PolicyName, more: Partial<Rules> = {}) {
    this.rules = rulesOf(policy, more);
  }

  /** What a place held before the story; null: not known. */
  opening(place: Location, amount: number | null): this {
    this.openings.set(locationId(place), amount === null ? null : BigInt(amount));
    return this;
  }

  stop(address: string, asset?: AssetId): this {
    for (const chain of [EVM, BITCOIN.id]) {
      const stop: Stop = {
        chain,
        address,
        end: { kind: 'service', label: address },
        confidence: 1,
        evidence: EVIDENCE,
      };
      this.stops.set(stopKey(chain, address, asset), stop);
    }
    return this;
  }

  private apply(tx: Transaction, meanings: readonly Meaning[]): Step {
    const step = applyTransaction(
      this.state,
      tx,
      { meanings, stops: this.stops, rejected: this.rejected },
      this.rules,
      this.openings,
    );
    commit(this.state, step.changes);
    this.movements.push(...step.movements);
    this.gaps.push(...step.gaps);
    return step;
  }

  private next(): { place: { height: number; index: number }; time: number } {
    this.height += 1;
    return { place: { height: this.height, index: 0 }, time: this.height };
  }

  /** Inputs as `txid:vout`, with their value or null. */
  utxo(
    txid: string,
    inputs: readonly (readonly [string, number | null])[],
    outputs: readonly (number | readonly [number, string] | UtxoOutput)[],
    meanings: readonly Meaning[] = [],
    coinbase?: readonly (readonly [string, number])[],
  ): Step {
    return this.apply(
      {
        type: 'utxo',
        chain: BITCOIN.id,
        txid: txid as TxId,
        ...this.next(),
        inputs: inputs.map(([source, value]): UtxoInput => {
          const [id = '', vout = '0'] = source.split(':');
          return { txid: id as TxId, vout: Number(vout), value: value === null ? null : BigInt(value) };
        }),
        outputs: outputs.map((output) => {
          if (typeof output === 'number') return { value: BigInt(output), owner: null };
          return 'value' in output ? output : { value: BigInt(output[0]), owner: output[1] };
        }),
        ...(coinbase === undefined
          ? {}
          : {
              coinbase: {
                subsidy: 50n,
                fees: coinbase.map(([id, amount]) => ({ txid: id as TxId, amount: BigInt(amount) })),
              },
            }),
      },
      meanings,
    );
  }

  accounts(txid: string, lines: readonly Line[], meanings: readonly Meaning[] = []): Step {
    const events = lines.map(
      ([from, to, amount, asset = ETH], index): TransferEvent => ({
        index,
        type: to === 'fee' ? 'fee' : 'transfer',
        asset,
        from: from === '-' ? null : from,
        to: to === 'fee' || to === '-' ? null : to,
        amount: BigInt(amount),
      }),
    );
    return this.apply({ type: 'account', chain: EVM, txid: txid as TxId, ...this.next(), events }, meanings);
  }

  /** Tainted units at a place. */
  tainted(place: Location): number {
    return Number(taintedOf(this.state.get(locationId(place))?.runs ?? []));
  }
  balance(place: Location): number {
    return Number(amountOf(this.state.get(locationId(place))?.runs ?? []));
  }
  origin(place: Location): number {
    return Number(
      (this.state.get(locationId(place))?.runs ?? []).reduce((sum, run) => sum + originOf(run), 0n),
    );
  }
  /** Σ origin that ended as `kind`, or as `kind(label)`. */
  ended(end: string): number {
    const matches = this.movements.filter(
      (m) => m.end !== null && (m.end.kind === end || `${m.end.kind}(${m.end.label})` === end),
    );
    return Number(matches.reduce((sum, m) => sum + m.origin, 0n));
  }
}

export const seed = (event: number, amount: number, stolen: AssetId, origin = amount): Meaning => ({
  type: 'seed',
  event,
  amount: BigInt(amount),
  stolen,
  origin: BigInt(origin),
});
export const swap = (legs: readonly number[], out: number, inner: readonly number[] = []): Meaning => ({
  type: 'swap',
  in: legs,
  out,
  inner,
  protocol: 'dex',
});
