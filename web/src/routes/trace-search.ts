/** What the address of a trace holds: under which policy, of which asset, until when. */
import { POLICIES, type PolicyName } from '../../../src/core/model/rules.ts';

export type TraceSearch = {
  policy?: PolicyName | undefined;
  asset?: string | undefined;
  /** A day; the trace is cut at its end. */
  asOf?: string | undefined;
};

export function readTraceSearch(search: Record<string, unknown>): TraceSearch {
  const policy = POLICIES.find((name) => name === search.policy);
  const asset = typeof search.asset === 'string' ? search.asset : undefined;
  const asOf =
    typeof search.asOf === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(search.asOf) ? search.asOf : undefined;
  return {
    ...(policy === undefined ? {} : { policy }),
    ...(asset === undefined ? {} : { asset }),
    ...(asOf === undefined ? {} : { asOf }),
  };
}
