/** The facts as an article is held against them: incidents, and names in three scripts. */
import { z } from 'zod';
import {
  type Knowledge,
  type KnownIncident,
  openKnowledge,
  type Victim,
} from '../../core/intel/knowledge.ts';
import { type Name, openNames } from '../../core/intel/names.ts';
import { readIncidentsTable } from '../facts/incidents.ts';
import { readTable } from '../facts/table.ts';

const text = z.string().min(1);
const named = z.strictObject({ name: text, aliases: z.array(text) });
const namesTable = z.strictObject({
  schema_version: z.literal(1),
  note: text,
  victims: z.array(named.extend({ victim: text })),
  speakers: z.array(named),
  actors: z.record(text, z.array(text)),
  techniques: z.record(text, z.array(text)),
});

const actorsTable = z.looseObject({
  schema_version: z.literal(1),
  actors: z.array(
    z.looseObject({
      id: text,
      name: z.record(z.enum(['en', 'ja', 'ko']), text),
      parent: text.nullable(),
      aliases: z.array(text),
    }),
  ),
});

type ActorRow = z.infer<typeof actorsTable>['actors'][number];
type IncidentRow = ReturnType<typeof readIncidentsTable>['incidents'][number];

/** Descriptions in the place of a name; no article calls a victim so. */
const NO_NAME =
  /undisclosed|holder|individual|founder|related|cluster|payers|company|investment|thefts|deployer|worker|attempt|intrusion|takeover|users|reused|theft \(|server|incident|team|meeting/i;
/** Names of victims that are words of every article; only the longer names of intel/names.json stand for them. */
const COMMON_WORDS = new Set([
  'M2',
  'Request',
  'Russell',
  'Irys',
  'Samudai',
  'Nexera',
  'Ripio',
  'MGNR',
  'BiKi',
  'Etna',
  'Genius',
  'SyFu',
]);
/** Acronyms of organs that are words elsewhere (MID, RGB), and remarks in the place of an alias. */
const NO_ALIAS = /^[A-Z]{2,4}$|^第?3[局국]$|confidence|reported/;

/** Held against the incidents as they ship, or as the library's accepted edits have them. */
export function loadKnowledge(
  factsFolder: string,
  incidents: readonly IncidentRow[] = readIncidentsTable(factsFolder).incidents,
): Knowledge {
  const own = readTable(factsFolder, 'intel/names.json', namesTable);
  const { actors } = readTable(factsFolder, 'actors.json', actorsTable);
  const actorNames = [
    ...Object.entries(own.actors).flatMap(([id, aliases]) => aliases.map(meaning(id))),
    ...actors.flatMap(namesOfActor),
  ];
  const book = openNames(actorNames);
  const idOf = (name: string): string[] => book.find(name).map(({ means }) => means);
  const parents = new Map(actors.map(({ id, parent }) => [id, parent]));
  return openKnowledge(
    incidents.map((row) => knownIncident(row, idOf, parents)),
    {
      victims: [
        ...own.victims.flatMap(({ name, victim, aliases }) => {
          const means = { name, incidents: idsOf(incidents, victim) };
          return aliases.map((alias): Name<Victim> => ({ text: alias, means }));
        }),
        ...incidents.flatMap(({ victim }) => namesOfVictim(victim, incidents)),
      ],
      actors: actorNames,
      techniques: Object.entries(own.techniques).flatMap(([id, aliases]) => aliases.map(meaning(id))),
      speakers: own.speakers.flatMap(({ name, aliases }) => aliases.map(meaning(name))),
    },
  );
}

const meaning =
  (means: string) =>
  (alias: string): Name<string> => ({ text: alias, means });

const idsOf = (incidents: readonly IncidentRow[], victim: string): string[] =>
  incidents.filter((row) => headOf(row.victim).startsWith(victim)).map(({ id }) => id);

const headOf = (victim: string): string => victim.replace(/\s*\(.*/, '');

function namesOfVictim(victim: string, incidents: readonly IncidentRow[]): Name<Victim>[] {
  const name = headOf(victim);
  if (NO_NAME.test(victim)) return [];
  return name
    .split(' / ')
    .filter((part) => part.length > 2 && !COMMON_WORDS.has(part))
    .map((part) => ({ text: part, means: { name, incidents: idsOf(incidents, name) } }));
}

/** `Diamond Sleet (ZINC)` is two names, `Golden Chollima (2026 naming)` is one. */
function namesOfActor({ id, name, aliases }: ActorRow): Name<string>[] {
  return [...Object.values(name), ...aliases]
    .flatMap((each) => each.split(' / '))
    .flatMap((each) => {
      const [, outer = each, inner = ''] = /^([^(（]+?)\s*[(（](.*)[)）]$/.exec(each) ?? [];
      return [outer, /naming|name\)?$|shared|office|Guidance/.test(inner) ? '' : inner];
    })
    .filter((each) => each.length > 1 && !NO_ALIAS.test(each))
    .map(meaning(id));
}

function knownIncident(
  row: IncidentRow,
  idOf: (name: string) => string[],
  parents: ReadonlyMap<string, string | null>,
): KnownIncident {
  const own = [row.attribution.actor ?? '', row.attribution.cluster ?? ''].flatMap(idOf);
  return {
    id: row.id,
    date: row.date_utc,
    datePrecision: row.date_precision,
    victim: row.victim,
    lossUsd: decimal(row.loss_usd_at_time),
    lossRange:
      row.loss_usd_range === undefined
        ? null
        : [decimal(row.loss_usd_range[0]) ?? '0', decimal(row.loss_usd_range[1]) ?? '0'],
    assets: row.assets.map(({ amount, unit }) => ({ amount: decimal(amount), unit })),
    // What a group belongs to is no contradiction to the group.
    actors: [...new Set(own.flatMap((id) => lineOf(id, parents)))],
    attributedBy: row.attribution.by,
    addresses: row.theft_addresses.map(({ address }) =>
      /^0x/.test(address) ? address.toLowerCase() : address,
    ),
    transactions: row.theft_tx.map(({ hash }) => hash.toLowerCase()),
  };
}

/** An actor, its parent, the parent's parent. */
function lineOf(id: string, parents: ReadonlyMap<string, string | null>): string[] {
  const line: string[] = [];
  for (let each: string | null = id; each !== null && !line.includes(each); each = parents.get(each) ?? null)
    line.push(each);
  return line;
}

/** Typed by hand as a plain decimal; facts/README.md holds the rule. */
const decimal = (value: number | null): string | null => (value === null ? null : String(value));
