/**
 * GraphSense TagPacks: a file of claims whose header holds the defaults of its rows. The rows stand as they were
 * written, so that a pack comes out as it went in; claims are read from them, and what cannot be read is named.
 * Format: the wiki of graphsense/graphsense-tagpacks (header inheritance, fields), and the packs themselves.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { familyOf, parseAddress } from '../model/address.ts';
import { type ChainId, getChain } from '../model/chain.ts';
import { AshiatoError, type ErrorCode } from '../model/errors.ts';
import type { Scope, Tag, TagId, TrustLevel } from '../model/tag.ts';
import { deceptionIn, isKnownCategory, LABEL_LIMIT, plainText } from './labels.ts';
import { cappedAt, confidenceId, readConfidence } from './trust.ts';

export type Value = string | number | boolean | null | readonly Value[] | Fields;
/** A map and not an object, so that no key of a stranger's file can touch a prototype. */
export type Fields = ReadonlyMap<string, Value>;
export type RawRow = { readonly line: number; readonly fields: Fields };
export type RawPack = {
  /** The file's name without its ending. */
  readonly name: string;
  readonly header: Fields;
  readonly rows: readonly RawRow[];
};

/** Something about a row: rows set `aside` make no claim, others do and carry the remark. */
export type Problem = {
  readonly code: ErrorCode;
  readonly pack: string;
  readonly line: number;
  readonly what: string;
  readonly aside: boolean;
};

/**
 * `rows`: every row as it was written, with the claim it makes. A repetition makes the claim of the row before it; a
 * row that is set aside makes none (null): it is never matched with anything, and goes out again as it came in.
 */
export type Import = {
  readonly tags: readonly Tag[];
  readonly rows: readonly { readonly row: RawRow; readonly claim: TagId | null }[];
  readonly problems: readonly Problem[];
};

/** `ceiling`: how far the publisher is trusted at most, whatever the pack says of itself. */
export function tagsOfPack(pack: RawPack, ceiling: TrustLevel): Import {
  const tags = new Map<TagId, Tag>();
  const lines = new Map<TagId, number>();
  const problems: Problem[] = [];
  const rows = pack.rows.map((row) => {
    const remark = (code: ErrorCode, what: string, aside: boolean): void => {
      problems.push({ code, pack: pack.name, line: row.line, what, aside });
    };
    const tag = readRow(pack, row, ceiling, remark);
    if (tag === null) return { row, claim: null };
    const first = lines.get(tag.id);
    if (first !== undefined)
      remark(
        'E_TAG_DUPLICATE',
        `the claim "${plainText(short(tag.label))}" on ${tag.address} is that of line ${first}, and counts once`,
        false,
      );
    else {
      tags.set(tag.id, tag);
      lines.set(tag.id, row.line);
    }
    return { row, claim: tag.id };
  });
  return { tags: [...tags.values()], rows, problems };
}

type Remark = (code: ErrorCode, what: string, aside: boolean) => void;

function readRow(pack: RawPack, { fields }: RawRow, ceiling: TrustLevel, remark: Remark): Tag | null {
  const text = (key: string): string | null => textOf(fields.get(key) ?? pack.header.get(key));
  const written = text('address');
  const label = text('label');
  if (written === null) return setAside(remark, 'E_TAG_FILE', 'the tag names no address');
  if (label === null) return setAside(remark, 'E_TAG_FILE', `the tag of ${short(written)} has no label`);
  if ([...label.slice(0, 2 * LABEL_LIMIT + 1)].length > LABEL_LIMIT)
    return setAside(
      remark,
      'E_TAG_LABEL',
      `the label of ${short(written)} has ${label.length} characters, and ${LABEL_LIMIT} are allowed`,
    );
  const network = text('network') ?? text('currency');
  if (network === null)
    return setAside(remark, 'E_TAG_FILE', `the tag of ${short(written)} names no currency`);
  const place = placeOf(network, written, remark);
  if (place === null) return null;
  const deceives = deceptionIn(label);
  if (deceives !== null)
    remark('E_TAG_LABEL', `the label "${plainText(short(label))}" may deceive: ${deceives}`, false);
  const category = text('category');
  const concepts = listOf(fields.get('concepts') ?? pack.header.get('concepts'));
  for (const each of [...(category === null ? [] : [category]), ...concepts])
    if (!isKnownCategory(each))
      remark(
        'E_TAG_CATEGORY',
        `the category "${plainText(short(each))}" is not known; the tag stops nothing by it`,
        false,
      );
  const said = text('confidence');
  const known = readConfidence(said);
  if (known === null)
    remark(
      'E_TAG_CATEGORY',
      `the confidence "${plainText(short(said ?? ''))}" is not known and counts as none`,
      false,
    );
  const { confidence, level } = known ?? { confidence: 0.05, level: 'T4' as const };
  const claim = {
    pack: pack.name,
    scope: place.scope,
    address: place.address,
    label: label.trim(),
    category,
    abuse: text('abuse'),
    concepts,
    actor: text('actor'),
    author: text('creator') ?? pack.name,
    source: text('source') ?? 'none given',
    confidence,
    level: cappedAt(level, ceiling),
    created: text('created'),
    modified: text('lastmod'),
    validUntil: text('valid_until'),
    note: text('context'),
  };
  return { id: idOf(claim), ...claim };
}

