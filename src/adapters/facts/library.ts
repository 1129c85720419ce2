/** The entries of the library as the facts ship them: incidents, actors, techniques and responses, field by field. */
import { z } from 'zod';
import {
  type Confidence,
  confidenceByGround,
  type Entry,
  type Field,
  type Kind,
  refText,
  type Source,
  type Statement,
} from '../../core/library/entry.ts';
import { FIELDS } from '../../core/library/fields.ts';
import { foldText } from '../../core/model/fold.ts';
import { readIncidentsTable } from './incidents.ts';
import { malformed, readTable } from './table.ts';

const text = z.string().min(1);
const confidence = z.enum(['high', 'medium', 'low']);
const names = z.strictObject({ en: text, ja: text, ko: text });

const actorsTable = z.looseObject({
  actors: z.array(
    z.strictObject({
      id: text,
      name: names,
      kind: text,
      parent: text.nullable(),
      aliases: z.array(text),
      mitre_group: text.nullable(),
      designations: z.array(z.strictObject({ date: text, by: text, program: z.string() })),
      notes: z.string(),
      confidence,
      sources: z.array(text),
    }),
  ),
});

const techniquesTable = z.looseObject({
  techniques: z.array(
    z.strictObject({
      id: text,
      name: names,
      phase: text,
      detectable_signature: text,
      example_incidents: z.array(text),
      mitre_attack: z.array(text),
      confidence,
    }),
  ),
});

const responsesTable = z.looseObject({
  levers: z.record(text, text),
  responses: z.array(
    z.strictObject({
      id: text,
      name: names,
      incidents: z.array(text),
      date: text.nullable(),
      lever: text,
      by: z.array(text),
      froze: text.nullable(),
      worked: text.nullable(),
      limits: text.nullable(),
      fates: z.array(text),
      usd: z.number().int().nullable(),
      confidence,
      sources: z.array(z.strictObject({ says: text, url: z.url().optional(), seen: text })).min(1),
    }),
  ),
});

const fatesTable = z.looseObject({
  fates: z.array(
    z.looseObject({
      incident: text,
      fate: text,
      usd: z.number().nullable(),
      assets: z.array(z.strictObject({ amount: text, unit: text })),
      date: text.nullable(),
      source: text,
    }),
  ),
});

const detectorsTable = z.looseObject({ detectors: z.record(text, z.array(text)) });

const articleNames = z.looseObject({
  victims: z.array(z.looseObject({ victim: text, aliases: z.array(text) })),
  actors: z.record(text, z.array(text)),
  techniques: z.record(text, z.array(text)),
});

const sourcesTable = z.looseObject({
  sources: z.record(
    text,
    z.looseObject({ publisher: text, title: text, date: z.string().nullable(), seen: text }),
  ),
});

type IncidentRow = ReturnType<typeof readIncidentsTable>['incidents'][number];
type ActorRow = z.infer<typeof actorsTable>['actors'][number];
type TechniqueRow = z.infer<typeof techniquesTable>['techniques'][number];
type ResponseRow = z.infer<typeof responsesTable>['responses'][number];

type Tables = {
  readonly incidents: readonly IncidentRow[];
  readonly sources: z.infer<typeof sourcesTable>['sources'];
  readonly actors: readonly ActorRow[];
  readonly techniques: readonly TechniqueRow[];
  readonly responses: readonly ResponseRow[];
  readonly fates: z.infer<typeof fatesTable>['fates'];
  readonly detectors: Readonly<Record<string, readonly string[]>>;
  readonly articles: z.infer<typeof articleNames>;
};

export function loadEntries(folder: string): readonly Entry[] {
  const tables: Tables = {
    incidents: readIncidentsTable(folder).incidents,
    sources: readTable(folder, 'incidents.json', sourcesTable).sources,
    actors: readTable(folder, 'actors.json', actorsTable).actors,
    techniques: readTable(folder, 'techniques.json', techniquesTable).techniques,
    responses: readTable(folder, 'response_cases.json', responsesTable).responses,
    fates: readTable(folder, 'fates.json', fatesTable).fates,
    detectors: readTable(folder, 'technique_detectors.json', detectorsTable).detectors,
    articles: readTable(folder, 'intel/names.json', articleNames),
  };
  const actorsOf = new Map(tables.incidents.map((row) => [row.id, actorsNamedBy(row, tables)]));
  const entries = [
    ...tables.incidents.map((row) => incidentEntry(row, actorsOf.get(row.id) ?? [], tables)),
    ...tables.actors.map((row) => actorEntry(row, actorsOf, tables)),
    ...tables.techniques.map((row) => techniqueEntry(row, tables)),
    ...tables.responses.map((row) => responseEntry(row, tables)),
  ];
  refuseLooseEnds(entries);
  return entries;
}

