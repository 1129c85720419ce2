/**
 * The conserving policies, unit by unit: a purse is an array with one element for every base unit. A tainted
 * unit knows which one of how many it is, and stands for ⌊origin·(index+1)/total⌋ − ⌊origin·index/total⌋.
 */
import type { AssetId } from '../../src/core/model/asset.ts';
import type { PolicyName } from '../../src/core/model/rules.ts';
import { hamilton, type Model, type Seed, type Share } from './model.ts';

type Taint = {
  readonly stolen: AssetId;
  readonly hops: number;
  readonly index: number;
  readonly total: number;
  readonly origin: number;
};
type Unit = Taint | null;
type Units = readonly Unit[];

const originOf = ({ index, total, origin }: Taint): number =>
  Math.floor((origin * (index + 1)) / total) - Math.floor((origin * index) / total);

const cleanUnits = (amount: number): Unit[] => Array.from({ length: amount }, () => null);

/** At par every unit stands for one, so it does not matter which one it is. */
const lot = (stolen: AssetId, total: number, origin: number, hops: number): Unit[] =>
  Array.from({ length: total }, (_, index) =>
    total === origin
      ? { stolen, hops, index: 0, total: 1, origin: 1 }
      : { stolen, hops, index, total, origin },
  );

const isPar = (unit: Taint): boolean => unit.total === 1 && unit.origin === 1;

/** Neighbours that nothing tells apart, or that follow each other in one lot, are one run. */
function runsOf(units: Units): Unit[][] {
  const runs: Unit[][] = [];
  for (const unit of units) {
    const run = runs.at(-1);
    if (run !== undefined && follows(run.at(-1)!, unit)) run.push(unit);
    else runs.push([unit]);
  }
  return runs;
}

function follows(a: Unit, b: Unit): boolean {
  if (a === null || b === null) return a === b;
  if (a.stolen !== b.stolen || a.hops !== b.hops || a.total !== b.total || a.origin !== b.origin)
    return false;
  return isPar(a) ? true : a.index + 1 === b.index;
}

const tainted = (units: Units): Unit[] => units.filter((unit) => unit !== null);
const cleanOf = (units: Units): Unit[] => units.filter((unit) => unit === null);

function cut(tape: Units, values: readonly number[]): Unit[][] {
  let position = 0;
  return values.map((value) => {
    position += value;
    return tape.slice(position - value, position);
  });
}

/** Units that `first` picks leave before the others; what stays keeps its order. */
function takeFirst(
  place: Units,
  amount: number,
  first: (unit: Unit) => boolean,
): { taken: Unit[]; left: Unit[] } {
  const order = [...place.keys()].sort(
    (a, b) => Number(first(place[b]!)) - Number(first(place[a]!)) || a - b,
  );
  const gone = order.slice(0, amount);
  return { taken: gone.map((i) => place[i]!), left: place.filter((_, i) => !gone.includes(i)) };
}

function newestFirst(place: Units, amount: number): { taken: Unit[]; left: Unit[] } {
  const taken: Unit[] = [];
  const runs = runsOf(place);
  while (taken.length < amount) {
    const newest = runs.at(-1)!;
    taken.push(...newest.splice(0, amount - taken.length));
    if (newest.length === 0) runs.pop();
  }
  return { taken, left: runs.flat() };
}

/** Every run gives in proportion to its size. */
function takeEvenly(units: Units, amount: number): { taken: Unit[]; left: Unit[] } {
  const runs = runsOf(units);
  const shares = hamilton(
    amount,
    runs.map((run) => run.length),
  );
  return {
    taken: runs.flatMap((run, i) => run.slice(0, shares[i])),
    left: runs.flatMap((run, i) => run.slice(shares[i])),
  };
}

/** Under haircut units held at par of one stolen asset are one lot with the fewest hops; clean units come last. */
function melt(units: Units): Unit[] {
  const all = tainted(units) as Taint[];
  const par = all.filter(isPar);
  const melted = [...new Set(par.map((unit) => unit.stolen))].flatMap((stolen) => {
    const same = par.filter((unit) => unit.stolen === stolen);
    const hops = Math.min(...same.map((unit) => unit.hops));
    return same.map((unit) => ({ ...unit, hops }));
  });
  return [...melted, ...all.filter((unit) => !isPar(unit)), ...cleanOf(units)];
}

/** Tainted units fill the outputs in descending value, ties by index, and then the fee. */
function fillHighest(tape: Units, values: readonly number[]): Unit[][] {
  const fee = values.length - 1;
  const order = [...values.keys()].slice(0, fee).sort((a, b) => values[b]! - values[a]! || a - b);
  const pool = tainted(tape);
  const parts: Unit[][] = values.map(() => []);
  for (const output of [...order, fee]) parts[output] = pool.splice(0, values[output]!);
  return parts.map((part, i) => [...part, ...cleanUnits(values[i]! - part.length)]);
}