const setAside = (remark: Remark, code: ErrorCode, what: string): null => {
  remark(code, what, true);
  return null;
};

/** Which claim this is: not how sure of it or when its file was last touched. */
export function idOf(claim: Omit<Tag, 'id'>): TagId {
  const { pack, scope, address, label, category, abuse, actor, source, note } = claim;
  const said = JSON.stringify([pack, scope, address, label, category, abuse, actor, source, note]);
  return bytesToHex(sha256(utf8ToBytes(said))).slice(0, 16) as TagId;
}

const NETWORKS: Readonly<Record<string, string>> = {
  BTC: 'bip122:000000000019d6689c085ae165831e93',
  ETH: 'eip155:1',
  BNB: 'eip155:56',
  BSC: 'eip155:56',
  BEP20: 'eip155:56',
  MATIC: 'eip155:137',
  POL: 'eip155:137',
  AVAX: 'eip155:43114',
  ARB: 'eip155:42161',
  OP: 'eip155:10',
  BASE: 'eip155:8453',
  TRX: 'tron:0x2b6653dc',
  TRON: 'tron:0x2b6653dc',
};
const NETWORK_OF = new Map(Object.entries(NETWORKS));

/** Tokens that several chains have: the form of the address tells which. */
const TOKENS = new Set(['USDT', 'USDC', 'DAI', 'WETH', 'WBTC']);

function placeOf(network: string, written: string, remark: Remark): { scope: Scope; address: string } | null {
  const ticker = network.trim().toUpperCase();
  const shape = familyOf(written);
  const id = TOKENS.has(ticker)
    ? shape === 'evm'
      ? 'eip155:1'
      : shape === 'tron'
        ? NETWORKS.TRX
        : shape === 'bitcoin'
          ? NETWORKS.BTC
          : undefined
    : NETWORK_OF.get(ticker);
  // AVAX names three chains; only the contract chain has addresses in hex.
  if (id === undefined || (ticker === 'AVAX' && shape !== 'evm'))
    return { scope: { type: 'unsupported', network: network.trim() }, address: written.trim() };
  try {
    return { scope: { type: 'chain', chain: id as ChainId }, address: parseAddress(getChain(id), written) };
  } catch (error) {
    if (!(error instanceof AshiatoError)) throw error;
    remark(error.code, `${plainText(short(written))}: ${error.message}`, true);
    return null;
  }
}

/** What stands of a pack, as it was written: also the rows that are set aside, of which nobody can say that they fell. */
export const standingRows = (
  pack: RawPack,
  { rows }: Import,
  stands: (claim: TagId) => boolean,
): RawPack => ({
  ...pack,
  rows: rows.filter(({ claim }) => claim === null || stands(claim)).map(({ row }) => row),
});

/** Claims of our own as a pack for others; the level, for which they have no field, stands in the context. */
export function packOfTags(title: string, tags: readonly Tag[]): RawPack {
  const rows = tags.map((tag, i): RawRow => {
    const fields: [string, Value | null][] = [
      ['address', tag.address],
      ['currency', networkName(tag.scope)],
      ['label', tag.label],
      ['source', tag.source],
      ['category', tag.category],
      ['concepts', tag.concepts.length === 0 ? null : tag.concepts],
      ['abuse', tag.abuse],
      ['actor', tag.actor],
      ['confidence', confidenceId(tag.level)],
      ['lastmod', tag.modified ?? tag.created],
      ['context', tag.note ?? JSON.stringify({ level: tag.level, confidence: tag.confidence })],
    ];
    return {
      line: i + 1,
      fields: new Map(fields.filter((entry): entry is [string, Value] => entry[1] !== null)),
    };
  });
  return {
    name: title,
    header: new Map([
      ['title', title],
      ['creator', 'Ashiato'],
    ]),
    rows,
  };
}

function networkName(scope: Scope): string {
  if (scope.type === 'unsupported') return scope.network;
  if (scope.type === 'family')
    return scope.family === 'evm' ? 'ETH' : scope.family === 'tron' ? 'TRX' : 'BTC';
  return Object.entries(NETWORKS).find(([, id]) => id === scope.chain)?.[0] ?? scope.chain;
}

export const textOf = (value: Value | undefined): string | null =>
  typeof value === 'string'
    ? value.trim() === ''
      ? null
      : value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : null;

export const listOf = (value: Value | undefined): string[] =>
  Array.isArray(value) ? value.flatMap((each: Value) => textOf(each) ?? []) : [];

/** Strangers' text in a message, cut to what a line can hold. */
const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
