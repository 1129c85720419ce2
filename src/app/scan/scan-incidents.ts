/** What a person names with `--case`, as thefts that a scan can follow on its chain. */
import type { IncidentJson } from '../../contract/trace.ts';
import { isFirstRole } from '../../core/attribution/roles.ts';
import { parseAddress } from '../../core/model/address.ts';
import type { Recording } from '../../core/model/case.ts';
import { type Chain, chainNamed } from '../../core/model/chain.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { TxId } from '../../core/model/location.ts';
import type { Stop } from '../../core/model/reading.ts';
import type { Theft } from '../trace/theft.ts';
import type { Incident, Paid, Seed } from './scan-seeds.ts';

const DAY = 86_400;
/** Stolen coins reach their first address within hours; what comes after a month is another story. */
const WINDOW_DAYS = 30;
/** How much later a theft may have been than the first day that its date allows. */
const VAGUE_DAYS = new Map([
  ['day', 0],
  ['month', 31],
  ['season', 92],
]);

/** A case or a recording: the outputs it declares as stolen, and the stops it names. */
export function incidentOfCase(recording: Recording, chain: Chain): Incident {
  const seeds = recording.readings.meanings.flatMap(({ chain: on, txid, meaning }) =>
    on === chain.id && meaning.type === 'seed' ? [{ txid, vout: meaning.event, height: null }] : [],
  );
  if (seeds.length === 0) throw nothingUsable(recording.id, chain, 'declares no stolen output');
  return {
    id: recording.id,
    incident: recording.incident,
    title: recording.title.en,
    seeds: seeds.map((seed) => ({ ...seed, height: heightOf(recording, chain, seed.txid) })),
    paid: null,
    stops: recording.readings.stops.filter((stop) => stop.chain === chain.id),
  };
}

const heightOf = ({ chains }: Recording, chain: Chain, txid: TxId): number | null =>
  chains.get(chain.id)?.find((block) => block.transactions.some((tx) => tx.txid === txid))?.height ?? null;

/**
 * An incident of the facts: whatever its addresses were paid in the month after it. Where the facts name addresses
 * at which the stolen value first rested only those count, for further down the road the same coins come by again.
 */
export function incidentOfFacts(
  incident: IncidentJson,
  transactions: readonly { readonly chain: string; readonly hash: string }[],
  chain: Chain,
): Incident {
  const known = incident.addresses.filter((each) => each.seed && chainNamed(each.chain)?.id === chain.id);
  const first = known.filter((each) => isFirstRole(each.role));
  const addresses = (first.length > 0 ? first : known).map(({ address }) => parseAddress(chain, address));
  if (addresses.length === 0)
    throw nothingUsable(incident.id, chain, 'has no known address where stolen value rested');
  const since = Date.parse(`${incident.date}T00:00:00Z`) / 1000;
  const days = WINDOW_DAYS + (VAGUE_DAYS.get(incident.datePrecision) ?? 0);
  const paid: Paid = {
    addresses,
    txids: transactions.flatMap(({ chain: name, hash }) =>
      chainNamed(name)?.id === chain.id ? [hash as TxId] : [],
    ),
    since,
    until: since + days * DAY,
  };
  return { id: incident.id, incident: incident.id, title: incident.victim, seeds: [], paid, stops: [] };
}

/** Every incident of the facts with an address on this chain where stolen value first rested. */
export const incidentsOfFacts = (
  incidents: readonly IncidentJson[],
  transactionsOf: (incident: string) => Parameters<typeof incidentOfFacts>[1],
  chain: Chain,
): Incident[] =>
  incidents
    .filter(({ addresses }) => addresses.some((each) => each.seed && chainNamed(each.chain)?.id === chain.id))
    .map((incident) => incidentOfFacts(incident, transactionsOf(incident.id), chain));

/** A theft as a person names it for a trace. Where only the payee of a transaction is named, its payments are found. */
export function incidentOfTheft({ id, incident, title, parts, stops }: Theft): Incident {
  const seeds = parts.flatMap((part): Seed[] =>
    part.type === 'transaction' && typeof part.to === 'number'
      ? [{ txid: part.txid as TxId, vout: part.to, height: null }]
      : [],
  );
  const payments = parts.flatMap((part): Paid[] => {
    if (part.type === 'paid') return [paidTo(part.chain, part.addresses, [], part.since)];
    if (typeof part.to === 'number') return [];
    return [paidTo(part.chain, part.to, [part.txid as TxId], 0)];
  });
  const paid: Paid | null =
    payments.length === 0
      ? null
      : {
          addresses: [...new Set(payments.flatMap((each) => each.addresses))],
          txids: payments.flatMap((each) => each.txids),
          since: Math.min(...payments.map((each) => each.since)),
          until: Number.MAX_SAFE_INTEGER,
        };
  return { id, incident, title, seeds, paid, stops };
}

const paidTo = (chain: Chain, addresses: readonly string[], txids: readonly TxId[], since: number): Paid => ({
  addresses: addresses.map((address) => parseAddress(chain, address)),
  txids,
  since,
  until: Number.MAX_SAFE_INTEGER,
});

/** Stops that hold for every theft; what the theft itself says of an address goes before. */
export const withStops = (incident: Incident, stops: readonly Stop[]): Incident => ({
  ...incident,
  stops: [...stops, ...incident.stops],
});

const nothingUsable = (id: string, chain: Chain, why: string): AshiatoError =>
  new AshiatoError('E_SEED', `${id} ${why} on ${chain.name}`, {
    where: '--case',
    next: 'Name the stolen outputs with --seed.',
  });
