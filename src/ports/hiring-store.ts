/**
 * What the hiring screen remembers, so that a candidate is recognised who comes again under another name: marks, which
 * a secret key made of identifiers, and the tenant's own ref. No name, no document, no address; nothing of one tenant
 * is ever compared with another's, and everything ends on its day.
 */

export type KeptCandidate = {
  readonly tenant: string;
  readonly ref: string;
  /** Each stands for one identifier; the key that made them is not in the store. */
  readonly marks: readonly string[];
  /** Seconds, UTC. */
  readonly keptAt: number;
  readonly until: number;
};

export type Sharing = { readonly mark: string; readonly ref: string };

export type HiringStore = {
  /** Keeps candidates, each in place of what was kept under its ref. */
  readonly keep: (candidates: readonly KeptCandidate[]) => Promise<void>;
  /** Who of the tenant has one of these marks and has not ended. */
  readonly sharing: (tenant: string, marks: readonly string[], now: number) => Promise<readonly Sharing[]>;
  /** Forgets one candidate; false: nothing was kept of it. */
  readonly erase: (tenant: string, ref: string) => Promise<boolean>;
  /** Forgets whoever has ended; how many. */
  readonly prune: (now: number) => Promise<number>;
};
