/**
 * By what two candidates may be found to share something: documents, contacts, wallets, devices, and the text of a CV
 * or bid. Each in one form whatever its spelling; who keeps them keeps only what a secret key makes of them.
 */

import { sketchOf } from '../intel/shingles.ts';
import { AshiatoError } from '../model/errors.ts';
import { parseSubject, subjectKeys } from '../screening/subject.ts';
import type { Candidate } from './fields.ts';

export const IDENTIFIER_KINDS = [
  'person',
  'document',
  'email',
  'phone',
  'ship-to',
  'payout',
  'device',
  'cv',
  'bid',
] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

export type Identifier = { readonly kind: IdentifierKind; readonly value: string };

/** What a candidate is found by later. */
export function identifiersOf(candidate: Candidate): Identifier[] {
  const { name, birth, document_number, emails = [], phones = [], ship_to, device_ids = [] } = candidate;
  const { payout_addresses = [], cv_text, bid_text } = candidate;
  const found: Identifier[] = [
    ...(name === undefined || birth === undefined
      ? []
      : [{ kind: 'person' as const, value: `${plain(name)}|${birth}` }]),
    ...(document_number === undefined ? [] : [{ kind: 'document' as const, value: plain(document_number) }]),
    ...emails.map(email),
    ...phones.map(phone),
    ...(ship_to === undefined ? [] : [{ kind: 'ship-to' as const, value: plain(ship_to) }]),
    ...payout_addresses.flatMap(payouts),
    ...device_ids.map((id) => ({ kind: 'device' as const, value: plain(id) })),
    ...runsOf('cv', cv_text),
    ...runsOf('bid', bid_text),
  ];
  return found.filter(({ value }) => value !== '' && value !== '+');
}

/** What a reference, a reviewer or a recommended person was named by: an e-mail, a wallet or a telephone number. */
export function identifiersOfContact(text: string): Identifier[] {
  if (text.includes('@')) return [email(text)];
  try {
    return payouts(text);
  } catch (error) {
    if (error instanceof AshiatoError) return /\d{7}/.test(digits(text)) ? [phone(text)] : [];
    throw error;
  }
}

export const keyOf = ({ kind, value }: Identifier): string => `${kind}:${value}`;

/** Letters and digits, whatever stands between them: an address, a document's number, a name. */
export const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** What follows a plus is a label of the same mailbox (RFC 5233). */
const email = (text: string): Identifier => ({
  kind: 'email',
  value: text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/\+[^@]*@/, '@'),
});

const digits = (text: string): string => text.normalize('NFKC').replace(/\D/g, '');

/** National and international spellings end alike; nine digits are a subscriber anywhere (ITU-T E.164 has 15). */
const phone = (text: string): Identifier => ({ kind: 'phone', value: digits(text).slice(-9) });

const payouts = (text: string): Identifier[] =>
  subjectKeys(parseSubject({ type: 'address', address: text, chain: null }).subject).map((value) => ({
    kind: 'payout' as const,
    value,
  }));

/** Of the runs of letters of a text the smallest hashes stand for all (`core/intel/shingles.ts`). */
const RUNS = 32;
/** So many of them in common are texts that share about four fifths of their runs: 32 · 2s / (1 + s) for s = 0.8. */
export const ALIKE_RUNS = 28;

const runsOf = (kind: 'cv' | 'bid', text: string | undefined): Identifier[] => {
  const runs = text === undefined ? [] : sketchOf(text).slice(0, RUNS);
  // A few words are anybody's.
  return runs.length < RUNS ? [] : runs.map((run) => ({ kind, value: String(run) }));
};
