/**
 * What is known about one address or transaction: who claims what, which thefts name it, which recorded or kept
 * traces meet it. Only what is at hand is read: no chain is asked, and no heuristic runs on whoever is named here,
 * because demixing and ownership are looked at on branches that carry a theft's taint, never on passers-by.
 */
import type { Explanation, Sighting } from '../../contract/explain.ts';
import type { IncidentJson } from '../../contract/trace.ts';
import type { ActorBook } from '../../core/attribution/actors.ts';
import { deceptionIn, stopKindOf } from '../../core/attribution/labels.ts';
import type { Problem } from '../../core/attribution/tagpack.ts';
import { conflictAmong, type TagBook } from '../../core/attribution/tags.ts';
import { mayStop } from '../../core/attribution/trust.ts';
import type { ListSnapshot } from '../../core/lists/snapshot.ts';
import { familyOf, parseAddress } from '../../core/model/address.ts';
import type { AssetId } from '../../core/model/asset.ts';
import type { Recording } from '../../core/model/case.ts';
import { CHAINS, type Chain, chainNamed } from '../../core/model/chain.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { DetectorCard, Finding } from '../../core/model/finding.ts';
import { addressOf } from '../../core/model/location.ts';
import type { Movement } from '../../core/model/movement.ts';
import type { KnownTag } from '../../core/model/tag.ts';
import type { PoolReader } from '../../core/patterns/mining/pools.ts';
import type { DecileOf } from '../../core/patterns/obscure-detour.ts';
import type { ChainSource } from '../../ports/chain-source.ts';
import type { Store } from '../../ports/store.ts';
import type { Library } from '../trace/library.ts';
import { findOnAccounts } from './account-findings.ts';
import type { DetectorRun } from './branch-findings.ts';
import { findOnCoins } from './coin-findings.ts';
import { findOnRoad } from './road-findings.ts';
import { findCommingledSights, type Sight, sightsAtHand } from './sights.ts';

export type ExplainParts = {
  /** The lists in force; leads of our own stand under the incidents. */
  readonly listed: ListSnapshot['lookup'];
  readonly book: TagBook;
  readonly actors: ActorBook;
  readonly problems: readonly Problem[];
  readonly library: Library;
  readonly theftTransactions: (
    incident: string,
  ) => readonly { readonly chain: string; readonly hash: string }[];
  readonly sourceOf: (recording: Recording) => ChainSource;
  /** Null: no trace was ever kept here. */
  readonly store: Store | null;
  readonly cardOf: (id: string) => DetectorCard | null;
  /** Null: no table of volumes is configured. */
  readonly decileOf: DecileOf | null;
  /** Whose coinbase it is, by what stands in it. */
  readonly poolOf: PoolReader;
  readonly minConfidence: number;
  /** YYYY-MM-DD: claims that ran out before stop nothing. */
  readonly today: string;
};

type Subject = {
  readonly type: 'address' | 'transaction';
  readonly id: string;
  readonly chains: readonly Chain[];
};

const SHOWN = 10;

/** `where`: who asked, for a refusal. */
export async function explain(text: string, parts: ExplainParts, where = 'explain'): Promise<Explanation> {
  const subject = subjectOf(text, where);
  const claims = subject.type === 'address' ? parts.book.of(subject.id) : [];
  const isAsked = (movement: Movement): boolean => touches(movement, subject);
  const sights = await sightsAtHand(parts, isAsked);
  const seen = sights.filter(({ movements }) => movements.some(isAsked));
  const traces = seen.map((sight) => sightingOf(sight, subject));
  const listings = listingsOf(subject, parts);
  const incidents = incidentsNaming(subject, parts);
  const looked = seen.map((sight) =>
    findOnAccounts(
      {
        reason: { type: 'incident', incident: sight.incident },
        movements: sight.movements,
        timeOf: sight.timeOf,
        others: othersAmong(sights, parts.library),
      },
      parts.book,
    ),
  );
  const coins = seen.flatMap(({ recording, movements, incident }) =>
    recording === null
      ? []
      : findOnCoins(recording, movements, { type: 'incident', incident }, parts).map((each) => ({
          ...each,
          incident,
        })),
  );
  const roads = seen.flatMap(({ recording, movements, incident }) =>
    recording === null
      ? []
      : [
          findOnRoad(
            { reason: { type: 'incident', incident }, movements, recording, decileOf: parts.decileOf },
            parts.book,
            parts.library.knownOf(recording.id),
          ),
        ],
  );
  const clusters = coins.flatMap(({ incident, clusterOf }) => {
    const members = subject.type === 'address' ? clusterOf(subject.id) : null;
    return members === null ? [] : [{ incident, members: [...members] }];
  });
  const commingled = findCommingledSights(seen);
  // Another policy's trace of the same theft sees the same.
  const findings = onceEach(
    [...looked, ...coins, ...roads, commingled]
      .flatMap((each) => each.findings)
      .filter((finding) => speaksOf(finding, subject))
      .map((finding) => findingToJson(finding, parts.cardOf)),
  );
  const known = claims.length + listings.length + incidents.length + traces.length + findings.length > 0;
  return {
    subject: { type: subject.type, id: subject.id, chains: subject.chains.map((chain) => chain.id) },
    known,
    says: known
      ? `${count(claims, 'claim')}, ${listings.length} ${listings.length === 1 ? 'entry' : 'entries'} of lists, ${count(incidents, 'incident')} and ${count(traces, 'trace')} speak of it.`
      : 'Nothing is known about it here. That does not mean that it is clean, nor that it is on no sanctions list.',
    claims: claims.map((tag) => claimToJson(tag, parts)),
    conflict: conflictAmong(claims, (actor) => parts.actors.find(actor)?.label ?? actor),
    listings,
    incidents,
    traces,
    findings,
    clusters,
    caveats: [
      ...caveatsOf(parts, subject),
      ...runsOf([...looked, ...coins, ...roads, commingled].flatMap(({ runs }) => runs)),
    ],
  };
}

