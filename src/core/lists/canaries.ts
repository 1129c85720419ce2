/** Entries and addresses of long standing, by list: an edition without them is not that list. */
import type { EntryId, ListId } from '../model/list.ts';
import type { Canary } from './edition.ts';
import { EU_CYBER, EU_DPRK } from './eu.ts';
import { OFAC_SDN } from './ofac.ts';
import { UN_CONSOLIDATED } from './un.ts';

const entry = (id: string): Canary => ({ type: 'entry', id: id as EntryId });

const CANARIES: ReadonlyMap<ListId, readonly Canary[]> = new Map([
  // Cheil Credit Bank of 2017, Lazarus Group of 2019; the wallet of the theft from Ronin, listed 2022-04-14.
  [
    OFAC_SDN,
    [
      entry('22985'),
      entry('27307'),
      { type: 'address', address: '0x098b716b8aaf21512996dc57eb0615e2383e2f96' },
    ],
  ],
  // Yun Ho-jin and Korea Mining Development Trading Corporation, both of 2009.
  [UN_CONSOLIDATED, [entry('KPi.001'), entry('KPe.001')]],
  [EU_DPRK, [entry('32017R1509/XIII.A/1')]],
  // Chosun Expo, of 2020.
  [EU_CYBER, [entry('32019R0796/I.B/2')]],
]);

export const canariesOf = (list: ListId): readonly Canary[] => CANARIES.get(list) ?? [];
