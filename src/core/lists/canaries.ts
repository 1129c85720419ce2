/** Entries and addresses of long standing, by list: an edition without them is not that list. */
import type { EntryId, ListId } from '../model/list.ts';
import type { Canary } from './edition.ts';
import { EU_CYBER, EU_DPRK } from './eu.ts';
import { IL_NBCTF } from './il.ts';
import { JP_METI } from './jp-meti.ts';
import { OFAC_SDN } from './ofac.ts';
import { UN_CONSOLIDATED } from './un.ts';

const entry = (id: string): Canary => ({ type: 'entry', id: id as EntryId });
const name = (text: string): Canary => ({ type: 'name', name: text });
const address = (text: string): Canary => ({ type: 'address', address: text });

const CANARIES: ReadonlyMap<ListId, readonly Canary[]> = new Map([
  // Cheil Credit Bank of 2017, Lazarus Group of 2019; the wallet of the theft from Ronin, listed 2022-04-14.
  [OFAC_SDN, [entry('22985'), entry('27307'), address('0x098b716b8aaf21512996dc57eb0615e2383e2f96')]],
  // Yun Ho-jin and Korea Mining Development Trading Corporation, both of 2009.
  [UN_CONSOLIDATED, [entry('KPi.001'), entry('KPe.001')]],
  [EU_DPRK, [entry('32017R1509/XIII.A/1')]],
  // Chosun Expo, of 2020.
  [EU_CYBER, [entry('32019R0796/I.B/2')]],
  // Order 44/21 at the table's end, where a cut shows, whose newest orders stand first; 34/23 and 5/24 between.
  [
    IL_NBCTF,
    [
      address('1C6hetVWVXZnS6P2BYBNu5Y1ZJ57JyXGac'),
      address('TFS7HvL8Y7zWoSR6FroD9SGiKCpWTZLLLX'),
      address('TYXqLb9ZyAeJeTFkt3Tx7kNyc3HufjvnMs'),
    ],
  ],
  // Entries 1 and 27 of 2023 to 2024, and 56, the last of September 2025, where a cut of the notice shows.
  [JP_METI, [name('Tako LLC'), name('Kvantek Limited'), name('Laserchips FZCO')]],
]);

export const canariesOf = (list: ListId): readonly Canary[] => CANARIES.get(list) ?? [];