/**
 * Thefts of the facts are of the actors in question, and the laboratory is nobody’s: neither says what others do. A
 * theft kept under several policies is one.
 */
const othersAmong = (sights: readonly Sight[], { incidents }: Library): (readonly Movement[])[] => [
  ...new Map(
    sights
      .filter(
        ({ incident }) => !incident.startsWith('laboratory') && !incidents.some(({ id }) => id === incident),
      )
      .map(({ incident, movements }) => [incident, movements]),
  ).values(),
];

const onceEach = <T>(things: readonly T[]): T[] => [
  ...new Map(things.map((each) => [JSON.stringify(each), each])).values(),
];

const count = (things: readonly unknown[], name: string): string =>
  `${things.length} ${name}${things.length === 1 ? '' : 's'}`;

const TRANSACTION = /^(0x)?[0-9a-f]{64}$/i;

function subjectOf(text: string, where: string): Subject {
  const trimmed = text.trim();
  if (TRANSACTION.test(trimmed)) {
    const evm = /^0x/i.test(trimmed);
    return {
      type: 'transaction',
      id: trimmed.toLowerCase(),
      chains: CHAINS.filter((chain) => (chain.family === 'evm') === evm),
    };
  }
  // TRON has a form of its addresses that looks like an EVM address; nobody writes it where both may be meant.
  const family = familyOf(trimmed);
  const chains = CHAINS.filter((chain) => chain.family === family && readAddress(chain, trimmed) !== null);
  const [first] = chains;
  if (first !== undefined) return { type: 'address', id: readAddress(first, trimmed) ?? trimmed, chains };
  // Said with the reason why it is none, of the chain it looks most like.
  const like = CHAINS.find((chain) => chain.family === family) ?? CHAINS[0];
  if (like !== undefined && (family !== null || trimmed === '')) parseAddress(like, trimmed, where);
  throw new AshiatoError(
    'E_USAGE',
    'this is neither an address nor a transaction of a chain that is followed',
    {
      where,
      next: 'Give one address or one transaction id of Bitcoin, an EVM chain or TRON.',
    },
  );
}

function readAddress(chain: Chain, text: string): string | null {
  try {
    return parseAddress(chain, text);
  } catch (error) {
    if (error instanceof AshiatoError) return null;
    throw error;
  }
}

const touches = (movement: Movement, subject: Subject): boolean =>
  subject.type === 'transaction'
    ? movement.txid === subject.id
    : paysTo(movement, subject) || paysFrom(movement, subject);

const paysTo = ({ to }: Movement, { id }: Subject): boolean => to !== null && addressOf(to) === id;
const paysFrom = ({ from }: Movement, { id }: Subject): boolean => from !== null && addressOf(from) === id;

function sightingOf(sight: Sight, subject: Subject): Sighting {
  const own = sight.movements.filter((movement) => touches(movement, subject));
  const arriving = own.filter((movement) => subject.type === 'transaction' || paysTo(movement, subject));
  const leaving = own.filter((movement) => subject.type === 'transaction' || paysFrom(movement, subject));
  const stolen = [...new Set(own.map((movement) => movement.stolen))];
  const sum = (movements: readonly Movement[], asset: AssetId): string =>
    movements.reduce((total, each) => total + (each.stolen === asset ? each.origin : 0n), 0n).toString();
  return {
    trace: sight.trace,
    incident: sight.incident,
    policy: sight.policy,
    kept: sight.kept,
    movementsIn: arriving.length,
    movementsOut: leaving.length,
    flows: stolen.map((asset) => ({
      stolen: asset,
      symbol: sight.assets.get(asset)?.symbol ?? asset,
      decimals: sight.assets.get(asset)?.decimals ?? 0,
      arrived: sum(arriving, asset),
      left: sum(leaving, asset),
    })),
    ends: [
      ...new Set(
        arriving.flatMap(({ end }) =>
          end === null ? [] : [end.label === '' ? end.kind : `${end.kind}: ${end.label}`],
        ),
      ),
    ],
    transactions: [...new Set(own.map((movement) => movement.txid as string))].slice(0, SHOWN),
  };
}

