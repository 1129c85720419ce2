/** Which of the nodes given can be asked now, and with what settings. */
import { AshiatoError } from '../../../core/model/errors.ts';
import type { Endpoint } from './http.ts';

/** One that is away is left out, one of another network is refused. */
export async function reachable<N>(
  endpoints: readonly Endpoint[],
  open: (endpoint: Endpoint) => Promise<N>,
): Promise<N[]> {
  const outcomes = await Promise.allSettled(endpoints.map(open));
  const nodes: N[] = [];
  const refusals: unknown[] = [];
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') nodes.push(outcome.value);
    else refusals.push(outcome.reason);
  }
  const wrong = refusals.find(
    (reason) => !(reason instanceof AshiatoError) || reason.code === 'E_WRONG_CHAIN',
  );
  if (wrong !== undefined) throw wrong;
  if (nodes.length > 0) return nodes;
  throw (
    refusals[0] ??
    new AshiatoError('E_CONFIG_VALUE', 'no node is given', {
      where: 'urls',
      next: 'Give the address of at least one node.',
    })
  );
}

/** Each setting as it is given, or else by default. */
export const withDefaults = <T extends object>(defaults: T, given: object): T => ({
  ...defaults,
  ...Object.fromEntries(
    Object.entries(given).filter(([name, value]) => name in defaults && value !== undefined),
  ),
});
