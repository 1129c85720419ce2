/** All claims at hand, found by address, each with what has become of it. */
import type { Chain } from '../model/chain.ts';
import { AshiatoError } from '../model/errors.ts';
import type { Stop } from '../model/reading.ts';
import type { KnownTag, Tag, TagDeed, TagId, TagState } from '../model/tag.ts';
import { stopKindOf } from './labels.ts';
import { mayStop } from './trust.ts';

export type TagBook = {
  readonly size: number;
  readonly packs: readonly string[];
  /** Every claim about the address, retracted ones too, the best word first. */
  of(address: string): readonly KnownTag[];
  /** The claims of one pack, in its order. */
  ofPack(pack: string): readonly KnownTag[];
  /** One claim by its id. */
  get(id: TagId): KnownTag | null;
  /** Stops on a chain, one an address and each naming its tag, of whatever may stop at all. */
  stopsOn(chain: Chain, minConfidence: number, day: string | null): Stop[];
};

/** The same claim twice in one pack is one claim. */
export function openTagBook(tags: readonly Tag[], deeds: readonly TagDeed[]): TagBook {
  const byId = new Map<TagId, Tag>(tags.map((tag) => [tag.id, tag]));
  const byAddress = Map.groupBy(byId.values(), (tag) => tag.address);
  const ofTag = Map.groupBy(
    deeds.filter((deed) => deed.target.type === 'tag'),
    (deed) => (deed.target.type === 'tag' ? deed.target.id : ''),
  );
  const ofPack = Map.groupBy(
    deeds.filter((deed) => deed.target.type === 'pack'),
    (deed) => (deed.target.type === 'pack' ? deed.target.pack : ''),
  );
  const order = new Map(deeds.map((deed, i) => [deed, i]));
  const know = (tag: Tag): KnownTag => {
    const history = [...(ofTag.get(tag.id) ?? []), ...(ofPack.get(tag.pack) ?? [])].sort(
      (a, b) => order.get(a)! - order.get(b)!,
    );
    return { ...tag, state: stateAfter(history), history };
  };
  return {
    size: byId.size,
    packs: [...new Set(tags.map((tag) => tag.pack))].sort(),
    of: (address) => (byAddress.get(address) ?? []).map(know).sort(bestFirst),
    ofPack: (pack) => [...byId.values()].filter((tag) => tag.pack === pack).map(know),
    get(id) {
      const tag = byId.get(id);
      return tag === undefined ? null : know(tag);
    },
    stopsOn(chain, minConfidence, day) {
      const stops: Stop[] = [];
      for (const [address, claims] of byAddress) {
        if (!claims.some((tag) => coversChain(tag, chain))) continue;
        const best = claims
          .filter((tag) => coversChain(tag, chain))
          .map(know)
          .filter((tag) => mayStop(tag, minConfidence, day))
          .sort(bestFirst)[0];
        if (best !== undefined) stops.push(stopOf(best, chain, address));
      }
      return stops.sort((a, b) => (a.address < b.address ? -1 : 1));
    },
  };
}

/** The last word counts: a claim that is contested after it was restored is contested again. */
function stateAfter(history: readonly TagDeed[]): TagState {
  const last = history.at(-1);
  if (last === undefined || last.action === 'restore') return { type: 'standing' };
  // What was retracted stays so although somebody contests it besides.
  const retracted = history.findLast((deed) => deed.action !== 'contest');
  if (retracted?.action === 'retract') return { type: 'retracted', by: retracted };
  return { type: 'contested', by: last };
}

export const coversChain = ({ scope }: Tag, chain: Chain): boolean =>
  scope.type === 'chain'
    ? scope.chain === chain.id
    : scope.type === 'family' && scope.family === chain.family && chain.laboratory !== true;

/** Standing before contested before retracted, then the better level, then the surer, then by id. */
function bestFirst(a: KnownTag, b: KnownTag): number {
  const rank = { standing: 0, contested: 1, retracted: 2 };
  return (
    rank[a.state.type] - rank[b.state.type] ||
    (a.level < b.level ? -1 : a.level > b.level ? 1 : 0) ||
    b.confidence - a.confidence ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

/**
 * The same address is told to be different people's: all claims are shown, and the reader is told. `nameOf` brings
 * two spellings of one actor together.
 */
export function conflictAmong(
  tags: readonly KnownTag[],
  nameOf: (actor: string) => string = (actor) => actor,
): string | null {
  const actors = new Map<string, string>();
  for (const { actor, state } of tags) {
    if (actor === null || state.type !== 'standing') continue;
    const name = nameOf(actor);
    actors.set(name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''), name);
  }
  return actors.size < 2
    ? null
    : `the claims name different actors: ${[...actors.values()].sort().join(', ')}`;
}

function stopOf(tag: KnownTag, chain: Chain, address: string): Stop {
  const kind = stopKindOf(tag);
  if (kind === null) throw new AshiatoError('E_INTERNAL', `the tag ${tag.id} stops nothing`);
  const known = tag.created ?? tag.modified;
  return {
    chain: chain.id,
    address,
    end: { kind, label: tag.actor ?? tag.label },
    confidence: tag.confidence,
    evidence: {
      author: tag.author,
      source: tag.source,
      note: `tag ${tag.id} (${tag.level}): ${tag.label}`,
      ...(known === null ? {} : { knownAt: known.slice(0, 10) }),
    },
  };
}
