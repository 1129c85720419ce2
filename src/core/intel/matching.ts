/** Which known incident an article speaks of, what in it contradicts the library, or the new incident it proposes. */
import type { Claim, Span } from './claim.ts';
import { isNear, scaled } from './decimal.ts';
import { sentencesOf } from './fold.ts';
import type { Knowledge, KnownIncident } from './knowledge.ts';

export type Match = {
  readonly incident: string;
  /** Why, strongest first. */
  readonly grounds: readonly string[];
};

export type Contradiction = {
  readonly incident: string;
  readonly field: 'date' | 'loss' | 'asset' | 'actor' | 'attribution-date';
  readonly library: string;
  readonly article: string;
  readonly span: Span;
};

/** A theft that no known victim, address or transaction explains. Its name is for the person who accepts it. */
export type Proposal = {
  readonly date: string | null;
  readonly amounts: readonly string[];
  readonly span: Span;
  readonly quote: string;
};

const THEFT =
  /\b(?:stole|stolen|theft|thefts|steal|drained|lost|losing|hack(?:ed|ers?)?|heist|emptied|taken)\b|流出|盗|窃取|奪|ハッキング|失った|도난|탈취|유출|해킹|훔|빠져나|잃/;
/** What became of a part of the money is no loss. */
const PART =
  /seiz|froze|recover|return|launder|sanction|reward|single|凍結|回収|押収|返還|洗浄|동결|환수|압수|세탁/;
/** Totals over many thefts are no theft. */
const TOTAL = /\bput\b.{0,40}\bat\b|in total|estimated that|推計|累計|年間|추산|누적|연간/;

type Says<K> = Extract<Claim['says'], { readonly kind: K }>;

function only<K extends Claim['says']['kind']>(
  claims: readonly Claim[],
  kind: K,
): { span: Span; says: Says<K> }[] {
  return claims.flatMap(({ span, says }) => (says.kind === kind ? [{ span, says: says as Says<K> }] : []));
}

export function matchIncidents(claims: readonly Claim[], { incidents }: Knowledge): Match[] {
  const named = new Set(only(claims, 'victim').flatMap(({ says }) => says.incidents));
  const places = new Set<string>([
    ...only(claims, 'address').map(({ says }) => says.address),
    ...only(claims, 'transaction').map(({ says }) => says.id),
  ]);
  const scored = incidents.flatMap((incident) => {
    const grounds = groundsOf(incident, claims, named.has(incident.id), places);
    return grounds.length === 0
      ? []
      : [{ incident, grounds, score: grounds.reduce((n, g) => n + g.weight, 0) }];
  });
  const best = new Map<string, number>();
  for (const { incident, score } of scored)
    best.set(incident.victim, Math.max(best.get(incident.victim) ?? 0, score));
  const ofVictim = (name: string): number =>
    Math.max(...[...best].filter(([victim]) => sameVictim(victim, name)).map(([, score]) => score));
  // Of several thefts of one victim only those that fit best: a name alone fits all of them.
  return scored
    .filter(({ incident, score }) => score === ofVictim(incident.victim))
    .sort((a, b) => b.score - a.score)
    .map(({ incident, grounds }) => ({
      incident: incident.id,
      grounds: grounds.sort((a, b) => b.weight - a.weight).map(({ says }) => says),
    }));
}

