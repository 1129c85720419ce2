/**
 * `facts/services.json` as stops: what arrives at an exchange, a swap service or a mixer is no longer followed.
 *
 * The table grades nobody, so its kinds of source are graded here: what a service published as its own reserve is
 * near certain; labels gathered by communities are leads, for exchanges rotate their wallets.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseAddress } from '../../core/model/address.ts';
import { type Chain, chainNamed } from '../../core/model/chain.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { EndKind } from '../../core/model/movement.ts';
import type { Stop } from '../../core/model/reading.ts';

const SERVICES_FILE = 'services.json';
const PUBLISHED = 0.9;
const LABELLED = 0.6;

const text = z.string().min(1);
const listed = z.looseObject({
  service: text,
  published: text.optional(),
  source: text,
  addresses: z.record(text, z.array(text)),
});
const placed = z.looseObject({
  service: text,
  contracts: z.array(z.looseObject({ chain: text, address: text, source: text })),
});
const table = z.looseObject({
  schema_version: z.literal(1),
  mixers: z.array(placed),
  cash_out_services: z.array(placed),
  exchanges_and_swappers: z.array(listed),
  exchange_reserve_wallets: z.array(listed),
});

/** The stops on one chain, by address; of an address that is labelled twice the surer label is taken. */
export function loadServiceStops(factsFolder: string, chain: Chain): Stop[] {
  const { mixers, cash_out_services, exchanges_and_swappers, exchange_reserve_wallets } =
    readTable(factsFolder);
  const stops = new Map<string, Stop>();
  const add = (written: string, kind: EndKind, label: string, confidence: number, source: string): void => {
    const address = parseAddress(chain, written, `${SERVICES_FILE} ${label}`);
    if ((stops.get(address)?.confidence ?? 0) >= confidence) return;
    const evidence = { author: `facts/${SERVICES_FILE}`, source };
    stops.set(address, { chain: chain.id, address, end: { kind, label }, confidence, evidence });
  };
  for (const { service, published, source, addresses } of [
    ...exchange_reserve_wallets,
    ...exchanges_and_swappers,
  ]) {
    const confidence = published === undefined ? LABELLED : PUBLISHED;
    for (const [name, own] of Object.entries(addresses))
      if (chainNamed(name)?.id === chain.id)
        for (const address of own) add(address, 'service', service, confidence, source);
  }
  for (const [kind, rows] of [
    ['mixer', mixers],
    ['service', cash_out_services],
  ] as const)
    for (const { service, contracts } of rows)
      for (const contract of contracts)
        if (chainNamed(contract.chain)?.id === chain.id)
          add(contract.address, kind, service, LABELLED, contract.source);
  return [...stops.values()];
}

function readTable(factsFolder: string): z.infer<typeof table> {
  const path = join(factsFolder, SERVICES_FILE);
  const parsed = table.safeParse(parse(path));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw malformed(issue?.message ?? 'unreadable', `${path} ${issue?.path.map(String).join('.') ?? ''}`);
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw malformed(cause instanceof Error ? cause.message : String(cause), path);
  }
}

const malformed = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_FACTS', what, { where, next: 'Restore the file or correct this value.' });
