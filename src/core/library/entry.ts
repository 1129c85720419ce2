/**
 * The nouns of the library. An entry is what is known of an incident, an actor, a technique or a response, field by
 * field; a field holds statements, and each statement says who makes it and how far it may be believed. Values are
 * text: amounts as decimal text, days as `2025-02-21`, references as the id of an entry.
 */

export const KINDS = ['incident', 'actor', 'technique', 'response'] as const;
export type Kind = (typeof KINDS)[number];

export type EntryRef = { readonly kind: Kind; readonly id: string };

export const refText = ({ kind, id }: EntryRef): string => `${kind}/${id}`;

export type Confidence = 'high' | 'medium' | 'low';

/** A passage of an article that was taken in: its id, and characters from `start` up to `end`. */
export type Passage = {
  readonly article: string;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
};

export type Source = {
  /** Who says it, and where. */
  readonly says: string;
  /** How our curators know: a stored copy, a quotation, memory; null where `says` tells, or a person proposed it here. */
  readonly seen: string | null;
  readonly passage: Passage | null;
};

export type Statement = {
  readonly value: string;
  readonly sources: readonly Source[];
  readonly confidence: Confidence;
  /** False: nobody rated it; the confidence follows from how the sources were seen. */
  readonly rated: boolean;
  /** The edit that brought it; null: it ships with the facts. */
  readonly edit: string | null;
};

export type Field = { readonly name: string; readonly statements: readonly Statement[] };

export type Entry = EntryRef & {
  readonly fields: readonly Field[];
};

export const statementsOf = (entry: Entry, field: string): readonly Statement[] =>
  entry.fields.find(({ name }) => name === field)?.statements ?? [];

/** The value that leads: the first that stands. */
export const leadOf = (entry: Entry, field: string): string | null =>
  statementsOf(entry, field)[0]?.value ?? null;

/** How an entry is called where one name must do. */
export const titleOf = (entry: Entry): string =>
  leadOf(entry, entry.kind === 'incident' ? 'victim' : 'name.en') ?? entry.id;

/** A stored document is a ground, a recollection a weak one; no better rating is given without somebody rating. */
export const confidenceByGround = (sources: readonly Source[]): Confidence =>
  sources.some(({ seen }) => seen !== null && /stored|row of the table/.test(seen)) ? 'medium' : 'low';