const headOf = (victim: string): string => victim.replace(/\s*\(.*/, '').toLowerCase();
const sameVictim = (a: string, b: string): boolean => headOf(a) === headOf(b);

type Ground = { readonly says: string; readonly weight: number };

function groundsOf(
  incident: KnownIncident,
  claims: readonly Claim[],
  named: boolean,
  places: ReadonlySet<string>,
): Ground[] {
  const grounds: Ground[] = [];
  const address = incident.addresses.find((each) => places.has(each));
  const transaction = incident.transactions.find((each) => places.has(each));
  if (address !== undefined) grounds.push({ says: `its address ${address}`, weight: 4 });
  if (transaction !== undefined) grounds.push({ says: `its transaction ${transaction}`, weight: 4 });
  if (named) grounds.push({ says: `its victim, ${incident.victim}`, weight: 3 });
  // Days and sums are shared by chance; they only choose among thefts that are named.
  if (grounds.length === 0) return [];
  const gap = Math.min(...only(claims, 'date').map(({ says }) => daysApart(says.date, incident.date)));
  if (gap <= 3) grounds.push({ says: `its date, ${incident.date}`, weight: 3 });
  else if (gap <= 45) grounds.push({ says: `a date near it, ${incident.date}`, weight: 2 });
  else if (only(claims, 'date').some(({ says }) => says.date === incident.date.slice(0, says.date.length)))
    grounds.push({ says: `its month or year, ${incident.date}`, weight: 1 });
  const amounts = only(claims, 'amount');
  if (
    amounts.some(({ says }) =>
      incident.assets.some(
        ({ amount, unit }) =>
          unit === says.unit && amount !== null && isNear(scaled(amount), scaled(says.value), 2n),
      ),
    )
  )
    grounds.push({ says: 'its assets', weight: 2 });
  if (amounts.some(({ says }) => says.unit === 'USD' && fitsLoss(says, incident)))
    grounds.push({ says: 'its loss in dollars', weight: 1 });
  return grounds;
}

function daysApart(date: string, other: string): number {
  if (date.length < 7) return Number.POSITIVE_INFINITY;
  const [from, to] = [date, other].map((text) => Date.parse(text.length === 7 ? `${text}-15` : text));
  return Math.abs((from ?? 0) - (to ?? 0)) / 86_400_000;
}

function fitsLoss({ value, bound }: Says<'amount'>, { lossUsd, lossRange }: KnownIncident): boolean {
  if (lossUsd === null) return false;
  const said = scaled(value);
  const [low, high] = lossRange ?? [lossUsd, lossUsd];
  // "At least $35 million" is no contradiction to a hundred.
  if (bound === 'at-least' && said <= scaled(high)) return true;
  if (bound === 'at-most' && said >= scaled(low)) return true;
  if (said >= scaled(low) && said <= scaled(high)) return true;
  return isNear(said, scaled(low), 10n) || isNear(said, scaled(high), 10n);
}

export function contradictionsOf(
  folded: string,
  claims: readonly Claim[],
  matches: readonly Match[],
  { incidents, victims }: Knowledge,
): Contradiction[] {
  const thefts = sentencesOf(folded).filter(({ start, end }) => {
    const words = folded.slice(start, end);
    return THEFT.test(words) && !PART.test(words);
  });
  return incidents
    .filter(({ id }) => matches.some(({ incident }) => incident === id))
    .flatMap((incident) => {
      const own = thefts.filter(({ start, end }) =>
        victims.find(folded.slice(start, end)).some(({ means }) => means.incidents.includes(incident.id)),
      );
      const within = ({ span }: { readonly span: Span }): boolean =>
        own.some(({ start, end }) => span.start >= start && span.end <= end);
      return [
        ...wrongLoss(incident, only(claims, 'amount').filter(within)),
        ...wrongAssets(incident, only(claims, 'amount').filter(within)),
        ...wrongDate(incident, only(claims, 'date').filter(within), only(claims, 'attribution')),
        ...wrongActors(incident, only(claims, 'attribution')),
      ];
    });
}

type Amount = { readonly span: Span; readonly says: Says<'amount'> };

function wrongLoss(incident: KnownIncident, amounts: readonly Amount[]): Contradiction[] {
  const dollars = amounts.filter(({ says }) => says.unit === 'USD');
  const first = dollars[0];
  if (first === undefined || incident.lossUsd === null) return [];
  if (dollars.some(({ says }) => fitsLoss(says, incident))) return [];
  const library =
    incident.lossRange === null ? `${incident.lossUsd} USD` : `${incident.lossRange.join(' to ')} USD`;
  return [
    { incident: incident.id, field: 'loss', library, article: `${first.says.value} USD`, span: first.span },
  ];
}

function wrongAssets(incident: KnownIncident, amounts: readonly Amount[]): Contradiction[] {
  return incident.assets.flatMap(({ amount, unit }): Contradiction[] => {
    const said = amounts.filter(({ says }) => says.unit === unit);
    const first = said[0];
    if (first === undefined || amount === null) return [];
    if (said.some(({ says }) => isNear(scaled(says.value), scaled(amount), 2n))) return [];
    const article = `${first.says.value} ${unit}`;
    return [
      { incident: incident.id, field: 'asset', library: `${amount} ${unit}`, article, span: first.span },
    ];
  });
}

/** A day beside the theft that is neither its day (a day either way for time zones) nor that of an attribution. */
function wrongDate(
  incident: KnownIncident,
  dates: readonly { readonly span: Span; readonly says: Says<'date'> }[],
  attributions: readonly { readonly says: Says<'attribution'> }[],
): Contradiction[] {
  if (incident.datePrecision !== 'day') return [];
  const gaps = dates
    .filter(({ says }) => says.date.length === 10 && !attributions.some((a) => a.says.date === says.date))
    .map((date) => ({ date, gap: daysApart(date.says.date, incident.date) }));
  if (gaps.some(({ gap }) => gap <= 1)) return [];
  // Farther off it is the day of something else.
  const near = gaps.find(({ gap }) => gap <= 14);
  if (near === undefined) return [];
  const { span, says } = near.date;
  return [{ incident: incident.id, field: 'date', library: incident.date, article: says.date, span }];
}

function wrongActors(
  incident: KnownIncident,
  attributions: readonly { readonly span: Span; readonly says: Says<'attribution'> }[],
): Contradiction[] {
  return attributions.flatMap(({ span, says }): Contradiction[] => {
    if (says.victim === null || !headOf(incident.victim).startsWith(headOf(says.victim))) return [];
    const found: Contradiction[] = [];
    if (says.actor !== null && incident.actors.length > 0 && !incident.actors.includes(says.actor))
      found.push({
        incident: incident.id,
        field: 'actor',
        library: incident.actors.join(', '),
        article: `${says.actor}, by ${says.by}`,
        span,
      });
    const same = incident.attributedBy.find(({ who, date }) => date?.length === 10 && who.includes(says.by));
    if (same?.date != null && says.date !== null && daysApart(same.date, says.date) > 1)
      found.push({
        incident: incident.id,
        field: 'attribution-date',
        library: `${same.who}, ${same.date}`,
        article: `${says.by}, ${says.date}`,
        span,
      });
    return found;
  });
}

export function proposalOf(
  text: string,
  folded: string,
  claims: readonly Claim[],
  matches: readonly Match[],
  story: readonly Span[],
): Proposal | null {
  if (matches.length > 0 || only(claims, 'victim').length > 0) return null;
  for (const { start, end } of sentencesOf(folded)) {
    const words = folded.slice(start, end);
    if (!THEFT.test(words) || TOTAL.test(words)) continue;
    if (!story.some((span) => start < span.end && end > span.start)) continue;
    const within = <T extends { readonly span: Span }>(of: readonly T[]): T[] =>
      of.filter(({ span }) => span.start >= start && span.end <= end);
    const amounts = within(only(claims, 'amount'));
    const dates = within(only(claims, 'date'));
    if (amounts.length === 0 || dates.some(({ says }) => says.date.length === 4)) continue;
    return {
      date: dates[0]?.says.date ?? null,
      amounts: amounts.map(({ says }) => `${says.value} ${says.unit}`),
      span: { start, end },
      quote: text.slice(start, end).trim(),
    };
  }
  return null;
}
