/**
 * The naive reading of the flow definitions: every place is tracked from the first block on, nothing is
 * looked up lazily, and a policy is a `Model`. It shares no code with the kernel but the names of places.
 */
import { type AssetId, nativeAsset } from '../../src/core/model/asset.ts';
import { type ChainId, getChain } from '../../src/core/model/chain.ts';
import { type Location, locationId, type TxId } from '../../src/core/model/location.ts';
import type { Meaning, Reading, Stop } from '../../src/core/model/reading.ts';
import { stopKey } from '../../src/core/model/reading.ts';
import type { PolicyName, Rules } from '../../src/core/model/rules.ts';
import type {
  AccountTransaction,
  Transaction,
  TransferEvent,
  UtxoTransaction,
} from '../../src/core/model/transaction.ts';
import { ceilingModel } from './ceiling.ts';
import type { Model, Share } from './model.ts';
import { unitModel } from './units.ts';

export type Oracle = {
  apply(tx: Transaction, reading: Reading): void;
  /** Every place that holds taint, as text. */
  places(): Map<string, string>;
  size(place: string): number;
  /** `stolen|kind|label|asset` → what ended so. */
  ends(): Map<string, { held: number; origin: number }>;
  originAtRest(): Map<AssetId, number>;
};

export function makeOracle(rules: Rules): Oracle {
  return rules.policy === 'poison'
    ? interpret(ceilingModel, rules)
    : interpret(unitModel(rules.policy as Exclude<PolicyName, 'poison'>), rules);
}

type Arrival = {
  readonly to: Location | null;
  readonly end: string | null;
  readonly asset: AssetId;
  readonly seed?: true;
};

