/** LayerZero's own numbers of chains. */
import type { ChainId } from '../../model/chain.ts';
import { chainByNumber, numberOfChain } from './evm.ts';

/** As the facts call it. */
export const LAYERZERO = 'LayerZero / Stargate';

/** Of chains that are followed. V2 counts the same chains from 30,000 on. */
const ENDPOINTS: ReadonlyMap<number, bigint> = new Map([
  [101, 1n],
  [102, 56n],
  [106, 43_114n],
  [109, 137n],
  [110, 42_161n],
  [111, 10n],
  [184, 8_453n],
]);
const SECOND_VERSION = 30_000;

export function chainByEndpoint(endpoint: number): ChainId | null {
  const number = ENDPOINTS.get(endpoint > SECOND_VERSION ? endpoint - SECOND_VERSION : endpoint);
  return number === undefined ? null : chainByNumber(number);
}

/** The first version's number of a chain; null where it is not followed. */
export function endpointOf(chain: ChainId): number | null {
  const found = [...ENDPOINTS].find(([, number]) => `${number}` === numberOfChain(chain));
  return found?.[0] ?? null;
}