/** The name of every ATT&CK id that the tables use. */
export const loadMitreNames = (folder: string): Readonly<Record<string, string>> =>
  readTable(folder, 'mitre_names.json', z.looseObject({ names: z.record(text, text) })).names;

function incidentEntry(row: IncidentRow, actors: readonly string[], tables: Tables): Entry {
  const sources = row.sources.map((key): Source => {
    const found = tables.sources[key];
    if (found === undefined) throw malformed(`the source "${key}" is not in the table of sources`, row.id);
    return said(
      `${found.publisher}: ${found.title}${found.date === null ? '' : ` (${found.date})`}`,
      found.seen,
    );
  });
  const state = statedBy(sources, null);
  const attributed = statedBy(sources, row.attribution.confidence);
  const derived = ofTable('facts/actors.json: names found in the attribution');
  const range = row.loss_usd_range;
  const { attribution, recovered_or_frozen: recovered } = row;
  return entryOf('incident', row.id, {
    victim: state(row.victim),
    alias: calledInArticles(
      tables.articles.victims
        .filter(({ victim }) => row.victim.replace(/\s*\(.*/, '').startsWith(victim))
        .flatMap(({ aliases }) => aliases),
      [row.victim],
    ),
    date: state(row.date_utc),
    datePrecision: state(row.date_precision),
    victimType: state(row.victim_type),
    country: state(row.country),
    chain: state(...row.chains),
    taken: state(...row.assets.map(({ amount, unit }) => (amount === null ? unit : `${amount} ${unit}`))),
    // Where sources differ the figure we count with leads, and the ends of the range stand beside it.
    loss: state(
      ...new Set(
        [row.loss_usd_at_time, ...(range ?? [])].flatMap((usd) => (usd === null ? [] : [String(usd)])),
      ),
    ),
    actor: attributed(attribution.actor),
    cluster: attributed(attribution.cluster),
    status: attributed(attribution.status),
    confidence: attributed(attribution.confidence),
    attributedBy: attributed(
      ...attribution.by.map(({ who, date }) => [who, date].filter((each) => each !== null).join(' · ')),
    ),
    actors: derived(...actors),
    accessTechnique: state(...row.initial_access.techniques),
    access: state(row.initial_access.summary),
    launderingTechnique: state(...row.laundering.techniques),
    laundering: state(row.laundering.summary),
    recovered: state(recovered?.summary ?? null),
    recoveredUsd: state(recovered?.usd == null ? null : String(recovered.usd)),
    responses: ofTable('facts/response_cases.json')(
      ...tables.responses.filter(({ incidents }) => incidents.includes(row.id)).map(({ id }) => id),
    ),
    notes: state(row.notes ?? null),
  });
}

function actorEntry(row: ActorRow, actorsOf: ReadonlyMap<string, readonly string[]>, tables: Tables): Entry {
  const state = statedBy(
    row.sources.map((says) =>
      says === OWN ? said('the curators, without a document', OWN) : { says, seen: null, passage: null },
    ),
    row.confidence,
  );
  return entryOf('actor', row.id, {
    ...named(row.name, state),
    alias: [
      ...state(...row.aliases),
      ...calledInArticles(tables.articles.actors[row.id] ?? [], [...Object.values(row.name), ...row.aliases]),
    ],
    kind: state(row.kind),
    parent: state(row.parent),
    mitreGroup: state(row.mitre_group),
    designation: state(
      ...row.designations.map(({ date, by, program }) => [date, by, program].filter(Boolean).join(' · ')),
    ),
    notes: state(row.notes),
    incidents: ofTable('facts/incidents.json: incidents whose attribution names it')(
      ...[...actorsOf].filter(([, actors]) => actors.includes(row.id)).map(([id]) => id),
    ),
  });
}

function techniqueEntry(row: TechniqueRow, tables: Tables): Entry {
  const state = ofTable('facts/techniques.json: our own words after the incidents', row.confidence);
  const seen = tables.incidents.filter(({ initial_access: access, laundering }) =>
    [...access.techniques, ...laundering.techniques].includes(row.id),
  );
  return entryOf('technique', row.id, {
    ...named(row.name, state),
    alias: calledInArticles(tables.articles.techniques[row.id] ?? [], Object.values(row.name)),
    phase: state(row.phase),
    signature: state(row.detectable_signature),
    detector: ofTable('facts/technique_detectors.json', 'high')(...(tables.detectors[row.id] ?? [])),
    mitre: state(...row.mitre_attack),
    seenIn: ofTable('facts/incidents.json: incidents that name it, with their sources')(
      ...new Set([...row.example_incidents, ...seen.map(({ id }) => id)]),
    ),
  });
}

function responseEntry(row: ResponseRow, tables: Tables): Entry {
  const sources = row.sources.map(({ says, url, seen }) =>
    said(url === undefined ? says : `${says} ${url}`, seen),
  );
  const state = statedBy(sources, row.confidence);
  const figures = tables.fates.filter(
    ({ incident, fate }) => incident === row.incidents[0] && row.fates.includes(fate),
  );
  return entryOf('response', row.id, {
    ...named(row.name, state),
    incident: state(...row.incidents),
    date: state(row.date),
    lever: state(row.lever),
    by: state(...row.by),
    froze: state(row.froze),
    worked: state(row.worked),
    limits: state(row.limits),
    figure: [
      ...figures.flatMap(({ fate, usd, assets, date, source }) =>
        ofTable(
          `facts/fates.json (${source})`,
          row.confidence,
        )(
          [
            fate,
            ...(usd === null ? [] : [`USD ${String(usd)}`]),
            ...assets.map(({ amount, unit }) => `${amount} ${unit}`),
            ...(date === null ? [] : [date]),
          ].join(' · '),
        ),
      ),
      ...state(row.usd === null ? null : `USD ${row.usd}`),
    ],
  });
}

const said = (says: string, seen: string): Source => ({ says, seen, passage: null });

/** Statements of one origin; null and empty text say nothing. */
const statedBy =
  (sources: readonly Source[], rating: Confidence | null) =>
  (...values: readonly (string | null)[]): Statement[] =>
    values.flatMap((value) =>
      value === null || value === ''
        ? []
        : [
            {
              value,
              sources,
              confidence: rating ?? confidenceByGround(sources),
              rated: rating !== null,
              edit: null,
            },
          ],
    );

/** What follows from a table as a whole, or is its own word. */
const ofTable = (says: string, rating: Confidence | null = null) =>
  statedBy([said(says, 'row of the table')], rating);

/** What the tables themselves call what nobody looked up. */
const OWN = 'own knowledge';

/** Names of the press, beside those that are known already. */
const calledInArticles = (aliases: readonly string[], known: readonly string[]): Statement[] =>
  statedBy(
    [said('facts/intel/names.json: what articles call it; transliterations are ours', OWN)],
    null,
  )(...new Set(aliases.filter((alias) => !known.includes(alias))));

const named = (
  { en, ja, ko }: z.infer<typeof names>,
  state: (...values: string[]) => Statement[],
): Record<string, Statement[]> => ({ 'name.en': state(en), 'name.ja': state(ja), 'name.ko': state(ko) });

const entryOf = (
  kind: Kind,
  id: string,
  statements: Readonly<Record<string, readonly Statement[]>>,
): Entry => ({
  kind,
  id,
  fields: FIELDS[kind].flatMap(({ name }): Field[] => {
    const own = statements[name] ?? [];
    return own.length === 0 ? [] : [{ name, statements: own }];
  }),
});

/** Whom an attribution names, by any of their names: whole words, since RGB is an actor and an ending. */
function actorsNamedBy({ attribution }: IncidentRow, { actors, articles }: Tables): string[] {
  const said = foldText([attribution.actor ?? '', attribution.cluster ?? ''].join(' / '));
  return actors
    .filter(({ id, name, aliases }) =>
      [name.en, ...aliases, ...(articles.actors[id] ?? [])]
        .flatMap((each) => each.split(' / '))
        .map((each) => foldText(each).replace(/\s*\(.*\)$/, ''))
        .some((each) => each.length > 2 && occursWhole(each, said)),
    )
    .map(({ id }) => id);
}

const occursWhole = (name: string, said: string): boolean => {
  const at = said.indexOf(name);
  if (at < 0) return false;
  const around = `${said[at - 1] ?? ' '}${said[at + name.length] ?? ' '}`;
  return !/[a-z0-9]/.test(around);
};

/** A reference must lead somewhere. */
function refuseLooseEnds(entries: readonly Entry[]): void {
  const known = new Set(entries.map(refText));
  for (const { kind, id, fields } of entries)
    for (const { name, is } of FIELDS[kind])
      if (is.type === 'entry')
        for (const { value } of fields.find((field) => field.name === name)?.statements ?? [])
          if (!known.has(refText({ kind: is.kind, id: value })))
            throw malformed(`"${value}" is no ${is.kind}`, `${kind} ${id} ${name}`);
}