function interpret<P>(model: Model<P>, rules: Rules): Oracle {
  const places = new Map<string, P>();
  const ended = new Map<string, { held: number; origin: number }>();
  const at = (location: Location): P => places.get(locationId(location)) ?? model.clean(0);
  const put = (location: Location, purse: P): void => {
    places.set(locationId(location), purse);
  };

  function take(location: Location, amount: number): P {
    const missing = Math.max(0, amount - model.size(at(location)));
    const { taken, left } = model.debit(model.credit(at(location), model.clean(missing)), amount);
    put(location, left);
    return taken;
  }

  function end(shares: readonly Share[], kind: string, asset: AssetId): void {
    for (const share of shares) {
      const key = `${share.stolen}|${kind}|${asset}`;
      const before = ended.get(key) ?? { held: 0, origin: 0 };
      ended.set(key, { held: before.held + share.held, origin: before.origin + share.origin });
    }
  }

  function deliver(arrival: Arrival, purse: P): void {
    const step = arrival.seed ? 0 : 1;
    const totals = new Map<AssetId, number>();
    for (const share of model.shares(purse))
      totals.set(share.stolen, (totals.get(share.stolen) ?? 0) + share.origin);
    const why = (stolen: AssetId, hops: number): string | null => {
      if (arrival.end !== null) return arrival.end;
      if (totals.get(stolen)! < Number(rules.minOrigin.get(stolen) ?? 0n)) return 'below-threshold|';
      return rules.maxHops !== null && hops >= rules.maxHops ? 'budget|max-hops' : null;
    };
    for (const share of model.shares(purse)) {
      const reason = why(share.stolen, share.hops + step);
      if (reason !== null) end([share], reason, arrival.asset);
    }
    if (arrival.to === null || arrival.end !== null) return;
    put(
      arrival.to,
      model.credit(
        at(arrival.to),
        model.moved(purse, step, (stolen, hops) => why(stolen, hops) !== null),
      ),
    );
  }

  function payOut(arrival: Arrival, purse: P, received: number, paidIn: AssetId): void {
    const { kept, lost } = model.convert(purse, received);
    end(lost, 'below-threshold|conversion', paidIn);
    deliver(arrival, kept);
  }

  const endOf = (stop: Stop | undefined): string | null =>
    stop === undefined ? null : `${stop.end.kind}|${stop.end.label}`;
  const stopOf = (reading: Reading, chain: ChainId, address: string | null, asset: AssetId): string | null =>
    address === null
      ? null
      : endOf(
          reading.stops.get(stopKey(chain, address, asset)) ?? reading.stops.get(stopKey(chain, address)),
        );

  function utxo(tx: UtxoTransaction, reading: Reading): void {
    const asset = nativeAsset(getChain(tx.chain)).id;
    const via = (txid: TxId): Location => ({ type: 'transit', chain: tx.chain, edge: `fee:${txid}`, asset });
    const inputs = tx.inputs.map(({ txid, vout, value }) => {
      const location: Location = { type: 'outpoint', chain: tx.chain, txid, vout, owner: null };
      const purse = places.get(locationId(location)) ?? model.clean(Number(value));
      places.delete(locationId(location));
      return purse;
    });
    if (tx.coinbase !== undefined) {
      inputs.push(model.clean(Number(tx.coinbase.subsidy)));
      for (const { txid, amount } of tx.coinbase.fees) {
        inputs.push(places.get(locationId(via(txid))) ?? model.clean(Number(amount)));
        places.delete(locationId(via(txid)));
      }
    }
    const values = tx.outputs.map((output) => Number(output.value));
    const fee = inputs.reduce((sum, purse) => sum + model.size(purse), 0) - values.reduce((a, b) => a + b, 0);
    const parts = model.spend(inputs, [...values, fee]);
    tx.outputs.forEach((output, vout) => {
      const to: Location = { type: 'outpoint', chain: tx.chain, txid: tx.txid, vout, owner: output.owner };
      const arrival: Arrival = { to, end: stopOf(reading, tx.chain, output.owner, asset), asset };
      const meaning = reading.meanings.find((m) => 'event' in m && m.event === vout);
      const sent = parts[vout]!;
      if (meaning?.type === 'seed' || meaning?.type === 'bridge-in') {
        deliver({ to: null, end: 'no-data|seed-overlap', asset }, sent);
        inject(arrival, meaning, Number(output.value));
      } else if (meaning?.type === 'bridge-out') {
        deliver(
          { to: { type: 'transit', chain: tx.chain, edge: meaning.edge, asset }, end: null, asset },
          sent,
        );
      } else deliver(arrival, sent);
    });
    if (tx.coinbase !== undefined) deliver({ to: null, end: 'burnt|unclaimed-fees', asset }, parts.at(-1)!);
    else if (rules.followFees) deliver({ to: via(tx.txid), end: null, asset }, parts.at(-1)!);
    else deliver({ to: null, end: 'fee|', asset }, parts.at(-1)!);
  }

  function inject(
    arrival: Arrival,
    meaning: Extract<Meaning, { type: 'seed' | 'bridge-in' }>,
    credited: number,
  ): void {
    if (meaning.type === 'seed') {
      const seed = { stolen: meaning.stolen, amount: Number(meaning.amount), origin: Number(meaning.origin) };
      deliver({ ...arrival, seed: true }, model.seeded(seed, credited));
    } else {
      const paid = take(
        { type: 'transit', chain: meaning.paidChain, edge: meaning.edge, asset: meaning.paidAsset },
        Number(meaning.debit),
      );
      payOut(arrival, paid, credited, meaning.paidAsset);
    }
  }

  function account(tx: AccountTransaction, reading: Reading): void {
    const place = (address: string, asset: AssetId): Location => ({
      type: 'account',
      chain: tx.chain,
      address,
      asset,
    });
    const amountOf = (event: TransferEvent): number => Number(event.amount);
    const eventAt = (index: number): TransferEvent => tx.events.find((event) => event.index === index)!;
    const outOf = (event: TransferEvent): P =>
      event.from === null
        ? model.clean(amountOf(event))
        : take(place(event.from, event.asset), amountOf(event));
    const into = (event: TransferEvent): Arrival => {
      if (event.type === 'fee') return { to: null, end: 'fee|', asset: event.asset };
      if (event.to === null) return { to: null, end: 'burnt|', asset: event.asset };
      return {
        to: place(event.to, event.asset),
        end: stopOf(reading, tx.chain, event.to, event.asset),
        asset: event.asset,
      };
    };
    const legs = (m: Meaning): number[] =>
      m.type === 'swap' ? [...m.in, m.out] : m.type === 'unresolved-swap' ? [...m.in] : [m.event];
    const meanings = reading.meanings.filter(
      (m) => !legs(m).some((index) => reading.rejected.has(eventAt(index).asset)),
    );
    const payments = new Map<Meaning, P>();
    for (const event of tx.events) {
      if (reading.rejected.has(event.asset)) continue;
      const meaning = meanings.find(
        (m) => legs(m).includes(event.index) || (m.type === 'swap' && m.inner.includes(event.index)),
      );
      const { asset } = event;
      switch (meaning?.type) {
        case undefined:
          deliver(into(event), outOf(event));
          break;
        case 'seed':
        case 'bridge-in':
          if (event.from !== null) deliver({ to: null, end: 'no-data|seed-overlap', asset }, outOf(event));
          inject(into(event), meaning, amountOf(event));
          break;
        case 'bridge-out':
          deliver(
            { to: { type: 'transit', chain: tx.chain, edge: meaning.edge, asset }, end: null, asset },
            outOf(event),
          );
          break;
        case 'unresolved-swap':
          deliver({ to: null, end: 'no-data|unresolved-swap', asset }, outOf(event));
          break;
        case 'swap': {
          if (meaning.in.includes(event.index))
            payments.set(meaning, model.credit(payments.get(meaning) ?? model.clean(0), outOf(event)));
          const last = Math.max(meaning.out, ...meaning.in) === event.index;
          const out = eventAt(meaning.out);
          if (last) payOut(into(out), payments.get(meaning)!, amountOf(out), eventAt(meaning.in[0]!).asset);
          break;
        }
        case 'supply':
          deliver({ to: positionOf(tx, meaning, asset), end: null, asset }, outOf(event));
          break;
        case 'withdraw':
          deliver(into(event), take(positionOf(tx, meaning, asset), amountOf(event)));
          break;
        case 'borrow': {
          const position = positionOf(tx, meaning, meaning.collateral);
          const { taken, left } = model.encumber(at(position), Number(meaning.units));
          put(position, left);
          payOut(into(event), taken, amountOf(event), meaning.collateral);
          break;
        }
        case 'repay': {
          const position = positionOf(tx, meaning, meaning.collateral);
          put(position, model.release(at(position), Number(meaning.units)));
          payOut(
            { to: position, end: null, asset: meaning.collateral },
            outOf(event),
            Number(meaning.units),
            asset,
          );
          break;
        }
      }
    }
  }

  return {
    apply: (tx, reading) => (tx.type === 'utxo' ? utxo(tx, reading) : account(tx, reading)),
    places: () =>
      new Map(
        [...places]
          .filter(([, purse]) => model.shares(purse).length > 0)
          .map(([id, purse]) => [id, model.show(purse)]),
      ),
    size: (id) => model.size(places.get(id) ?? model.clean(0)),
    ends: () => new Map([...ended].filter(([, { held }]) => held > 0)),
    originAtRest: () => {
      const totals = new Map<AssetId, number>();
      for (const purse of places.values()) {
        for (const share of model.shares(purse))
          totals.set(share.stolen, (totals.get(share.stolen) ?? 0) + share.origin);
      }
      return totals;
    },
  };
}

const positionOf = (
  tx: AccountTransaction,
  meaning: { protocol: string; account: string },
  asset: AssetId,
): Location => ({
  type: 'position',
  chain: tx.chain,
  protocol: meaning.protocol,
  address: meaning.account,
  asset,
});
