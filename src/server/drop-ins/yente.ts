/**
 * Modelled on yente's `POST /match/{dataset}` (OpenSanctions, FollowTheMoney schemata): each query is a wallet by its
 * `publicKey` or somebody by name. The threshold is that of the rules: a query's own cannot hide a match.
 */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Match } from '../../core/model/decision.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Question } from '../../core/screening/subject.ts';
import { readJson } from '../screening/questions.ts';
import { type Ask, describeMatch, type ListedMatch, matchesOf, nameOf, question } from './asking.ts';

const texts = z.array(z.string().max(400)).max(20);
const query = z.object({
  schema: z.string().max(40),
  properties: z.record(z.string(), texts),
});
const body = z.object({ queries: z.record(z.string().max(100), query) });
type Query = z.infer<typeof query>;

const MOST_QUERIES = 100;

export function yenteMatch(ask: Ask): FastifyPluginAsyncZod {
  return async (server) => {
    server.post(
      '/match/:dataset',
      {
        schema: {
          summary: 'Modelled on yente’s matching: no results only where the native answer is clear, else 503',
          params: z.object({ dataset: z.string().max(100) }),
        },
      },
      async (request, reply) => {
        const { queries } = readJson(String(request.body), body);
        const rows = Object.entries(queries).flatMap(([id, each]) =>
          questionsOf(each, id).map((asked) => ({ id, asked })),
        );
        if (rows.length === 0)
          throw new AshiatoError('E_USAGE', 'the request names nobody: it has no query', {
            where: 'queries',
            next: 'Give each query a name of your own, such as q1.',
          });
        if (rows.length > MOST_QUERIES)
          throw new AshiatoError('E_TOO_LARGE', `${rows.length} names and addresses in one request`, {
            where: 'queries',
            limit: `${MOST_QUERIES}`,
            next: 'Send them as several requests.',
          });
        const found = await ask(
          request,
          reply,
          rows.map(({ asked }) => asked),
        );
        const matches = (id: string) =>
          found.flatMap((each, i) => (rows[i]!.id === id ? matchesOf(each) : [])).map(resultOf);
        return {
          responses: Object.fromEntries(
            Object.entries(queries).map(([id, asked]) => {
              const results = matches(id).toSorted((a, b) => b.score - a.score);
              return [
                id,
                { status: 200, results, total: { value: results.length, relation: 'eq' }, query: asked },
              ];
            }),
          ),
          matcher: {},
          limit: MOST_QUERIES,
        };
      },
    );
  };
}

/** Every name and every key is asked about: a match of any is a result. */
function questionsOf({ schema, properties }: Query, id: string): Question[] {
  const of = (...names: string[]): string[] => names.flatMap((name) => properties[name] ?? []);
  const wallets = of('publicKey').map((address) => question({ type: 'address', address, chain: null }));
  const names = schema === 'CryptoWallet' ? [] : of('name', 'alias', 'weakAlias', 'previousName');
  const people = names.map((name) =>
    question({
      type: 'name',
      name,
      births: of('birthDate').slice(0, 10),
      countries: of('nationality', 'country', 'citizenship').slice(0, 10),
    }),
  );
  if (wallets.length + people.length === 0)
    throw new AshiatoError('E_USAGE', `query "${id}" names nobody: it has no publicKey, name or alias`, {
      where: `queries.${id}.properties`,
      next: 'Give a CryptoWallet its publicKey, anybody else a name.',
    });
  return [...wallets, ...people];
}

/** The words of a match by key, which is no listing; another has said all by its dataset. */
const notesOf = (match: ListedMatch) => (match.sameKeyAs === null ? {} : { notes: [describeMatch(match)] });

function resultOf(match: Match) {
  const listed = match.type === 'listed';
  return {
    id: listed ? `${match.list}-${match.entry}` : `ashiato-incident-${match.incident}`,
    caption: nameOf(match),
    schema: 'LegalEntity',
    properties: listed
      ? { name: match.names, programId: match.programmes, topics: ['sanction'], ...notesOf(match) }
      : { name: [match.incident], notes: [match.ground], topics: ['crime.theft'] },
    datasets: [listed ? match.list : 'ashiato-incidents'],
    referents: [],
    target: true,
    first_seen: listed ? match.entryListedOn : match.stolenOn,
    score: listed ? match.score : 1,
    match: true,
    features: listed ? Object.fromEntries(match.features.map(({ feature, value }) => [feature, value])) : {},
  };
}
