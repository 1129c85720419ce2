/**
 * Modelled on Chainalysis' KYT v2: a transfer or a withdrawal attempt is registered and gets an `externalId`, by which
 * alerts, exposures and identifications are asked. They are empty only where the native answer, asked again at that
 * moment, is clear. A received transfer is asked about by its transaction, a sent one by the address it goes to.
 */
import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { register } from '../../app/screening/register.ts';
import { notClearNow } from '../../app/screening/registered-now.ts';
import type { Match } from '../../core/model/decision.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { decide } from '../../core/screening/decide.ts';
import type { Question } from '../../core/screening/subject.ts';
import { refusalOf } from '../screening/answers.ts';
import type { ScreeningDesk } from '../screening/desk.ts';
import type { Gate } from '../screening/gate.ts';
import { readJson } from '../screening/questions.ts';
import { needed } from '../screening/register-routes.ts';
import { type Ask, describeMatch, matchesOf, nameOf, question } from './asking.ts';

const text = z.string().min(1).max(400);
const amounts = {
  assetAmount: z.number().nullish(),
  assetPrice: z.number().nullish(),
  assetDenomination: z.string().nullish(),
};
const transfer = z.object({
  network: text,
  asset: text,
  transferReference: text.describe('<hash>:<address>, or <hash>:<index>'),
  direction: z.enum(['received', 'sent']),
  transferTimestamp: z.string().nullish(),
  ...amounts,
});
const attempt = z.object({
  network: text,
  asset: text,
  address: text,
  attemptIdentifier: text,
  attemptTimestamp: z.string().nullish(),
  ...amounts,
});

const user = z.object({ userId: z.string().min(1).max(200) });
const external = z.object({ externalId: z.string().regex(/^[0-9a-f]{64}$/) });

export function kytModelled(
  { screening, store }: ScreeningDesk,
  gate: Gate,
  ask: Ask,
): FastifyPluginAsyncZod {
  /** Registering answers nothing yet, as there: the decision is asked for by the id. */
  const keep = async (
    request: FastifyRequest,
    kind: 'transfer' | 'withdrawal',
    reference: string,
    asked: Question,
  ): Promise<string> => {
    const caller = gate.admit(request, 'register');
    const done = gate.take(caller, 1);
    try {
      const decision = decide(asked, screening.basis());
      const kept = { tenant: caller.tenant, kind, reference };
      return (await register(needed(store), kept, { question: asked, decision })).id;
    } finally {
      done();
    }
  };

  const recall = async (request: FastifyRequest, id: string): Promise<Question> => {
    const { tenant } = gate.admit(request, 'register');
    const row = await needed(store).screened(tenant, id);
    if (row !== null) return row.question;
    throw new AshiatoError('E_NOT_FOUND', `nothing is registered as ${id}`, {
      next: 'Register the transfer or the withdrawal attempt first.',
    });
  };

  return async (server) => {
    server.post(
      '/users/:userId/transfers',
      { schema: { summary: 'Modelled on KYT v2: register a transfer', params: user } },
      async (request, reply) => {
        const sent = readJson(String(request.body), transfer);
        const { network, asset, transferReference, direction } = sent;
        const [tx, output] = splitReference(transferReference);
        const asked =
          direction === 'received'
            ? question({ type: 'transaction', txid: tx, chain: network }, 'deposit')
            : question({ type: 'address', address: output, chain: network }, 'withdrawal');
        const externalId = await keep(
          request,
          'transfer',
          referenceOf([request.params.userId, network, asset, transferReference, direction]),
          asked,
        );
        return reply.status(202).send({
          updatedAt: null,
          asset,
          network,
          transferReference,
          tx: null,
          idx: null,
          usdAmount: null,
          assetAmount: sent.assetAmount ?? null,
          timestamp: sent.transferTimestamp ?? null,
          outputAddress: output,
          externalId,
        });
      },
    );

    server.post(
      '/users/:userId/withdrawal-attempts',
      { schema: { summary: 'Modelled on KYT v2: register a withdrawal before it is sent', params: user } },
      async (request, reply) => {
        const sent = readJson(String(request.body), attempt);
        const { network, asset, address, attemptIdentifier } = sent;
        const externalId = await keep(
          request,
          'withdrawal',
          referenceOf([request.params.userId, network, asset, address, attemptIdentifier]),
          question({ type: 'address', address, chain: network }, 'withdrawal'),
        );
        return reply.status(202).send({
          updatedAt: null,
          asset,
          network,
          address,
          attemptIdentifier,
          assetAmount: sent.assetAmount ?? null,
          usdAmount: null,
          externalId,
        });
      },
    );

    for (const kind of ['transfers', 'withdrawal-attempts'] as const) {
      const summary = 'Modelled on KYT v2: empty only where the native answer is clear, else 503';
      const schema = { summary, params: external };
      server.get(`/${kind}/:externalId/alerts`, { schema }, async (request, reply) => {
        const { externalId } = request.params;
        const [found] = await ask(request, reply, [await recall(request, externalId)], 'register');
        return { alerts: matchesOf(found!).map((match, i) => alertOf(match, externalId, i)) };
      });
      server.get(`/${kind}/:externalId/exposures`, { schema }, async (request, reply) => {
        const [found] = await ask(
          request,
          reply,
          [await recall(request, request.params.externalId)],
          'register',
        );
        const matches = matchesOf(found!);
        const of = (direct: boolean) =>
          matches
            .filter((match) => isDirect(match) === direct)
            .map((match) => ({ name: nameOf(match), category: categoryOf(match), value: null }));
        return { direct: of(true), indirect: of(false) };
      });
      server.get(`/${kind}/:externalId/network-identifications`, { schema }, async (request, reply) => {
        const [found] = await ask(
          request,
          reply,
          [await recall(request, request.params.externalId)],
          'register',
        );
        return matchesOf(found!).map((match) => ({
          name: nameOf(match),
          category: categoryOf(match),
          description: describeMatch(match),
        }));
      });
    }
  };
}

