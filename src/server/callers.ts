/**
 * Who asks: a key with the scope, or the one person of a loopback server without keys. That person's browser also shows
 * strangers' pages, so a request without a key must come from our own page or from a program: never from another site,
 * and never under a name that merely points at this machine (DNS rebinding).
 */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { KeyRing } from '../app/screening/api-keys.ts';
import { LOCAL_TENANT } from '../app/screening/screen.ts';
import { AshiatoError } from '../core/model/errors.ts';
import type { ApiKey, Scope } from '../ports/key-cabinet.ts';

export type Caller = { readonly tenant: string; readonly key: ApiKey | null };

/** All that is looked at of a request. */
type Asking = Pick<IncomingMessage, 'headers'>;

export type Callers = (request: Asking, scope: Scope) => Caller;

export const openCallers =
  ({ keys, loopback }: { readonly keys: KeyRing; readonly loopback: boolean }): Callers =>
  (request, scope) => {
    const text = presentedKey(request);
    if (text === null) {
      if (!loopback || keys.inUse()) throw refuseKey('a key is needed here');
      refuseOtherSites(request);
      return { tenant: LOCAL_TENANT, key: null };
    }
    const key = keys.find(text);
    if (key === null) throw refuseKey('this key is not known, or was revoked');
    if (!key.scopes.includes(scope))
      throw new AshiatoError('E_API_KEY', `this key has no scope "${scope}"`, {
        where: 'scope',
        next: `Use a key made with "ashiato keys add <name> --scope ${scope}".`,
      });
    return { tenant: key.tenant, key };
  };

/** A name may point anywhere tomorrow: only `localhost` and addresses of this machine are taken for loopback. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

function refuseOtherSites({ headers }: Asking): void {
  const { host = '', origin } = headers;
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  const site = headers['sec-fetch-site'] ?? 'none';
  const own =
    isLoopback(name) &&
    (site === 'none' || site === 'same-origin') &&
    (origin === undefined || origin === `http://${host}`);
  if (own) return;
  throw new AshiatoError('E_API_KEY', 'another site may not ask in the name of the person at this machine', {
    where: 'Origin',
    next: 'Open the pages at the address that "ashiato serve" prints, or use a key ("ashiato keys add").',
  });
}

const refuseKey = (what: string): AshiatoError =>
  new AshiatoError('E_API_KEY', what, {
    where: 'Authorization',
    next: 'Send "Authorization: Bearer <key>"; "ashiato keys add" makes one.',
  });

/** As each vendor's clients send it: Bearer, `X-API-Key`, `Token`, or the user of Basic. */
function presentedKey({ headers }: Asking): string | null {
  const { authorization } = headers;
  if (authorization !== undefined) {
    const bearer = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    if (bearer !== undefined) return bearer;
    const basic = /^Basic (\S+)$/i.exec(authorization)?.[1];
    // Some clients send the bare key after "Basic", without encoding it.
    if (basic?.startsWith('ash_')) return basic;
    if (basic !== undefined) return Buffer.from(basic, 'base64').toString('utf8').split(':')[0]!;
    return authorization;
  }
  for (const name of ['x-api-key', 'token']) {
    const value = headers[name];
    if (typeof value === 'string') return value;
  }
  return null;
}
