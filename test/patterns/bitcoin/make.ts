/** Transactions for the tests: values and owners by name, ids by number. */
import { MAINNET } from '../../../src/core/chains/bitcoin/network.ts';
import type { TxId } from '../../../src/core/model/location.ts';
import type { CoinView } from '../../../src/core/patterns/coin-view.ts';

export const id = (name: string | number): TxId =>
  Buffer.from(String(name)).toString('hex').padStart(64, '0') as TxId;

/** A P2WPKH script for a name; `p2sh:x`, `p2tr:x` and `p2wsh:x` for the other types. */
export function script(name: string): string {
  const [type, rest] = name.includes(':') ? (name.split(':') as [string, string]) : ['p2wpkh', name];
  const hash = (bytes: number): string =>
    Buffer.from(rest)
      .toString('hex')
      .padStart(2 * bytes, '0')
      .slice(0, 2 * bytes);
  switch (type) {
    case 'p2sh':
      return `a914${hash(20)}87`;
    case 'p2tr':
      return `5120${hash(32)}`;
    case 'p2wsh':
      return `0020${hash(32)}`;
    case 'data':
      return `6a40${hash(64)}`;
    default:
      return `0014${hash(20)}`;
  }
}

type Paid = readonly [number, string];
export type Made = {
  readonly name: string | number;
  /** Value, owner, and where it comes from if that matters: transaction name and output. */
  readonly inputs: readonly (readonly [number, string, (string | number)?, number?])[];
  readonly outputs: readonly Paid[];
  readonly time?: number;
  readonly height?: number;
  readonly version?: number;
  readonly locktime?: number;
  readonly sequence?: number;
};

export const make = ({
  name,
  inputs,
  outputs,
  time,
  height,
  version,
  locktime,
  sequence,
}: Made): CoinView => ({
  chain: MAINNET.chain,
  txid: id(name),
  height: height ?? null,
  time: time ?? 1_700_000_000,
  version: version ?? 2,
  locktime: locktime ?? 0,
  minerText: null,
  inputs: inputs.map(([value, owner, from, vout], i) => ({
    txid: id(from ?? `${name}<${i}`),
    vout: vout ?? 0,
    value: BigInt(value),
    script: script(owner),
    sequence: sequence ?? 0xffffffff,
  })),
  outputs: outputs.map(([value, owner]) => ({ value: BigInt(value), script: script(owner) })),
});

export const times = <T>(count: number, each: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => each(i));