const paging = z.object({
  createdAt_gte: z.string().max(40).optional(),
  createdAt_lte: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
});

/**
 * Modelled on the list of all alerts, which vendors' clients poll, often by the time since the last poll: whatever the
 * tenant registered and is not clear now, as of when it became so. What is not known stands there as an alert of its own.
 */
export function kytAlerts({ screening, store }: ScreeningDesk, gate: Gate): FastifyPluginAsyncZod {
  return async (server) => {
    for (const version of ['v1', 'v2']) {
      const summary = 'Modelled on KYT: alerts of all that was registered; what is not known is one, too';
      server.get(`/${version}/alerts`, { schema: { summary, querystring: paging } }, async (request) => {
        const { createdAt_gte, createdAt_lte, limit, offset } = request.query;
        const since = createdAt_gte === undefined ? 0 : secondsOf(createdAt_gte, 'createdAt_gte');
        const until = createdAt_lte === undefined ? NO_END : secondsOf(createdAt_lte, 'createdAt_lte');
        const caller = gate.admit(request, 'register');
        // A poll is one question to whoever polls, however much it takes to answer.
        const done = gate.take(caller, 1);
        try {
          const all = (await notClearNow(needed(store), caller.tenant, screening.basis))
            .filter(({ from, to }) => from <= until && to >= since)
            .flatMap(({ id, found, to }): object[] => {
              const beside = { createdAt: new Date(to * 1_000).toISOString(), transferExternalId: id };
              const doubt = refusalOf(found);
              if (doubt !== null) return [{ ...undecided(doubt, id), ...beside }];
              return matchesOf(found).map((match, i) => ({ ...alertOf(match, id, i), ...beside }));
            });
          return { total: all.length, limit, offset, data: all.slice(offset, offset + limit) };
        } finally {
          done();
        }
      });
    }
  };
}

const NO_END = Number.MAX_SAFE_INTEGER;

function secondsOf(text: string, where: string): number {
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return Math.floor(time / 1_000);
  throw new AshiatoError('E_TIME_RANGE', `"${text}" is no time`, {
    where,
    next: 'Write it as 2026-11-22T09:00:00Z.',
  });
}

const undecided = ({ code, message }: AshiatoError, externalId: string) => ({
  externalId: hash('sha256', `${externalId}:undecided`).slice(0, 32),
  alertLevel: 'HIGH',
  category: 'not decided',
  categoryId: null,
  service: null,
  exposureType: null,
  alertAmount: null,
  description: `${code}: ${message}`,
});

/** Length before text, so that two different lists of words never read the same. */
const referenceOf = (words: readonly string[]): string =>
  `kyt:${hash('sha256', words.map((word) => `${word.length}:${word}`).join(''))}`;

function splitReference(reference: string): [string, string] {
  const colon = reference.indexOf(':');
  if (colon > 0 && colon < reference.length - 1)
    return [reference.slice(0, colon), reference.slice(colon + 1)];
  throw new AshiatoError('E_USAGE', `"${reference.slice(0, 80)}" names no output of a transaction`, {
    where: 'transferReference',
    next: 'Write it as <hash>:<address>.',
  });
}

const isDirect = (match: Match): boolean => match.type === 'listed' || match.hops === 0;
const categoryOf = (match: Match): string => (match.type === 'listed' ? 'sanctioned entity' : 'stolen funds');

const alertOf = (match: Match, externalId: string, index: number) => ({
  externalId: hash('sha256', `${externalId}:${index}:${describeMatch(match)}`).slice(0, 32),
  alertLevel: match.type === 'listed' ? 'SEVERE' : 'HIGH',
  category: categoryOf(match),
  categoryId: null,
  service: nameOf(match),
  exposureType: isDirect(match) ? 'DIRECT' : 'INDIRECT',
  alertAmount: null,
  description: describeMatch(match),
});
