/**
 * A recording as a document: what a live trace rests on, for the store, for a file and for whoever checks it.
 * Amounts are decimal strings; maps are lists of pairs. Read back, it is checked field by field.
 */
import { z } from 'zod';
import { type AssetId, LONGEST_SYMBOL } from '../core/model/asset.ts';
import type { Asked, Recording } from '../core/model/case.ts';
import { type ChainId, getChain } from '../core/model/chain.ts';
import { AshiatoError } from '../core/model/errors.ts';
import type { LocationId, TxId } from '../core/model/location.ts';
import { END_KINDS } from '../core/model/movement.ts';
import type { Meaning } from '../core/model/reading.ts';

const FORMAT = 'ashiato-recording/1';

const amount = z
  .string()
  .regex(/^\d{1,78}$/)
  .transform(BigInt);
const text = z.string();
const chain = text.transform((id) => getChain(id).id);
const asset = text.transform((id) => id as AssetId);
const txid = text.transform((id) => id as TxId);
const hex = z.string().regex(/^(?:0x)?(?:[0-9a-f]{2})*$/);
const index = z.int().nonnegative();
const place = z.object({ height: index, index });
const words = z.object({ en: text, ja: text, ko: text });
const evidence = z.object({
  author: text,
  source: text,
  note: text.exactOptional(),
  knownAt: text.exactOptional(),
});

const meaning = z.discriminatedUnion('type', [
  z.object({ type: z.literal('seed'), event: index, amount, stolen: asset, origin: amount }),
  z.object({
    type: z.literal('swap'),
    in: z.array(index),
    out: index,
    also: z.array(index).exactOptional(),
    back: z.array(index).exactOptional(),
    inner: z.array(index),
    protocol: text,
  }),
  z.object({ type: z.literal('unresolved-swap'), in: z.array(index), protocol: text }),
  z.object({ type: z.literal('bridge-out'), event: index, edge: text, protocol: text }),
  z.object({
    type: z.literal('bridge-in'),
    event: index,
    edge: text,
    paidChain: chain,
    paidAsset: asset,
    debit: amount,
    protocol: text,
  }),
  z.object({ type: z.enum(['supply', 'withdraw']), event: index, account: text, protocol: text }),
  z.object({
    type: z.enum(['borrow', 'repay']),
    event: index,
    account: text,
    collateral: asset,
    units: amount,
    protocol: text,
  }),
]) satisfies z.ZodType<Meaning>;

const readings = z.object({
  meanings: z.array(z.object({ txid, chain, meaning, evidence })),
  stops: z.array(
    z.object({
      chain,
      address: text,
      asset: asset.exactOptional(),
      end: z.object({ kind: z.enum(END_KINDS), label: text }),
      confidence: z.number().min(0).max(1),
      evidence,
    }),
  ),
  freezes: z.array(
    z.object({ chain, address: text, asset, frozen: z.boolean(), time: z.int(), by: text, evidence }),
  ),
  rejected: z.array(asset),
});

const utxo = z.object({
  type: z.literal('utxo'),
  chain,
  txid,
  place,
  time: z.int(),
  inputs: z.array(z.object({ txid, vout: index, value: amount.nullable() })),
  outputs: z.array(z.object({ value: amount, owner: text.nullable(), data: hex.exactOptional() })),
  coinbase: z
    .object({
      subsidy: amount,
      fees: z.array(z.object({ txid, amount })),
      text: z.string().max(100).exactOptional(),
    })
    .exactOptional(),
});
const account = z.object({
  type: z.literal('account'),
  chain,
  txid,
  place,
  time: z.int(),
  events: z.array(
    z.object({
      index,
      type: z.enum(['fee', 'transfer']),
      asset,
      from: text.nullable(),
      to: text.nullable(),
      amount,
    }),
  ),
  said: z.array(z.object({ index, contract: text, topics: z.array(hex), data: hex })).exactOptional(),
  called: z.object({ to: text, input: hex.exactOptional() }).exactOptional(),
  signedBy: hex.exactOptional(),
});
const block = z.object({
  chain,
  height: index,
  hash: text,
  parent: text,
  time: z.int(),
  transactions: z.array(z.discriminatedUnion('type', [utxo, account])),
});
const tip = z.object({ chain, height: index, hash: text, time: z.int() });

const asked = z.object({
  sources: z.array(text),
  wants: z.array(z.tuple([text, place.nullable()])),
  tips: z.array(z.tuple([z.int().nullable(), z.array(tip)])),
  openings: z.array(z.tuple([text, amount.nullable()])),
  missing: z.array(z.tuple([text.transform((id) => id as LocationId), text])),
  caveats: z.array(text),
});

const document = z.object({
  format: z.literal(FORMAT),
  id: text.min(1),
  incident: text.nullable(),
  title: words,
  summary: words,
  laboratory: z.boolean(),
  assets: z.array(z.object({ id: asset, chain, symbol: text.max(LONGEST_SYMBOL), decimals: index })),
  readings,
  blocks: z.array(block),
  gaps: z.array(z.object({ type: z.literal('coverage'), text })),
  names: z.array(z.tuple([text, text])),
  asked: asked.exactOptional(),
});

/** What of a recording depends on live answers or on what was read into them; canonical JSON of it is its identity. */
export function recordingToJson(recording: Recording) {
  const { id, incident, title, summary, laboratory, assets, readings, gaps, names } = recording;
  return {
    format: FORMAT,
    id,
    incident,
    title,
    summary,
    laboratory,
    assets,
    readings,
    blocks: [...recording.chains.values()].flat(),
    gaps: gaps.map(({ text: said }) => ({ type: 'coverage' as const, text: said })),
    names: [...names],
    ...(recording.asked === undefined ? {} : { asked: askedToJson(recording.asked) }),
  };
}

const askedToJson = ({ sources, wants, tips, openings, missing, caveats }: Asked) => ({
  sources,
  wants: sorted(wants),
  tips: [...tips],
  openings: sorted(openings),
  missing: sorted(missing),
  caveats,
});

const sorted = <V>(map: ReadonlyMap<string, V>): [string, V][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1));

/** `digests` names the digest of the document itself, so that a trace is pinned to it. */
export function recordingFromJson(json: unknown, digest: string, where: string): Recording {
  const parsed = document.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AshiatoError('E_TAPE', `this is not a recording: ${issue?.message ?? 'unreadable'}`, {
      where: `${where}: ${issue?.path.map(String).join('.') ?? ''}`,
      next: 'Give a file written with "ashiato trace … --record <file>".',
    });
  }
  const { format: _, blocks, names, asked: said, ...rest } = parsed.data;
  const chains = Map.groupBy(blocks, (each): ChainId => each.chain);
  return {
    ...rest,
    chains,
    names: new Map(names),
    coverage: { type: 'all' },
    openings: { type: 'unknown' },
    provenance: [],
    digests: { recording: digest },
    ...(said === undefined
      ? {}
      : {
          asked: {
            ...said,
            wants: new Map(said.wants),
            tips: new Map(said.tips),
            openings: new Map(said.openings),
            missing: new Map(said.missing),
          },
        }),
  };
}
