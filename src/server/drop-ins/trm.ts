/**
 * Modelled on TRM's screening API, of whose answers only what clients in public repositories read was seen.
 * OWNERSHIP is an address that is itself named, COUNTERPARTY one that stolen value reached.
 */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { MOST_QUESTIONS } from '../../contract/screen.ts';
import type { Match } from '../../core/model/decision.ts';
import { Undecided } from '../screening/answers.ts';
import { readJson } from '../screening/questions.ts';
import { type Ask, listedOf, matchesOf, nameOf, question } from './asking.ts';

const address = z.string().max(400);
const screened = z
  .array(z.object({ address, chain: z.string().max(80), accountExternalId: z.string().nullish() }))
  .min(1)
  .max(MOST_QUESTIONS);
const sanctioned = z.array(z.object({ address })).min(1).max(MOST_QUESTIONS);

const SEVERE = { level: 15, label: 'Severe' } as const;
const HIGH = { level: 10, label: 'High' } as const;

export function trmScreening(ask: Ask): FastifyPluginAsyncZod {
  return async (server) => {
    server.post(
      '/public/v2/screening/addresses',
      {
        schema: {
          summary: 'Modelled on TRM’s screening of addresses: 503 where any is neither hit nor clear',
        },
      },
      async (request, reply) => {
        const asked = readJson(String(request.body), screened);
        const found = await ask(
          request,
          reply,
          asked.map(({ address: text, chain }) => question({ type: 'address', address: text, chain })),
        );
        return found.map((each, i) => ({
          accountExternalId: asked[i]!.accountExternalId ?? null,
          address: accountOf(each.subject) ?? asked[i]!.address,
          addressSubmitted: asked[i]!.address,
          chain: asked[i]!.chain,
          addressRiskIndicators: matchesOf(each).map(indicatorOf),
          // Amounts are in base units of assets here, never in dollars.
          addressTotalVolumeUsd: null,
          addressIncomingVolumeUsd: null,
          addressOutgoingVolumeUsd: null,
          entities: listedOf(each).map((match) => ({
            category: 'Sanctions',
            categoryId: 'ashiato:sanctions',
            entity: nameOf(match),
            riskScoreLevel: SEVERE.level,
            riskScoreLevelLabel: SEVERE.label,
            trmAppUrl: '',
            trmUrn: `urn:ashiato:${match.list}:${match.entry}`,
          })),
          trmAppUrl: '',
        }));
      },
    );

    server.post(
      '/public/v1/sanctions/screening',
      {
        schema: {
          summary: 'Modelled on TRM’s sanctions screening: 503 where any is neither listed nor clear',
        },
      },
      async (request, reply) => {
        const asked = readJson(String(request.body), sanctioned);
        const found = await ask(
          request,
          reply,
          asked.map((each) => question({ type: 'address', address: each.address, chain: null })),
        );
        return found.map((each, i) => ({
          address: asked[i]!.address,
          isSanctioned: isSanctioned(listedOf(each).length > 0, each.findings.outcome === 'clear', i),
        }));
      },
    );
  };
}

/** Stolen funds are no sanction, and yet not clear: this shape has no word for it. */
function isSanctioned(listed: boolean, clear: boolean, index: number): boolean {
  if (listed) return true;
  if (clear) return false;
  throw new Undecided(
    'E_UNSUPPORTED',
    `item ${index} is exposed to stolen funds, which this route cannot say`,
    {
      where: String(index),
      next: 'Ask /public/v2/screening/addresses or /v1/screen.',
    },
  );
}

const indicatorOf = (match: Match) => {
  const { level, label } = match.type === 'listed' ? SEVERE : HIGH;
  return {
    category: match.type === 'listed' ? 'Sanctions' : 'Hacked or Stolen Funds',
    categoryId: match.type === 'listed' ? 'ashiato:sanctions' : 'ashiato:stolen-funds',
    categoryRiskScoreLevel: level,
    categoryRiskScoreLevelLabel: label,
    riskType: match.type === 'listed' || match.hops === 0 ? 'OWNERSHIP' : 'COUNTERPARTY',
    incomingVolumeUsd: null,
    outgoingVolumeUsd: null,
    totalVolumeUsd: null,
  };
};

const accountOf = (subject: {
  type: string;
  accounts?: readonly { address: string }[];
}): string | undefined => subject.accounts?.[0]?.address;