function shareByValue(tape: Units, values: readonly number[]): Unit[][] {
  let pool = tainted(melt(tape));
  return hamilton(pool.length, values).map((share, i) => {
    const { taken, left } = takeEvenly(pool, share);
    pool = left;
    return [...taken, ...cleanUnits(values[i]! - share)];
  });
}

function debitByValue(place: Units, amount: number): { taken: Unit[]; left: Unit[] } {
  const [share = 0] = hamilton(tainted(place).length, [amount, place.length - amount]);
  const { taken, left } = takeEvenly(tainted(place), share);
  return {
    taken: [...taken, ...cleanUnits(amount - share)],
    left: [...left, ...cleanUnits(place.length - amount - left.length)],
  };
}

type Rule = Pick<Model<Units>, 'debit' | 'credit'> & {
  spend(tape: Units, values: readonly number[]): Units[];
};
const append = (place: Units, arrived: Units): Unit[] => [...place, ...arrived];
const isClean = (unit: Unit): boolean => unit === null;
const isTainted = (unit: Unit): boolean => unit !== null;

const RULES: { readonly [name in Exclude<PolicyName, 'poison'>]: Rule } = {
  fifo: {
    spend: cut,
    debit: (place, a) => ({ taken: place.slice(0, a), left: place.slice(a) }),
    credit: append,
  },
  lifo: {
    spend: (tape, values) => cut(runsOf(tape).reverse().flat(), values),
    debit: newestFirst,
    credit: append,
  },
  haircut: {
    spend: shareByValue,
    debit: debitByValue,
    credit: (place, arrived) => melt([...place, ...arrived]),
  },
  tiho: { spend: fillHighest, debit: (place, a) => takeFirst(place, a, isTainted), credit: append },
  libr: { spend: cut, debit: (place, a) => takeFirst(place, a, isClean), credit: append },
};

export function unitModel(policy: Exclude<PolicyName, 'poison'>): Model<Units> {
  const rule = RULES[policy];
  return {
    clean: cleanUnits,
    seeded: (seed: Seed, credited: number) => [
      ...lot(seed.stolen, seed.amount, seed.origin, 0),
      ...cleanUnits(credited - seed.amount),
    ],
    size: (purse) => purse.length,
    shares: (purse) =>
      (tainted(purse) as Taint[]).map(
        (unit): Share => ({ stolen: unit.stolen, hops: unit.hops, held: 1, origin: originOf(unit) }),
      ),
    moved: (purse, by, ends) =>
      purse.map((unit) =>
        unit === null || ends(unit.stolen, unit.hops + by) ? null : { ...unit, hops: unit.hops + by },
      ),
    spend: (inputs, values) => rule.spend(inputs.flat(), values) as Units[],
    debit: rule.debit,
    credit: rule.credit,
    convert,
    encumber: (place, units) => {
      const carried = Math.min(units, tainted(place).length);
      const { taken, left } = takeFirst(place, carried, isTainted);
      return { taken: [...taken, ...cleanUnits(units - carried)], left: [...left, ...cleanUnits(carried)] };
    },
    release: (place, units) =>
      takeFirst([...place].reverse(), Math.min(units, cleanOf(place).length), isClean).left.reverse(),
    show: (purse) =>
      purse.map((unit) => (unit === null ? '-' : `${unit.stolen}/${unit.hops}/${originOf(unit)}`)).join(' '),
  };
}

/** Boundaries between runs are cut at ⌊received · position / paid⌋; each run keeps what it stands for. */
function convert(purse: Units, received: number): { kept: Units; lost: Share[] } {
  const paid = purse.length;
  if (paid === received) return { kept: purse, lost: [] };
  if (paid === 0) return { kept: cleanUnits(received), lost: [] };
  const kept: Unit[] = [];
  const lost: Share[] = [];
  let position = 0;
  for (const run of runsOf(purse)) {
    const amount =
      Math.floor((received * (position + run.length)) / paid) - Math.floor((received * position) / paid);
    position += run.length;
    const [head] = run as [Unit];
    if (head === null) {
      kept.push(...cleanUnits(amount));
      continue;
    }
    const origin = (run as Taint[]).reduce((sum, unit) => sum + originOf(unit), 0);
    if (amount === 0) lost.push({ stolen: head.stolen, hops: head.hops, held: run.length, origin });
    else kept.push(...lot(head.stolen, amount, origin, head.hops));
  }
  return { kept, lost };
}
