/** Lists of made-up addresses for benches of screening: 20,000, ten times as many as all publishers have named. */
import { join } from 'node:path';
import { loadRules } from '../src/adapters/rules/rules-file.ts';
import { makeSnapshot } from '../src/core/lists/snapshot.ts';
import type { Day, Edition, EntryId, ListEntry, ListId } from '../src/core/model/list.ts';
import { prng } from './synthetic.ts';

export const LISTED = 20_000;

const hex = (random: () => number): string =>
  Array.from({ length: 5 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');

export function addressesOf(seed: number, count: number): string[] {
  const random = prng(seed);
  return Array.from({ length: count }, () => `0x${hex(random)}`);
}

/** The addresses that the first list has; `edition` 1 lists one more. */
export const listed = addressesOf(1, LISTED);
export const LATER = addressesOf(3, 1)[0]!;

export function listedSnapshot(edition: 0 | 1) {
  const all = edition === 0 ? listed : [...listed, LATER];
  const entries = all.map(
    (address, i): ListEntry => ({
      list: 'ofac-sdn' as ListId,
      id: String(i) as EntryId,
      kind: 'wallet',
      names: [{ name: `Entry ${i}`, quality: 'primary' }],
      births: [],
      countries: [],
      programmes: ['BENCH'],
      effect: 'asset-freeze',
      listedOn: '2026-01-01' as Day,
      addresses: [
        {
          code: 'ETH',
          text: address,
          accounts: [{ family: 'evm', address }],
          listedOn: '2026-01-01' as Day,
        },
      ],
      remarks: '',
    }),
  );
  const list: Edition = {
    list: 'ofac-sdn' as ListId,
    name: `bench ${edition}`,
    published: '2026-01-01' as Day,
    digest: String(edition).repeat(64),
    origin: 'laboratory',
    verifiedAt: Math.floor(Date.now() / 1000) - 60,
    partial: false,
    entries,
  };
  return makeSnapshot([list]);
}

export const rules = () => loadRules(join(import.meta.dirname, '..', 'rules', 'default.yaml'));