function listingsOf({ type, id, chains }: Subject, { listed }: ExplainParts): Explanation['listings'] {
  if (type !== 'address') return [];
  return [...new Set(chains.map(({ family }) => family))]
    .flatMap((family) => listed(family, id))
    .filter(({ entry, sameKeyAs }) => entry.effect !== 'stolen-funds-lead' && sameKeyAs === null)
    .map(({ entry, address, edition }) => ({
      list: entry.list,
      edition: edition.name,
      entry: entry.id,
      names: entry.names.slice(0, SHOWN).map(({ name }) => name),
      effect: entry.effect,
      listedOn: address.listedOn,
    }));
}

function incidentsNaming(
  subject: Subject,
  { library, theftTransactions }: ExplainParts,
): Explanation['incidents'] {
  return library.incidents.flatMap((incident) => {
    const head = { id: incident.id, victim: incident.victim, date: incident.date };
    if (subject.type === 'transaction') {
      return theftTransactions(incident.id)
        .filter(({ hash }) => hash.toLowerCase() === subject.id)
        .map(({ chain }) => ({
          ...head,
          role: 'transaction of the theft',
          chain,
          source: incident.sources[0]?.key ?? '',
          note: null,
        }));
    }
    return incident.addresses
      .filter((each) => isSame(each, subject))
      .map(({ role, chain, source, note }) => ({ ...head, role, chain, source, note }));
  });
}

function isSame({ chain: name, address }: IncidentJson['addresses'][number], { id }: Subject): boolean {
  if (address === id) return true;
  const chain = chainNamed(name);
  return chain?.family === 'evm' && address.toLowerCase() === id;
}

/** The log of what was asked of whom, and why it was allowed. */
function runsOf(runs: readonly DetectorRun[]): string[] {
  const groups = Map.groupBy(runs, ({ reason }) =>
    reason.type === 'incident' ? reason.incident : reason.entry,
  );
  return [...groups].map(
    ([incident, own]) =>
      `Detectors ran on branches because they carry the taint of ${incident}: ${own.map(({ detector, transactions, found }) => `${detector} (${found} found in ${transactions})`).join(', ')}.`,
  );
}

function speaksOf({ subject: of, evidence }: Finding, { type, id }: Subject): boolean {
  if (type === 'transaction')
    return (of.type === 'transaction' && of.txid === id) || evidence.some((row) => row.txid === id);
  return (of.type === 'address' && of.address === id) || evidence.some((row) => row.address === id);
}

function findingToJson(finding: Finding, cardOf: ExplainParts['cardOf']): Explanation['findings'][number] {
  const card = cardOf(finding.detector);
  return {
    detector: finding.detector,
    question: card?.question ?? '',
    says: finding.says,
    strength: finding.strength,
    innocent: card?.innocent ?? '',
    source: card?.source ?? '',
    evidence: finding.evidence.map(({ what, chain, txid, address, amount, asset }) => ({
      what,
      chain,
      ...(txid === undefined ? {} : { txid }),
      ...(address === undefined ? {} : { address }),
      ...(amount === undefined ? {} : { amount: amount.toString() }),
      ...(asset === undefined ? {} : { asset }),
    })),
  };
}

function claimToJson(
  tag: KnownTag,
  { actors, minConfidence, today }: ExplainParts,
): Explanation['claims'][number] {
  const { id, pack, scope, label, category, concepts, abuse, actor, author, source, confidence, level } = tag;
  return {
    id,
    pack,
    where: scope.type === 'chain' ? scope.chain : scope.type === 'family' ? scope.family : scope.network,
    label,
    category,
    concepts: [...concepts],
    abuse,
    actor,
    actorName: actor === null ? null : (actors.find(actor)?.label ?? null),
    author,
    source,
    confidence,
    level,
    created: tag.created,
    modified: tag.modified,
    validUntil: tag.validUntil,
    note: tag.note,
    state: tag.state.type,
    stops: mayStop(tag, minConfidence, today) ? stopKindOf(tag) : null,
    deceives: deceptionIn(label),
    history: tag.history.map(({ action, target, by, reason, at }) => ({
      action,
      of: target.type === 'tag' ? target.id : target.pack,
      by,
      reason,
      at,
    })),
  };
}

function caveatsOf({ problems, book }: ExplainParts, { type, id }: Subject): string[] {
  const aside = problems.filter((problem) => problem.aside).length;
  return [
    `Read offline: ${book.size} claims of ${book.packs.length} packs, the facts, and the traces that are recorded or kept here. No chain was asked.`,
    ...(aside === 0
      ? []
      : [
          `${aside} rows of the packs cannot be used and are set aside; "ashiato tags check <file>" names them.`,
        ]),
    ...(type === 'address'
      ? [
          `Lists say here who is named, never who is not: "ashiato screen ${id}" says how whole and how old they are.`,
          'A label is its author’s word: exchanges rotate their wallets, and a name proves nothing about a person.',
        ]
      : []),
  ];
}
