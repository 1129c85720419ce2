/** The story of a designation that might be: whose addresses they are, and which flows at hand they would have touched. */
import type { TagBook } from '../../core/attribution/tags.ts';
import { familyOf, parseAddress } from '../../core/model/address.ts';
import { CHAINS } from '../../core/model/chain.ts';
import { counted } from '../../core/model/counted.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { nearest } from '../../core/model/nearest.ts';
import type { KnownTag } from '../../core/model/tag.ts';
import type { StrategyFacts } from '../../core/strategy/facts.ts';
import {
  type PublishedRoutes,
  publishedRoutesOf,
  type Touched,
  touchedBy,
} from '../../core/strategy/what-if.ts';
import type { Trails } from '../explain/trails.ts';

export type Designated = {
  readonly name: string;
  readonly kind: 'address' | 'cluster' | 'name';
  readonly addresses: ReadonlySet<string>;
  /** Who says that these addresses are it, with how many. */
  readonly basis: readonly string[];
};

export type WhatIf = {
  readonly subject: Designated;
  readonly traced: number;
  readonly flows: readonly Touched[];
  readonly published: PublishedRoutes | null;
};

export type WhatIfParts = Trails & { readonly facts: StrategyFacts; readonly book: TagBook };

/** `withCluster`: an address together with whatever is spent with it on branches of stolen value. */
export function whatIf(text: string, withCluster: boolean, parts: WhatIfParts): WhatIf {
  const name = text.trim();
  const subject = familyOf(name) === null ? namedIn(name, parts) : addressed(name, withCluster, parts);
  return {
    subject,
    traced: new Set(parts.trails.map(({ incident }) => incident)).size,
    flows: touchedBy(parts.trails, subject.addresses),
    published: subject.kind === 'name' ? publishedRoutesOf(parts.facts, subject.name) : null,
  };
}

function addressed(text: string, withCluster: boolean, { clusters }: WhatIfParts): Designated {
  const chain = CHAINS.find(({ family }) => family === familyOf(text)) ?? CHAINS[0];
  if (chain === undefined) throw new AshiatoError('E_INTERNAL', 'there are no chains');
  const address = parseAddress(chain, text, 'what-if');
  const alone = {
    name: address,
    kind: 'address',
    addresses: new Set([address]),
    basis: ['the address itself'],
  } as const;
  if (!withCluster) return alone;
  const kin = new Set(clusters.filter((members) => members.includes(address)).flat());
  if (kin.size === 0)
    return {
      ...alone,
      basis: [...alone.basis, 'nothing is seen to be spent together with it on stolen branches'],
    };
  return {
    name: address,
    kind: 'cluster',
    addresses: kin,
    basis: [`${kin.size} addresses spent together on branches of stolen value (co-spend; a CoinJoin vetoes)`],
  };
}

/** `Sinbad.io`, `sinbad` and `SINBAD` are one name. */
const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\.(io|com|eu|net|org)$/, '')
    .replace(/\([^)]*\)/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '');

const isStanding = ({ state }: KnownTag): boolean => state.type === 'standing';
const nameOf = ({ actor, label }: KnownTag): string => actor ?? label;

function namedIn(name: string, { book, facts }: WhatIfParts): Designated {
  const wanted = plain(name);
  const standing = book.packs.flatMap((pack) => book.ofPack(pack).filter(isStanding));
  // Thousands of tags share some hundred names.
  const names = [...new Set(standing.map(nameOf))].filter((each) => plain(each) === wanted);
  const tags = standing.filter((tag) => names.includes(nameOf(tag)));
  const listings = facts.listings.filter(({ entity }) => plain(entity) === wanted);
  const addresses = new Set([
    ...tags.map(({ address }) => address),
    ...listings.flatMap((listing) => listing.addresses),
  ]);
  if (wanted === '' || addresses.size === 0) {
    const known = [
      ...facts.listings.map(({ entity }) => entity),
      ...book.packs.flatMap((pack) => book.ofPack(pack).flatMap(({ actor }) => actor ?? [])),
    ];
    const meant = wanted === '' ? null : nearest(name, new Set(known));
    throw new AshiatoError('E_ACTOR_UNKNOWN', `no address of a service or listed entity "${name}" is known`, {
      where: 'what-if',
      next:
        meant === null
          ? 'Give an address, a service such as "Tornado Cash", or a listed entity such as "Lazarus Group".'
          : `Did you mean "${meant}"? Or give an address.`,
    });
  }
  return {
    name: tags[0]?.actor ?? listings[0]?.entity ?? name,
    kind: 'name',
    addresses,
    basis: [
      ...[...Map.groupBy(tags, ({ pack, level }) => `${pack} (${level})`)].map(
        ([pack, own]) =>
          `${pack}: ${counted(new Set(own.map(({ address }) => address)).size, 'address', 'addresses')}`,
      ),
      ...listings.map(
        ({ entity, day, until, addresses: own }) =>
          `OFAC list, ${entity}, ${day}${until === null ? '' : ` until ${until}`}: ${counted(own.length, 'address', 'addresses')}`,
      ),
    ],
  };
}
