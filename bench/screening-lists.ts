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

const entryOf = (address: string, i: number): ListEntry => ({
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
});

const editionOf = (name: string, entries: readonly ListEntry[]): Edition => ({
  list: 'ofac-sdn' as ListId,
  name,
  published: '2026-01-01' as Day,
  digest: '0'.repeat(64),
  origin: 'laboratory',
  verifiedAt: Math.floor(Date.now() / 1000) - 60,
  partial: false,
  entries,
});

export const listedSnapshot = (edition: 0 | 1) =>
  makeSnapshot([editionOf(`bench ${edition}`, (edition === 0 ? listed : [...listed, LATER]).map(entryOf))]);

/** Of these every tenth is listed, and which tenth is what the number of the edition says. */
export const CHURNED = 10_000;
const ALSO_LISTED = 100_000;
export const churned = addressesOf(11, CHURNED);
export const isListedIn = (edition: number, index: number): boolean => index % 10 === edition % 10;

/** Editions that follow one another, each of 100,000 others and a tenth of those asked about. */
export function openEditions(): (edition: number) => Edition {
  const others = addressesOf(13, ALSO_LISTED).map(entryOf);
  const asked = churned.map((address, i) => entryOf(address, ALSO_LISTED + i));
  return (edition) =>
    editionOf(`bench ${edition}`, [...asked.filter((_, i) => isListedIn(edition, i)), ...others]);
}

export const rules = () => loadRules(join(import.meta.dirname, '..', 'rules', 'default.yaml'));
