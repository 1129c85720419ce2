/**
 * `facts/services.json`: read, checked and laid out one address a row. Whoever needs stops, names or contracts of
 * services reads them here; what a row may do is decided in core/attribution.
 */
import { z } from 'zod';
import type { ServiceRow } from '../../core/attribution/services.ts';
import { readTable } from './table.ts';

const text = z.string().min(1);
const placed = z.looseObject({
  service: text,
  class: text,
  contracts: z.array(
    z.looseObject({ chain: text, address: text, role: text.optional(), pool: text.optional(), source: text }),
  ),
});
const listed = z.looseObject({
  service: text,
  class: text,
  published: text.optional(),
  source: text,
  addresses: z.record(text, z.array(text)),
});
const table = z.looseObject({
  schema_version: z.literal(1),
  mixers: z.array(placed),
  bridges: z.array(placed),
  bridge_labels_bulk: z.object({
    source: text,
    rows: z.array(z.looseObject({ chain: text, address: text, name: text })),
  }),
  dex_routers: z.array(placed),
  cash_out_services: z.array(placed),
  exchanges_and_swappers: z.array(listed),
  exchange_reserve_wallets: z.array(listed),
  tokens: z.array(
    z.looseObject({ asset: text, chain: text, address: text, freeze: z.unknown().nullable(), source: text }),
  ),
});

/** Who can freeze a token, by its symbol; the facts say that it can be frozen, the names are common knowledge. */
const FREEZERS: ReadonlyMap<string, string> = new Map([
  ['USDT', 'Tether'],
  ['USDC', 'Circle'],
]);

export function readServices(factsFolder: string): ServiceRow[] {
  const facts = readTable(factsFolder, 'services.json', table);
  return [
    ...facts.mixers.flatMap(contractRows),
    ...facts.bridges.flatMap(contractRows),
    ...facts.bridge_labels_bulk.rows.map(
      ({ chain, address, name }): ServiceRow => ({
        service: name.replace(/:.*/, '') || name,
        kind: 'bridge',
        chain,
        address,
        detail: name.replace(/^[^:]*:\s*/, ''),
        source: facts.bridge_labels_bulk.source,
        published: null,
      }),
    ),
    ...facts.dex_routers.flatMap(contractRows),
    // What cashes out holds other people's coins, whatever it calls itself.
    ...facts.cash_out_services
      .flatMap(contractRows)
      .map((row) => (row.kind === 'bridge' ? { ...row, kind: 'instant_swapper' } : row)),
    ...facts.exchange_reserve_wallets.flatMap(listedRows),
    ...facts.exchanges_and_swappers.flatMap(listedRows),
    ...facts.tokens.map(({ asset, chain, address, freeze, source }): ServiceRow => {
      const freezer = FREEZERS.get(asset);
      const detail =
        freeze === null
          ? 'cannot be frozen by its issuer, as far as the facts know'
          : `can be frozen by ${freezer ?? 'its issuer'}`;
      return { service: asset, kind: 'token', chain, address, detail, source, published: null };
    }),
  ];
}

const contractRows = ({ service, class: kind, contracts }: z.infer<typeof placed>): ServiceRow[] =>
  contracts.map(({ chain, address, role, pool, source }) => ({
    service,
    kind,
    chain,
    address,
    detail: role ?? pool ?? '',
    source,
    published: null,
  }));

const listedRows = ({
  service,
  class: kind,
  published,
  source,
  addresses,
}: z.infer<typeof listed>): ServiceRow[] =>
  Object.entries(addresses).flatMap(([chain, own]) =>
    own.map((address) => ({
      service,
      kind,
      chain,
      address,
      detail: '',
      source,
      published: published ?? null,
    })),
  );
