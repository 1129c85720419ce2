/** What the laboratory knows because it wrote the story: where every stolen unit was meant to go. */
import type { Amount } from '../model/amount.ts';
import type { Asset, AssetId } from '../model/asset.ts';
import type { ChainId } from '../model/chain.ts';
import type { Location, TxId } from '../model/location.ts';
import type { EndKind } from '../model/movement.ts';

/** Where a share of what was stolen came to rest or ended, in the thief's own counting. */
export type Destination = {
  /** The scene that brought it there. */
  readonly scene: string;
  readonly kind: EndKind;
  readonly label: string;
  /** Null for fees. */
  readonly location: Location | null;
  readonly asset: AssetId;
  readonly stolen: AssetId;
  /** Units of the stolen asset. */
  readonly amount: Amount;
  /**
   * Whether clean money lay beside it on the way. The thief counts stolen money as spent first; with clean
   * money beside it that is one opinion among several, and policies may differ from it.
   */
  readonly mixed: boolean;
};

export type PlantedSeed = {
  readonly chain: ChainId;
  readonly txid: TxId;
  readonly location: Location;
  readonly stolen: AssetId;
  readonly amount: Amount;
};

/** Transactions that a detector should find. */
export type Phenomenon = { readonly scene: string; readonly chain: ChainId; readonly txids: readonly TxId[] };

export type PlantedService = {
  readonly chain: ChainId;
  readonly address: string;
  readonly name: string;
  readonly kind: EndKind;
};

/** A contract whose word may be taken, as `facts/services.json` has them for real chains. */
export type PlantedContract = {
  readonly chain: ChainId;
  readonly address: string;
  readonly service: string;
  readonly role: 'wrapper' | 'router' | 'pool' | 'bridge' | 'lender';
  readonly detail: string;
  readonly source: string;
};

/** What a reader of this world may know without having been told the story. */
export type PlantedKnowledge = {
  readonly contracts: readonly PlantedContract[];
  readonly factories: readonly [];
  readonly memoBridges: readonly {
    readonly service: string;
    readonly chains: ReadonlyMap<string, ChainId>;
  }[];
  readonly assets: readonly Asset[];
  /** The prices of the story, which never change. */
  readonly rate: (from: AssetId, amount: Amount, to: AssetId) => Amount | null;
};

export type Truth = {
  readonly seed: number;
  readonly seeds: readonly PlantedSeed[];
  readonly services: readonly PlantedService[];
  readonly phenomena: readonly Phenomenon[];
  /** Largest first. Σ amount per stolen asset = Σ seeds. */
  readonly destinations: readonly Destination[];
};
