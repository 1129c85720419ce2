/**
 * The tables as types. Column types are the portable ones, integer and text: amounts are decimal text, and
 * what repeats (addresses, transaction ids, assets) is interned, which measured four times the inserts at a
 * third of the size.
 */

export type TraceTable = { id: number; key: string; incident: string; policy: string; request: string };

/** Every text that repeats, once. */
export type NameTable = { id: number; text: string };

/**
 * A place, once. `name` is the transaction of an outpoint, the address of an account or position, the edge of
 * a transit. The owner of an outpoint is what some transaction said of it, so it stands beside the reference.
 */
export type PlaceTable = {
  id: number;
  key: string;
  type: 'outpoint' | 'account' | 'transit' | 'position';
  chain: number;
  name: number;
  vout: number | null;
  protocol: number | null;
  asset: number | null;
};

export type JournalType = 'open' | 'block' | 'revert' | 'reset' | 'prune';

/** Everything that was ever done, in order. It only grows; each entry is a leaf of the audit chain. */
export type JournalTable = {
  seq: number;
  trace: number;
  type: JournalType;
  chain: number | null;
  height: number | null;
  hash: string | null;
  what: string;
  previous: string;
  leaf: string;
};

/** A block's entry that a later entry undid. The block's own rows stay as they were. */
export type UndoneTable = { journal: number; by_journal: number };

export type MovementTable = {
  journal: number;
  position: number;
  type: string;
  tx_index: number;
  /** Not interned, unlike in outpoints: it is rarely met again, and an index over random hashes is what costs most. */
  txid: string;
  seq: number;
  from_place: number | null;
  from_owner: number | null;
  to_place: number | null;
  to_owner: number | null;
  end_kind: string | null;
  end_label: string | null;
  sent: string;
  asset: number;
  amount: string;
  stolen: number;
  origin: string;
  hops: number;
};

export type GapTable = {
  journal: number;
  position: number;
  type: string;
  text: string;
  chain: number | null;
  txid: string | null;
  place: number | null;
  owner: number | null;
  asset: number | null;
  amount: string | null;
};

export type HoldingTable = { trace: number; place: number; owner: number | null; runs: string };
export type UndoTable = { journal: number; record: string };
export type CursorTable = { trace: number; chain: number; journal: number };
export type DocumentTable = { trace: number; name: string; text: string };

/** One row: how far the journal reached, so that a cut tail shows. */
export type HeadTable = { id: number; seq: number; leaf: string };

/** Who was screened and is under watch. `question` and `keys` are JSON. */
export type ScreenedTable = {
  id: string;
  tenant: string;
  kind: string;
  reference: string | null;
  question: string;
  outcome: string;
  action: string;
  first_at: number;
  last_at: number;
  watched_until: number | null;
};

/** A subject's keys, for erasure. */
export type ScreenedKeyTable = { screened: string; tenant: string; key: string };

/** `seq` orders alerts as they were raised. */
export type ScreeningAlertTable = {
  id: string;
  seq: number;
  tenant: string;
  type: string;
  screened: string;
  created_at: number;
  body: string;
  delivered_at: number | null;
};

export type HoldTaskTable = {
  id: string;
  tenant: string;
  screened: string;
  opened_at: number;
  due_by: number | null;
  body: string;
  done_at: number | null;
  done_by: string | null;
};

export type ScreeningOverrideTable = {
  id: string;
  until: number;
  body: string;
  approvals: string;
  withdrawn_at: number | null;
};

/** What a secret key made of an identifier of a candidate; a row of its own for each. */
export type CandidateMarkTable = {
  tenant: string;
  mark: string;
  ref: string;
  kept_at: number;
  until: number;
};

export type Schema = {
  trace: TraceTable;
  name: NameTable;
  place: PlaceTable;
  journal: JournalTable;
  undone: UndoneTable;
  movement: MovementTable;
  gap: GapTable;
  holding: HoldingTable;
  undo: UndoTable;
  cursor: CursorTable;
  document: DocumentTable;
  head: HeadTable;
  screened: ScreenedTable;
  screened_key: ScreenedKeyTable;
  screening_alert: ScreeningAlertTable;
  hold_task: HoldTaskTable;
  screening_override: ScreeningOverrideTable;
  candidate_mark: CandidateMarkTable;
  schema_version: { version: number; what: string };
};

