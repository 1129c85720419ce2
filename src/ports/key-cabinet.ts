/** Keys of the API, and where they are kept. */

/**
 * `screen`: ask. `register`: have transfers watched, and read their alerts. `edit`: propose to and review the library,
 * take in articles. `hire`: screen candidates.
 */
export const SCOPES = ['screen', 'register', 'edit', 'hire'] as const;
export type Scope = (typeof SCOPES)[number];

export type ApiKey = {
  readonly id: string;
  readonly name: string;
  /** Whose answers and alerts these are; several keys may be one tenant's, such as while one is replaced. */
  readonly tenant: string;
  readonly scopes: readonly Scope[];
  /** Questions a second; a batch counts its items. */
  readonly perSecond: number;
  /** HMAC-SHA256 of the whole key text, hex. */
  readonly hash: string;
  /** Seconds, UTC. */
  readonly createdAt: number;
  readonly revokedAt: number | null;
};

export type KeyCabinet = {
  /** What HMACs are made with; made once. */
  readonly pepper: () => Buffer;
  readonly read: () => readonly ApiKey[];
  readonly write: (keys: readonly ApiKey[]) => void;
  /** Changes whenever another process wrote. */
  readonly version: () => string;
};
