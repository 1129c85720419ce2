/**
 * Alerts as webhooks, in the form of the Standard Webhooks specification (standardwebhooks.com): id, time and body are
 * signed together with the ed25519 key of the answers (`v1a`), so that a receiver checks them with `/v1/keys` and shares
 * no secret. Redirects are refused, and only a 2xx is a receipt.
 */
import type { Notice, Notifier } from '../../ports/notifier.ts';
import type { Signature } from '../../ports/signing.ts';
import { type Limits, readEndpoint, send } from '../sources/wire/http.ts';

const LIMITS: Limits = { timeoutMs: 15_000, maxBytes: 64 * 1024, maxWaitMs: 0 };

export type Webhook = { readonly url: string; readonly tenant: string };

export function webhookNotifier(
  { url, tenant }: Webhook,
  sign: (text: string) => Signature,
  /** Seconds, UTC. */
  now: () => number,
): Notifier {
  const endpoint = readEndpoint(url, 0);
  return {
    tenant,
    label: endpoint.label,
    async notify(notice) {
      const body = textOf(notice);
      const time = Math.floor(now());
      const { keyId, signature } = sign(`${notice.id}.${time}.${body}`);
      await send(
        endpoint,
        body,
        {
          'content-type': 'application/json',
          'webhook-id': notice.id,
          'webhook-timestamp': String(time),
          'webhook-signature': `v1a,${signature}`,
          'ashiato-key-id': keyId,
        },
        LIMITS,
      );
    },
  };
}

const textOf = ({ type, createdAt, body }: Notice): string =>
  `{"type":"${type}","timestamp":"${new Date(createdAt * 1_000).toISOString()}","data":${body}}`;
