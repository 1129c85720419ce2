/**
 * Modelled on watchman's `GET /v2/search`: one name or one `cryptoAddress=XBT:…`. The threshold is that of the rules:
 * a `minMatch` above it does not hide a match, and `limit` does not empty the list.
 */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Match } from '../../core/model/decision.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { nearest } from '../../core/model/nearest.ts';
import type { Asked } from '../../core/screening/subject.ts';
import { type Ask, describeMatch, matchesOf, nameOf, question } from './asking.ts';

const text = z.string().max(400);
const many = z.union([text, z.array(text).max(20)]).optional();
const query = z.looseObject({
  type: z.enum(['person', 'business', 'organization', 'aircraft', 'vessel']).optional(),
  name: text.optional(),
  altNames: many,
  birthDate: text.optional(),
  cryptoAddress: many,
  cryptoAddresses: many,
  owner: text.optional(),
  minMatch: z.coerce.number().optional(),
  limit: z.coerce.number().int().optional(),
});

/** What watchman reads beside (its internal/search/api_search.go): who is meant does not hang on it here. */
const UNREAD = (
  'gender deathDate titles created dissolved aircraftType flag built icaoCode model serialNumber imoNumber vesselType ' +
  'mmsi callSign tonnage grossRegisteredTonnage email emailAddress emailAddresses phone phoneNumber phoneNumbers fax ' +
  'faxNumber faxNumbers website websites address addresses debug debugSourceIDs requestID'
).split(' ');
const KNOWN = [...Object.keys(query.shape), ...UNREAD];

/** Left alone, `cryptoaddress=…` beside a name would be answered as if there were no wallet. */
function refuseUnknown(asked: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(asked).find((name) => !KNOWN.includes(name));
  if (unknown === undefined) return;
  const guess = nearest(unknown, KNOWN);
  throw new AshiatoError(
    'E_USAGE',
    `the search has no parameter "${unknown.slice(0, 80)}"${guess === null ? '' : `; did you mean "${guess}"?`}`,
    {
      where: 'query',
      limit: Object.keys(query.shape).join(', '),
      next: 'Correct the name, or leave it out.',
    },
  );
}

export function watchmanSearch(ask: Ask): FastifyPluginAsyncZod {
  return async (server) => {
    server.get(
      '/v2/search',
      {
        schema: {
          summary:
            'Modelled on watchman’s search: no entities only where the native answer is clear, else 503',
          querystring: query,
        },
      },
      async (request, reply) => {
        refuseUnknown(request.query);
        const { type, name, altNames, owner, birthDate, cryptoAddress, cryptoAddresses } = request.query;
        const names = [...list(name), ...list(altNames), ...list(owner)];
        const asked: Asked[] = [
          ...[...list(cryptoAddress), ...list(cryptoAddresses)].map(readAddress),
          ...names.map((each) => ({
            type: 'name' as const,
            name: each,
            births: birthDate === undefined ? [] : [birthDate],
            countries: [],
          })),
        ];
        if (asked.length === 0)
          throw new AshiatoError('E_USAGE', 'the search names nobody', {
            where: 'name',
            next: 'Give a name or a cryptoAddress.',
          });
        const found = await ask(
          request,
          reply,
          asked.map((each) => question(each)),
        );
        return {
          query: { name: name ?? '', entityType: type ?? '', sourceList: '' },
          entities: found.flatMap(matchesOf).map((match) => entityOf(match, type ?? '')),
        };
      },
    );
  };
}

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/** The code before the colon is a currency: one with a chain of its own, or (null) a token of several. */
const CHAINS: ReadonlyMap<string, string | null> = new Map([
  ['XBT', 'btc'],
  ['BTC', 'btc'],
  ['ETH', 'eth'],
  ['TRX', 'trx'],
  ['BSC', 'bnb'],
  ['ARB', 'arb'],
  ['USDT', null],
  ['USDC', null],
]);

/** Litecoin's and Bitcoin Cash's addresses may be spelled as Bitcoin's: read as those they would be clear. */
function readAddress(written: string): Asked {
  const [, code, address] = /^([^:]*):(.*)$/s.exec(written) ?? [];
  if (code === undefined || address === undefined) return { type: 'address', address: written, chain: null };
  const chain = CHAINS.get(code.trim().toUpperCase());
  if (chain !== undefined) return { type: 'address', address, chain };
  throw new AshiatoError('E_CHAIN_UNSUPPORTED', `the currency "${code.slice(0, 20)}" is not supported`, {
    where: 'cryptoAddress',
    limit: [...CHAINS.keys()].join(', '),
    next: 'Write it as XBT:<address>, or without a currency.',
  });
}

const entityOf = (match: Match, type: string) => ({
  name: nameOf(match),
  entityType: type,
  sourceList: match.type === 'listed' ? match.list : 'ashiato-incidents',
  sourceID: match.type === 'listed' ? match.entry : match.incident,
  sourceData: {
    says: describeMatch(match),
    names: match.type === 'listed' ? match.names : [],
    programmes: match.type === 'listed' ? match.programmes : [],
  },
  match: match.type === 'listed' ? match.score : 1,
});
