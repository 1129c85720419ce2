/** Who signs answers: the key in force, and every key by which an answer may be checked. */

export type Environment = 'production' | 'laboratory';

export type PublicKey = {
  readonly keyId: string;
  /** The 32 bytes of the ed25519 key (RFC 8032), base64. */
  readonly publicKey: string;
  readonly environment: Environment;
  /** Seconds, UTC: it signs from then on. */
  readonly from: number;
  /** It signs no more from then on; null: it has no successor yet. */
  readonly until: number | null;
};

export type Signature = { readonly keyId: string /** Base64. */; readonly signature: string };

export type Keyring = {
  readonly environment: Environment;
  readonly sign: (text: string, now: number) => Signature;
  readonly publicKeys: () => readonly PublicKey[];
  /** Makes a successor that signs from `from` on, so that clients can learn it before. */
  readonly rotate: (from: number) => PublicKey;
};
