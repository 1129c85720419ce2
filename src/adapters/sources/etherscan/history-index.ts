/** Etherscan-compatible servers as indexes for nodes: they name the blocks, the nodes' roots prove what is in them. */

import type { HistoryIndex } from '../evm-rpc/history-index.ts';
import { readEndpoint } from '../wire/http.ts';
import { sleep } from '../wire/patience.ts';
import { withDefaults } from '../wire/reach.ts';
import { type Api, type ApiOptions, openApi } from './api.ts';
import { allRows, PAGE_ROWS } from './pages.ts';

export type ServerOptions = {
  /** Addresses of the API: `https://api.etherscan.io/v2/api`, `https://eth.blockscout.com/api`. */
  readonly urls: readonly string[];
  /** CAIP-2, for instance `eip155:1`. */
  readonly chain: string;
  /** Sent to the first address only; another one carries its own in its query. */
  readonly apiKey?: string;
  /** Rows of one page. */
  readonly pageRows?: number;
} & Partial<Omit<ApiOptions, 'chainId' | 'key'>>;

const DEFAULTS = {
  timeoutMs: 30_000,
  maxBytes: 64 * 1024 * 1024,
  maxWaitMs: 10_000,
  retries: 5,
  sleep,
};

export const settingsOf = (options: ServerOptions) => withDefaults(DEFAULTS, options);

export function openApis(options: ServerOptions): Api[] {
  const { urls, chain, apiKey } = options;
  const chainId = Number(chain.split(':')[1]);
  return urls.map((url, i) =>
    openApi(readEndpoint(url, i), {
      ...settingsOf(options),
      chainId,
      key: i === 0 ? (apiKey ?? null) : null,
    }),
  );
}

export const etherscanHistories = (options: ServerOptions): readonly HistoryIndex[] =>
  openApis(options).map((api) => ({
    label: api.label,
    async heights(address, from, to) {
      const found = new Set<number>();
      for (const action of ['txlist', 'txlistinternal'] as const)
        for (const { height } of await allRows(
          api,
          action,
          { address },
          from,
          to,
          options.pageRows ?? PAGE_ROWS,
        ))
          found.add(height);
      return [...found].sort((a, b) => a - b);
    },
  }));
