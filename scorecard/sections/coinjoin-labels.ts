/** The relabelling rules of the CoinJoin sets, as tests of what a transaction is; their reasons: relabelling.ts. */
import { type Shape, scriptType } from '../../src/core/patterns/coin-view.ts';
import { gainsOf } from '../../src/core/patterns/coinjoin/earners.ts';
import type { Labelled } from './coinjoin-sets.ts';

const POOLS: ReadonlySet<bigint> = new Set(
  [100_000, 1_000_000, 2_500_000, 5_000_000, 25_000_000, 50_000_000].map(BigInt),
);

/** The rule that turns a transaction's label for this detector, or none. */
export function ruleFor(detector: string, { shape, labels }: Labelled): string | null {
  const among = (kind: string): boolean => [...labels].some((label) => label.endsWith(`/${kind}`));
  switch (detector) {
    case 'coinjoin/whirlpool-mix':
      if (labels.has('whirlpool/mixes') || !hasMixForm(shape)) return null;
      if (labels.has('whirlpool/tx0')) return 'whirlpool-mix-among-tx0';
      return among('postmix') ? 'whirlpool-mix-among-postmix' : null;
    case 'coinjoin/whirlpool-tx0':
      return labels.has('whirlpool/tx0') && hasMixForm(shape) ? 'whirlpool-mix-among-tx0' : null;
    case 'coinjoin/wasabi1':
      return labels.has('wasabi1/mixes') && isMarketRound(shape) ? 'joinmarket-among-wasabi1' : null;
    case 'coinjoin/wasabi2':
      return !labels.has('wasabi2/mixes') && among('postmix') && isDumplingsWasabi2(shape)
        ? 'wasabi2-among-postmix'
        : null;
    case 'coinjoin/joinmarket':
      if (labels.has('joinmarket/mixes')) return isTrade(shape) ? 'trade-among-joinmarket' : null;
      if (labels.has('wasabi1/mixes')) return isMarketRound(shape) ? 'joinmarket-among-wasabi1' : null;
      return among('postmix') && shape.equal >= 5 && isEqualRound(shape) ? 'joinmarket-among-postmix' : null;
    default:
      return null;
  }
}

const hasMixForm = ({ inputs, outputs, data, repeats, denomination, inputScripts }: Shape): boolean =>
  outputs.length >= 5 &&
  outputs.length <= 10 &&
  inputs.length === outputs.length &&
  data.length === 0 &&
  repeats.length === 1 &&
  POOLS.has(denomination) &&
  inputScripts.size === inputs.length;

/** One value repeated n times, and n or n − 1 changes, from at least n input scripts of one type, none paid back. */
const isEqualRound = (shape: Shape): boolean => {
  const { outputs, data, repeats, equal, inputScripts, inputTypes } = shape;
  const changes = outputs.length - equal;
  return (
    data.length === 0 &&
    (repeats[1]?.count ?? 1) === 1 &&
    (changes === equal || changes === equal - 1) &&
    inputScripts.size >= equal &&
    inputTypes.size === 1 &&
    !outputs.some((output) => inputScripts.has(output.script)) &&
    foreignOutputs(shape) <= 1
  );
};

const isMarketRound = (shape: Shape): boolean => {
  if (shape.equal >= 20 || !isEqualRound(shape)) return false;
  const { earners, payers } = gainsOf(shape);
  return earners > payers;
};

const isTrade = (shape: Shape): boolean =>
  shape.inputTypes.size > 1 ||
  shape.inputTypes.has('p2tr') ||
  shape.outputs.some((output) => shape.inputScripts.has(output.script)) ||
  shape.data.length > 0 ||
  foreignOutputs(shape) > 1;

/** Outputs of a type that no input has. */
const foreignOutputs = ({ outputs, inputTypes }: Shape): number =>
  outputs.filter((output) => !inputTypes.has(scriptType(output.script))).length;

const STANDARD: ReadonlySet<bigint> = new Set(
  [
    [1n, 2n],
    [1n, 3n],
    [2n, 3n],
    [1n, 10n],
    [2n, 10n],
    [5n, 10n],
  ].flatMap(([first, factor]) => {
    const values: bigint[] = [];
    for (let value = first!; value < 10n ** 15n; value *= factor!) if (value >= 5000n) values.push(value);
    return values;
  }),
);

const descends = (coins: readonly { readonly value: bigint }[]): boolean =>
  coins.every(({ value }, i) => i === 0 || value <= coins[i - 1]!.value);

const isDumplingsWasabi2 = ({ inputs, outputs, data }: Shape): boolean =>
  inputs.length >= 15 &&
  outputs.length >= 10 &&
  data.length === 0 &&
  descends(inputs) &&
  descends(outputs) &&
  outputs.filter(({ value }) => STANDARD.has(value)).length > 0.8 * outputs.length;
