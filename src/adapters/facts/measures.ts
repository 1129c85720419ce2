/** Days on which a state acted, and which addresses it listed: from three tables of the facts. */
import { z } from 'zod';
import { parseAddress } from '../../core/model/address.ts';
import { chainNamed } from '../../core/model/chain.ts';
import { type Day, parseDay } from '../../core/strategy/day.ts';
import type { Listing, Measure, MeasureKind } from '../../core/strategy/facts.ts';
import { malformed, readTable } from './table.ts';

const text = z.string().min(1);
const ACTORS = 'actors.json';
const SANCTIONS = 'sanctioned_dprk_addresses.json';

const actorsTable = z.looseObject({
  actors: z.array(
    z.looseObject({
      name: z.looseObject({ en: text }),
      designations: z.array(z.looseObject({ date: text, by: text })),
    }),
  ),
});

const measureRow = z.looseObject({ date: text });
const sanctionsTable = z.looseObject({
  addresses: z.array(
    z.looseObject({
      chain: text,
      address: text,
      entity: text,
      class: z.enum(['dprk', 'mixer', 'service']),
      entity_designated: text,
      address_listed: text,
      status: text,
    }),
  ),
  events_without_or_beyond_addresses: z.array(measureRow.extend({ target: text, action: text })),
  dprk_designations_without_addresses: z.array(measureRow.extend({ names: text, authority: text })),
});
type Sanctions = z.infer<typeof sanctionsTable>;
type Row = { readonly date: string; readonly what: string; readonly by: string; readonly kind: MeasureKind };

export function loadMeasures(folder: string): {
  readonly measures: readonly Measure[];
  readonly listings: readonly Listing[];
} {
  const { actors } = readTable(folder, ACTORS, actorsTable);
  const sanctions = readTable(folder, SANCTIONS, sanctionsTable);
  const rows = [
    ...actors.flatMap(({ name, designations }) =>
      designations.map(({ date, by }): Row => ({ date, what: name.en, by, kind: 'actor' })),
    ),
    ...rowsOfSanctions(sanctions),
  ];
  return { measures: measuresOf(rows), listings: listingsOf(sanctions) };
}

/** The tables do not say whether a target mixes; these are those that did, by name. */
const MIXERS = /ChipMixer|Sinbad|Samourai|Tornado|Cryptomixer|Blender/i;
/** Targets of the events that are the actor itself and not a stranger it used. */
const ACTOR_TARGETS = /Cheil|Amnokgang/;

function rowsOfSanctions(sanctions: Sanctions): Row[] {
  const kinds = { dprk: 'actor', mixer: 'mixer', service: 'service' } as const;
  return [
    // An entity’s designation, its renewal, and every later day on which addresses of it were added.
    ...sanctions.addresses.flatMap((row) =>
      [...daysIn(row.entity_designated), ...daysIn(row.address_listed).slice(0, 1)].map(
        (date): Row => ({ date, what: row.entity, by: 'OFAC list', kind: kinds[row.class] }),
      ),
    ),
    ...sanctions.dprk_designations_without_addresses.map(
      ({ date, names, authority }): Row => ({ date, what: names, by: authority, kind: 'actor' }),
    ),
    ...sanctions.events_without_or_beyond_addresses.map(
      ({ date, target, action }): Row => ({
        date,
        what: target,
        by: action,
        kind: MIXERS.test(target) ? 'mixer' : ACTOR_TARGETS.test(target) ? 'actor' : 'service',
      }),
    ),
  ];
}

const daysIn = (words: string): string[] => words.match(/\d{4}-\d{2}-\d{2}/g) ?? [];

/** What lifted a measure is none: a delisting, a court that struck one down. */
const RELIEF = /delisting|not property that can be blocked/i;

/** Measures of one day are one: what happened around it cannot be told apart. Months without a day are left out. */
function measuresOf(rows: readonly Row[]): Measure[] {
  const usable = rows.filter(({ date, by }) => /^\d{4}-\d{2}-\d{2}$/.test(date) && !RELIEF.test(by));
  const byDay = Map.groupBy(usable, ({ date, what }) => parseDay(date, `designation of ${what}`, 'E_FACTS'));
  return [...byDay]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, all]) => ({
      day,
      what: [...new Set(all.map(({ what }) => what))].join('; '),
      by: [...new Set(all.map(({ by }) => by))].join('; '),
      kinds: [...new Set(all.map(({ kind }) => kind))].sort(),
    }));
}

/** Of one entity and day together. Addresses of chains that are not followed stay as they are printed. */
function listingsOf({ addresses }: Sanctions): Listing[] {
  const groups = Map.groupBy(addresses, ({ entity, address_listed }) => `${entity}|${address_listed}`);
  return [...groups.values()]
    .map((all): Listing => {
      const [first] = all;
      if (first === undefined) throw malformed('a listing without addresses', SANCTIONS);
      const [listed] = daysIn(first.address_listed);
      const dayIn = (text: string, column: string): Day =>
        parseDay(text, `${SANCTIONS} ${column} of ${first.entity}`, 'E_FACTS');
      const lifted = /^delisted (\d{4}-\d{2}-\d{2})/.exec(first.status)?.[1];
      return {
        entity: first.entity,
        day: dayIn(listed ?? '', 'address_listed'),
        until: lifted === undefined ? null : dayIn(lifted, 'status'),
        addresses: all.map(({ chain: name, address }) => {
          const chain = chainNamed(name);
          return chain === null ? address : parseAddress(chain, address, `${SANCTIONS} ${first.entity}`);
        }),
      };
    })
    .sort((a, b) => (a.day === b.day ? (a.entity < b.entity ? -1 : 1) : a.day < b.day ? -1 : 1));
}
