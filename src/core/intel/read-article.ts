/**
 * An article read: what it claims, where, which incident it speaks of and what it contradicts. The article is data:
 * nothing in it is obeyed, fetched or taken for knowledge, and the same text gives the same reading.
 */
import { findAmounts } from './amounts.ts';
import { findAttributions } from './attributions.ts';
import { type Claim, type ClaimBody, keyOf, type Language, type Refused, type Span } from './claim.ts';
import { findDates } from './dates.ts';
import { fold } from './fold.ts';
import { findIdentifiers } from './identifiers.ts';
import type { Knowledge } from './knowledge.ts';
import { languageOf } from './language.ts';
import { newMask } from './mask.ts';
import {
  type Contradiction,
  contradictionsOf,
  type Match,
  matchIncidents,
  type Proposal,
  proposalOf,
} from './matching.ts';
import { findMixedScripts, type Hit, type Names } from './names.ts';
import { isInside, layoutOf } from './paragraphs.ts';
import { type Sketch, sketchOf } from './shingles.ts';

/** Text that addresses a machine. It is shown as what it is, a quotation. */
const INSTRUCTION =
  /(?:ignore|disregard) (?:all |any )?(?:previous|prior|earlier|above) (?:instructions|prompts)|you are now (?:an?|the) |system prompt|(?:これまで|以前|上記|前)の(?:すべての)?指示を?(?:無視|忘れ)|(?:이전|위|앞)의? ?지시를? ?(?:모두 )?(?:무시|잊)/gi;

export type Reading = {
  readonly language: Language;
  readonly published: string | null;
  /** Of the story, in its order; each claim once, where it is said first. */
  readonly claims: readonly Claim[];
  /** From menus, rankings and headlines around the story. */
  readonly asides: readonly Claim[];
  readonly refused: readonly Refused[];
  readonly matches: readonly Match[];
  readonly proposal: Proposal | null;
  readonly contradictions: readonly Contradiction[];
  /** Characters of paragraphs that stand in the page more than once. */
  readonly repeatedCharacters: number;
  readonly sketch: Sketch;
};

export function readArticle(text: string, published: string | null, knowledge: Knowledge): Reading {
  const folded = fold(text);
  const { story, repeated } = layoutOf(folded);
  const identifiers = findIdentifiers(text, folded);
  const places = newMask(
    text.length,
    [...identifiers.claims, ...identifiers.refused].map(({ span }) => span),
  );
  const outside = ({ span }: { readonly span: Span }): boolean => places.isFree(span);
  const dates = findDates(text, folded, published);
  const amounts = findAmounts(text, folded);
  const says = <T>(names: Names<T>, body: (hit: Hit<T>) => ClaimBody): Claim[] =>
    names.find(folded).map((hit) => ({
      span: hit.span,
      quote: text.slice(hit.span.start, hit.span.end),
      says: body(hit),
    }));
  const found = [
    ...identifiers.claims,
    ...[
      ...amounts.claims,
      ...dates.claims,
      ...says(knowledge.actors, ({ means, span }) => ({
        kind: 'actor',
        actor: means,
        name: text.slice(span.start, span.end),
      })),
      ...says(knowledge.victims, ({ means }) => ({ kind: 'victim', ...means })),
      ...says(knowledge.techniques, ({ means }) => ({ kind: 'technique', technique: means })),
      ...findAttributions(text, folded, knowledge, dates.claims),
    ].filter((claim) => claim.says.kind === 'attribution' || outside(claim)),
  ].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const claims = once(found.filter(({ span }) => isInside(span, story)));
  const told = new Set(claims.map((claim) => keyOf(claim.says)));
  const asides = once(found.filter(({ span }) => !isInside(span, story) && !isInside(span, repeated)));
  const matches = matchIncidents(claims, knowledge);
  return {
    language: languageOf(text),
    published,
    claims,
    asides: asides.filter((claim) => !told.has(keyOf(claim.says))),
    refused: [
      ...identifiers.refused,
      ...[...amounts.refused, ...dates.refused, ...findMixedScripts(text), ...instructions(text)].filter(
        (each) => each.code === 'E_INTEL_INSTRUCTION' || outside(each),
      ),
    ].sort((a, b) => a.span.start - b.span.start),
    matches,
    proposal: proposalOf(text, folded, claims, matches, story),
    contradictions: contradictionsOf(folded, claims, matches, knowledge),
    repeatedCharacters: repeated.reduce((sum, { start, end }) => sum + end - start, 0),
    sketch: sketchOf(story.map(({ start, end }) => text.slice(start, end)).join('\n')),
  };
}

function once(claims: readonly Claim[]): Claim[] {
  const first = new Map<string, Claim>();
  for (const claim of claims) {
    const key = keyOf(claim.says);
    if (!first.has(key)) first.set(key, claim);
  }
  return [...first.values()].filter((claim) => !isToldBetter(claim, first));
}

/** A headline names the doer without the day that the first sentence adds. */
function isToldBetter({ says }: Claim, all: ReadonlyMap<string, Claim>): boolean {
  if (says.kind !== 'attribution' || says.date !== null) return false;
  return [...all.values()].some(
    ({ says: other }) =>
      other.kind === 'attribution' && other.date !== null && keyOf({ ...other, date: null }) === keyOf(says),
  );
}

const instructions = (text: string): Refused[] =>
  [...text.matchAll(INSTRUCTION)].map(({ index, 0: quote }) => ({
    span: { start: index, end: index + quote.length },
    quote,
    code: 'E_INTEL_INSTRUCTION',
    why: 'the text speaks to a machine; it is a quotation here and nothing follows it',
  }));
