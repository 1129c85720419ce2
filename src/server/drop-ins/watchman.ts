/**
 * Modelled on watchman's `GET /v2/search`: one name or one `cryptoAddress=XBT:…`. The threshold is that of the rules:
 * a `minMatch` above it does not hide a match, and `limit` does not empty the list.
 */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Match } from '../../core/model/decision.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Asked } from '../../core/screening/subject.ts';
import { type Ask, describeMatch, matchesOf, nameOf, question } from './asking.ts';

const text = z.string().max(400);
const many = z.union([text, z.array(text).max(20)]).optional();
const query = z.object({
  type: z.enum(['person', 'business', 'organization', 'aircraft', 'vessel']).optional(),
  name: text.optional(),
  altNames: many,
  birthDate: text.optional(),
  cryptoAddress: many,
  minMatch: z.coerce.number().optional(),
  limit: z.coerce.number().int().optional(),
});

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
        const { type, name, altNames, birthDate, cryptoAddress } = request.query;
        const names = [...(name === undefined ? [] : [name]), ...list(altNames)];
        const asked: Asked[] = [
          ...list(cryptoAddress).map(readAddress),
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

/** The code before the colon is a currency, of which only those with a chain of their own name one. */
const CHAINS: Readonly<Record<string, string>> = { XBT: 'btc', BTC: 'btc', ETH: 'eth', TRX: 'trx' };

function readAddress(written: string): Asked {
  const [, code, address] = /^([A-Za-z]{2,5}):(.*)$/.exec(written) ?? [];
  return {
    type: 'address',
    address: address ?? written,
    chain: code === undefined ? null : (CHAINS[code.toUpperCase()] ?? null),
  };
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
