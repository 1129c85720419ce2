/**
 * The dated subset of OFAC's list that ships with the program (`facts/sanctioned_dprk_addresses.json`): it says
 * who is listed, never who is not; no publisher ever verified it here, so that it is stale from the first day.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { listedAddress } from '../../core/lists/addresses.ts';
import type { Statement } from '../../core/lists/as-of.ts';
import { OFAC_SDN } from '../../core/lists/ofac.ts';
import { readDay } from '../../core/lists/reading.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Day, Edition, EntryId, EntryKind, ListEntry } from '../../core/model/list.ts';

const FILE = 'sanctioned_dprk_addresses.json';

const day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .transform((text) => text as Day);
const row = z.looseObject({
  asset_code_in_list: z.string().min(1),
  address: z.string().min(1),
  entity: z.string().min(1),
  entity_kind: z.string(),
  program: z.string(),
  ofac_uid: z.string().regex(/^\d+$/),
  entity_designated: z.string(),
  address_listed: z.string(),
  delisted: day.optional(),
  status: z.string(),
  source: z.string(),
});
const table = z.looseObject({ schema_version: z.literal(1), list_date: day, addresses: z.array(row) });
type Row = z.infer<typeof row>;

export function loadBundled(factsFolder: string): { edition: Edition; statements: readonly Statement[] } {
  const path = join(factsFolder, FILE);
  let bytes: Uint8Array;
  let content: unknown;
  try {
    bytes = readFileSync(path);
    content = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw malformed(cause instanceof Error ? cause.message : String(cause), path);
  }
  const parsed = table.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw malformed(issue?.message ?? 'unreadable', `${path} ${issue?.path.map(String).join('.') ?? ''}`);
  }
  const { list_date: published, addresses } = parsed.data;
  const listed = addresses.filter((each) => each.delisted === undefined);
  return {
    edition: {
      list: OFAC_SDN,
      name: `bundled subset ${published}`,
      published,
      digest: createHash('sha256').update(bytes).digest('hex'),
      origin: 'bundled',
      verifiedAt: null,
      partial: true,
      entries: [...Map.groupBy(listed, (each) => each.ofac_uid).values()].map(entryOf),
    },
    statements: addresses.flatMap((each) => statementsOf(each, published)),
  };
}

function entryOf(rows: readonly Row[]): ListEntry {
  const [first] = rows as readonly [Row, ...Row[]];
  return {
    list: OFAC_SDN,
    id: first.ofac_uid as EntryId,
    kind: kindOf(first.entity_kind),
    names: [{ name: first.entity, quality: 'primary' }],
    births: [],
    countries: [],
    programmes: first.program.split(', '),
    effect: 'asset-freeze',
    listedOn: readDay(first.entity_designated),
    addresses: rows.map((each) =>
      listedAddress(each.asset_code_in_list, each.address, readDay(each.address_listed)),
    ),
    remarks: '',
  };
}

/** The listing of the address itself, and its end; `2025-10-30 (first seen …)` counts by the day it begins with. */
function statementsOf(each: Row, knownUntil: Day): readonly Statement[] {
  const listedOn = readDay(each.address_listed);
  if (listedOn === null) return [];
  return listedAddress(each.asset_code_in_list, each.address, listedOn).accounts.map((account) => ({
    list: OFAC_SDN,
    family: account.family,
    address: account.address,
    listedOn,
    delistedOn: each.delisted ?? null,
    knownUntil,
    source: `${FILE}: ${each.source}`,
  }));
}

function kindOf(kind: string): EntryKind {
  return kind === 'individual' ? 'person' : 'organisation';
}

const malformed = (what: string, where: string): AshiatoError =>
  new AshiatoError('E_FACTS', what, { where, next: 'Restore the file or correct this value.' });