/** A table that is filled by the thousand: its columns in the order in which rows are given. */
export type BulkTable = {
  readonly name:
    | 'name'
    | 'place'
    | 'movement'
    | 'gap'
    | 'holding'
    | 'undone'
    | 'screened'
    | 'screened_key'
    | 'candidate_mark';
  readonly columns: readonly (readonly [name: string, type: 'integer' | 'bigint' | 'text'])[];
  /** What to do with a row that is there already. */
  readonly conflict?: string;
};

export type Cell = number | string | null;
export type Row = readonly Cell[];

export const NAMES: BulkTable = {
  name: 'name',
  columns: [
    ['id', 'integer'],
    ['text', 'text'],
  ],
};

export const PLACES: BulkTable = {
  name: 'place',
  columns: [
    ['id', 'integer'],
    ['key', 'text'],
    ['type', 'text'],
    ['chain', 'integer'],
    ['name', 'integer'],
    ['vout', 'integer'],
    ['protocol', 'integer'],
    ['asset', 'integer'],
  ],
};

export const MOVEMENTS: BulkTable = {
  name: 'movement',
  columns: [
    ['journal', 'integer'],
    ['position', 'integer'],
    ['type', 'text'],
    ['tx_index', 'integer'],
    ['txid', 'text'],
    ['seq', 'integer'],
    ['from_place', 'integer'],
    ['from_owner', 'integer'],
    ['to_place', 'integer'],
    ['to_owner', 'integer'],
    ['end_kind', 'text'],
    ['end_label', 'text'],
    ['sent', 'text'],
    ['asset', 'integer'],
    ['amount', 'text'],
    ['stolen', 'integer'],
    ['origin', 'text'],
    ['hops', 'integer'],
  ],
};

export const GAPS: BulkTable = {
  name: 'gap',
  columns: [
    ['journal', 'integer'],
    ['position', 'integer'],
    ['type', 'text'],
    ['text', 'text'],
    ['chain', 'integer'],
    ['txid', 'text'],
    ['place', 'integer'],
    ['owner', 'integer'],
    ['asset', 'integer'],
    ['amount', 'text'],
  ],
};

export const HOLDINGS: BulkTable = {
  name: 'holding',
  columns: [
    ['trace', 'integer'],
    ['place', 'integer'],
    ['owner', 'integer'],
    ['runs', 'text'],
  ],
  conflict: 'on conflict (trace, place) do update set owner = excluded.owner, runs = excluded.runs',
};

export const UNDONE: BulkTable = {
  name: 'undone',
  columns: [
    ['journal', 'integer'],
    ['by_journal', 'integer'],
  ],
};

export const SCREENED: BulkTable = {
  name: 'screened',
  columns: [
    ['id', 'text'],
    ['tenant', 'text'],
    ['kind', 'text'],
    ['reference', 'text'],
    ['question', 'text'],
    ['outcome', 'text'],
    ['action', 'text'],
    ['first_at', 'bigint'],
    ['last_at', 'bigint'],
    ['watched_until', 'bigint'],
  ],
  conflict:
    'on conflict (id) do update set outcome = excluded.outcome, action = excluded.action, last_at = excluded.last_at, watched_until = excluded.watched_until',
};

export const SCREENED_KEYS: BulkTable = {
  name: 'screened_key',
  columns: [
    ['tenant', 'text'],
    ['key', 'text'],
    ['screened', 'text'],
  ],
  conflict: 'on conflict (tenant, key, screened) do nothing',
};

export const CANDIDATES: BulkTable = {
  name: 'candidate_mark',
  columns: [
    ['tenant', 'text'],
    ['mark', 'text'],
    ['ref', 'text'],
    ['kept_at', 'bigint'],
    ['until', 'bigint'],
  ],
};
