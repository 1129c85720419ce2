/** A Bitcoin transaction as detectors look at it, whatever it was read from. */
import type { Amount } from '../model/amount.ts';
import type { ChainId } from '../model/chain.ts';
import type { TxId } from '../model/location.ts';

export type CoinInput = {
  readonly txid: TxId;
  readonly vout: number;
  /** Null where the previous transaction is not at hand. */
  readonly value: Amount | null;
  /** The script that was spent, in hex; null like the value. */
  readonly script: string | null;
  /** Null where the source does not say. */
  readonly sequence: number | null;
};

export type CoinOutput = {
  readonly value: Amount;
  /** In hex. */
  readonly script: string;
};

export type CoinView = {
  readonly chain: ChainId;
  readonly txid: TxId;
  readonly height: number | null;
  readonly time: number | null;
  /** Null where the source does not say. */
  readonly version: number | null;
  readonly locktime: number | null;
  /** What the miner wrote, on a coinbase; it has no inputs then. */
  readonly minerText: string | null;
  readonly inputs: readonly CoinInput[];
  readonly outputs: readonly CoinOutput[];
};

export type ScriptType = 'p2pkh' | 'p2sh' | 'p2wpkh' | 'p2wsh' | 'p2tr' | 'data' | 'other';

/** The form of a script in hex (Core's `script/solver.cpp`), told by its length and its opcodes alone. */
export function scriptType(script: string): ScriptType {
  if (script.startsWith('6a')) return 'data';
  switch (script.length) {
    case 44:
      return script.startsWith('0014') ? 'p2wpkh' : 'other';
    case 46:
      return script.startsWith('a914') ? 'p2sh' : 'other';
    case 50:
      return script.startsWith('76a914') ? 'p2pkh' : 'other';
    case 68:
      return script.startsWith('0020') ? 'p2wsh' : script.startsWith('5120') ? 'p2tr' : 'other';
    default:
      return 'other';
  }
}

export type SpentCoin = { readonly value: Amount; readonly script: string };

/** What is counted of a transaction once and asked by every detector. Known only where every input is known. */
export type Shape = {
  readonly tx: CoinView;
  readonly inputs: readonly SpentCoin[];
  /** Outputs that carry value; a data carrier is none. */
  readonly outputs: readonly CoinOutput[];
  readonly data: readonly CoinOutput[];
  /** Output value → how many have it, the most frequent first, larger value first among equals. */
  readonly repeats: readonly { readonly value: Amount; readonly count: number }[];
  /** Of the most frequent output value. */
  readonly denomination: Amount;
  readonly equal: number;
  readonly inputScripts: ReadonlySet<string>;
  readonly outputScripts: ReadonlySet<string>;
  readonly inputTypes: ReadonlySet<ScriptType>;
  readonly fee: Amount;
};

/** Null for a coinbase, and where what an input was worth is not known: then no detector has an opinion. */
export function shapeOf(tx: CoinView): Shape | null {
  if (tx.minerText !== null || tx.inputs.length === 0) return null;
  const inputs: SpentCoin[] = [];
  let fee = 0n;
  for (const { value, script } of tx.inputs) {
    if (value === null || script === null) return null;
    inputs.push({ value, script });
    fee += value;
  }
  const counts = new Map<Amount, number>();
  const outputs: CoinOutput[] = [];
  const data: CoinOutput[] = [];
  for (const output of tx.outputs) {
    fee -= output.value;
    if (scriptType(output.script) === 'data') {
      data.push(output);
      continue;
    }
    outputs.push(output);
    counts.set(output.value, (counts.get(output.value) ?? 0) + 1);
  }
  const repeats = [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? 1 : -1));
  return {
    tx,
    inputs,
    outputs,
    data,
    repeats,
    denomination: repeats[0]?.value ?? 0n,
    equal: repeats[0]?.count ?? 0,
    inputScripts: new Set(inputs.map((input) => input.script)),
    outputScripts: new Set(outputs.map((output) => output.script)),
    inputTypes: new Set(inputs.map((input) => scriptType(input.script))),
    fee,
  };
}
