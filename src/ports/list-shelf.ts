/** Where editions of lists are kept: the publishers' bytes by digest, and what is in force, waiting, or past. */
import type { Day, ListId, Origin } from '../core/model/list.ts';

/** By role, as the list's format names them. */
export type ListFiles = ReadonlyMap<string, Uint8Array>;

/** One person's word for one edition, signed with a key of their own. */
export type Approval = {
  readonly by: string;
  /** The registered public key: SPKI, DER, base64. */
  readonly key: string;
  /** Ed25519 over `approvalText`, base64. */
  readonly signature: string;
  readonly at: number;
};

export type KeptEdition = {
  readonly digest: string;
  readonly list: ListId;
  readonly format: string;
  readonly name: string;
  readonly published: Day;
  readonly files: readonly { readonly role: string; readonly digest: string }[];
  readonly origin: Exclude<Origin, 'bundled'>;
  /** Seconds, UTC: the publisher's word only; null: never. Nothing but a publisher's answer renews it. */
  readonly verifiedAt: number | null;
  readonly obtainedAt: number;
  readonly approvals: readonly Approval[];
  /** Of an edition that waits: the code and the sentence why. */
  readonly waits: { readonly code: string; readonly says: string } | null;
};

export type ShelfState = {
  /** Counts changes, so that two processes cannot overwrite each other's. */
  readonly version: number;
  readonly current: readonly KeptEdition[];
  readonly queued: readonly KeptEdition[];
  /** Superseded, oldest first: history. */
  readonly earlier: readonly KeptEdition[];
};

/** What came of the last try to fetch a list. */
export type Attempt = {
  readonly format: string;
  /** Seconds, UTC. */
  readonly at: number;
  /** Null: it was fetched, and is in force or was so already. */
  readonly failure: { readonly code: string; readonly says: string } | null;
};

export type ListShelf = {
  readonly state: () => ShelfState;
  /** Replaces the state of which this one is the successor (`version` one higher), or refuses. */
  readonly save: (next: ShelfState) => void;
  readonly keep: (files: ListFiles) => void;
  /** Checked against their digests. */
  readonly files: (edition: KeptEdition) => ListFiles;
  /** Whom an edition names (`family:address`), kept beside it so that days past need not be read again; null: not kept. */
  readonly accounts: (edition: KeptEdition) => readonly string[] | null;
  readonly keepAccounts: (edition: KeptEdition, accounts: readonly string[]) => void;
  /** The last of each format, in their order. */
  readonly attempts: () => readonly Attempt[];
  readonly noteAttempt: (attempt: Attempt) => void;
};
