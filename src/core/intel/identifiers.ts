/**
 * Addresses and transaction ids in running text. No `\b`: in Japanese and Korean an address touches the next
 * word. Every candidate passes its chain's checksum or is refused by name; defanged forms are joined again.
 */
import { familyOf, parseAddress } from '../model/address.ts';
import { CHAINS, type Chain } from '../model/chain.ts';
import { latinLookAlike } from '../model/confusable.ts';
import { AshiatoError } from '../model/errors.ts';
import type { Claim, ClaimBody, Findings, Refused } from './claim.ts';
import { readOtherAddress } from './other-addresses.ts';

/**
 * Letters and digits, with what defanging and layout put between them: brackets, zero-width characters, soft
 * hyphens. Greek and Cyrillic letters belong to the run, so that a look-alike is refused and not cut off.
 */
const RUN =
  /[[(]?[0-9A-Za-z\u0370-\u03ff\u0400-\u04ff](?:[[\](){}\u200b-\u200d\u2060\ufeff\u00ad]*[0-9A-Za-z\u0370-\u03ff\u0400-\u04ff])*/g;
const BETWEEN = /[[\](){}\u200b-\u200d\u2060\ufeff\u00ad]/g;

/** What stands before a digest of a file, which has the form of a transaction id. */
const FILE_DIGEST = /(sha-?2(56)?|md5|checksum|file hash|ファイル|ハッシュ値|파일|해시값)[^.。\n]{0,24}$/i;

const mainnet = (family: Chain['family']): Chain => CHAINS.find((chain) => chain.family === family)!;

export function findIdentifiers(text: string, folded: string): Findings {
  const claims: Claim[] = [];
  const refused: Refused[] = [];
  for (const { index, 0: run } of folded.matchAll(RUN)) {
    if (run.length < 25) continue;
    for (const piece of piecesOf(run)) {
      const span = { start: index + piece.start, end: index + piece.end };
      const quote = text.slice(span.start, span.end);
      const found = read(piece.word, folded.slice(Math.max(0, span.start - 60), span.start), folded);
      if (found === null) continue;
      if (found instanceof AshiatoError) refused.push({ span, quote, code: found.code, why: found.message });
      else claims.push({ span, quote, says: found });
    }
  }
  return { claims, refused };
}

type Piece = { readonly word: string; readonly start: number; readonly end: number };

/** The run joined; where that is no identifier, the parts between brackets one by one. */
function piecesOf(run: string): Piece[] {
  // 取引ID0x…: a Latin word may touch the identifier.
  const glued = /^[A-Za-z]{1,8}(?=0x[0-9a-f]{38})/i.exec(run)?.[0].length ?? 0;
  if (glued > 0) return [{ word: run.slice(glued).replace(BETWEEN, ''), start: glued, end: run.length }];
  const whole = run.replace(BETWEEN, '');
  const parts = [...run.matchAll(/[^[\](){}]+/g)].map(({ index, 0: part }) => ({
    word: part.replace(BETWEEN, ''),
    start: index,
    end: index + part.length,
  }));
  if (parts.length > 1 && parts.some(({ word }) => shapeOf(word) !== null && word.length > 30)) return parts;
  return [{ word: whole, start: 0, end: run.length }];
}

function shapeOf(word: string): 'hash' | 'address' | null {
  if (/^(0x)?[0-9a-f]{64}$/i.test(word)) return 'hash';
  if (/^0x/i.test(word)) return word.length >= 38 && word.length <= 46 ? 'address' : null;
  if (/^bc1/i.test(word)) return word.length >= 26 && word.length <= 90 ? 'address' : null;
  if (/^T[^a-z]?.{32}$/.test(word) && word.length === 34) return 'address';
  return /^[13]/.test(word) && word.length >= 26 && word.length <= 35 ? 'address' : null;
}

function read(word: string, before: string, all: string): ClaimBody | AshiatoError | null {
  switch (shapeOf(plainShape(word))) {
    case 'hash':
      return readHash(word, before);
    case 'address':
      return readAddress(word);
    default:
      return readOtherAddress(word, all);
  }
}

/** A block's hash begins with zeros, and a file's digest is introduced as one; the rest is taken for a transaction. */
function readHash(word: string, before: string): ClaimBody | null {
  if (/^0{8}/.test(word) || (!/^0x/i.test(word) && FILE_DIGEST.test(before))) return null;
  return { kind: 'transaction', id: word.toLowerCase() };
}

function readAddress(word: string): ClaimBody | AshiatoError | null {
  const plain = plainShape(word);
  const family = familyOf(plain);
  if (family === null || !/\d/.test(word)) return null;
  try {
    const address = parseAddress(mainnet(family), word);
    // EIP-55 hides the checksum in the case of letters: in one case there is none.
    const checked = family !== 'evm' || (/[a-f]/.test(word) && /[A-F]/.test(word));
    return { kind: 'address', network: family, address, checked };
  } catch (error) {
    if (!(error instanceof AshiatoError)) throw error;
    // Letters alone in one case are a long word, not a mistyped address.
    return family !== 'evm' && /^[A-Z0-9]+$|^[a-z]+$/.test(word) && !/^bc1/i.test(word) ? null : error;
  }
}

/** The same length in Latin letters, so that a disguised address is still known for one. */
const plainShape = (word: string): string =>
  word.replace(/[\u0370-\u03ff\u0400-\u04ff]/g, (letter) => latinLookAlike(letter) ?? 'a');
