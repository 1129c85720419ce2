/**
 * Screening shown from beginning to end in a laboratory: its own publisher, clock, addresses and key, but the same
 * gate, decision, register and store as everywhere. Nothing in it is real, and every answer says so.
 */
import { judge } from '../../core/lists/edition.ts';
import { makeSnapshot } from '../../core/lists/snapshot.ts';
import type { Decision } from '../../core/model/decision.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Day, Edition, EntryId, ListEntry, ListId } from '../../core/model/list.ts';
import { NO_EXPOSURES } from '../../core/screening/exposure.ts';
import type { Ruleset } from '../../core/screening/rules.ts';
import type { Question } from '../../core/screening/subject.ts';
import { canonicalJson, digest } from '../../core/trace/seal.ts';
import type { ScreeningStore } from '../../ports/screening-store.ts';
import type { Keyring } from '../../ports/signing.ts';
import { activate, openRegister } from './register.ts';
import { LOCAL_TENANT, openScreening } from './screen.ts';

const LIST = 'laboratory-sanctions' as ListId;
/** No key can sign for addresses as regular as these. */
const CUSTOMER = '0x1ab0000000000000000000000000000000000001';
const LISTED = '0x1ab0000000000000000000000000000000000002';
const OTHER = '0x1ab0000000000000000000000000000000000003';
/** 1 June 2026, 09:00 UTC, by the laboratory's clock. */
export const LABORATORY_START = Date.UTC(2026, 5, 1, 9) / 1000;
const HOUR_S = 3_600;

export type Shown =
  | { readonly type: 'decision'; readonly title: string; readonly decision: Decision; readonly keyId: string }
  | { readonly type: 'note'; readonly title: string; readonly lines: readonly string[] };

export async function demonstrate(
  store: ScreeningStore,
  keyring: Keyring,
  shipped: Ruleset,
): Promise<readonly Shown[]> {
  const clock = { now: LABORATORY_START };
  const rules: Ruleset = {
    ...shipped,
    requiredLists: [LIST],
    version: `${shipped.version}, laboratory`,
    digest: digest(canonicalJson([shipped.digest, LIST])),
  };
  const first = edition('morning', '2026-06-01', [entry('1', 'Laboratory Syndicate', LISTED)], clock.now);
  const register = openRegister(store);
  const screening = openScreening({
    snapshot: makeSnapshot([first]),
    names: null,
    exposure: NO_EXPOSURES,
    rules,
    overrides: [],
    environment: 'laboratory',
    keyring,
    now: () => clock.now,
    monotonic: () => clock.now,
    record: register.record,
  });
  const shown: Shown[] = [];
  const show = async (title: string, address: string): Promise<void> => {
    const { answers, seal } = await screening.screen([deposit(address)]);
    shown.push({ type: 'decision', title, decision: answers[0]!, keyId: seal.keyId });
  };

  await show('1. A customer pays in: nothing is listed, the list was confirmed just now.', CUSTOMER);
  await show('2. A listed address pays in.', LISTED);

  clock.now += HOUR_S;
  const second = edition(
    'noon',
    '2026-06-01',
    [...first.entries, entry('2', 'Laboratory Front Company', CUSTOMER)],
    clock.now,
  );
  const verdict = judge(first, { next: second, doubts: [], canaries: [], approved: false });
  if (verdict.type !== 'activate') throw verdict.why;
  const { asked, reversed } = await activate(
    { screening, register, store },
    { snapshot: makeSnapshot([second]) },
  );
  shown.push({
    type: 'note',
    title: '3. An hour later the publisher lists the customer: the new edition passes the gate.',
    lines: [
      `${verdict.difference.added.length} entry more, ${verdict.difference.removed.length} fewer; in force at once`,
      `${asked} earlier clear answer asked again, ${reversed} reversed`,
    ],
  });
  await show('   The customer pays in again.', CUSTOMER);

  clock.now += 7 * HOUR_S;
  await show('4. Seven hours without a word of the publisher: silence no longer means "not listed".', OTHER);
  await show('   Who is listed stays a hit.', LISTED);

  for (const alert of await store.alerts(LOCAL_TENANT, true))
    shown.push({
      type: 'note',
      title: '5. In the outbox since the swap, for the answer of step 1:',
      lines: [alert.type, alert.body],
    });
  if (shown.at(-1)?.type !== 'note')
    throw new AshiatoError('E_INTERNAL', 'the swap raised no alert', { next: 'Please report this.' });
  return shown;
}

const deposit = (address: string): Question => ({
  subject: { type: 'address', address, chain: 'eth' },
  direction: 'deposit',
  payment: null,
  asOf: null,
});

const edition = (
  name: string,
  published: string,
  entries: readonly ListEntry[],
  verifiedAt: number,
): Edition => ({
  list: LIST,
  name,
  published: published as Day,
  digest: digest(canonicalJson(entries)),
  origin: 'laboratory',
  verifiedAt,
  partial: false,
  entries,
});

const entry = (id: string, name: string, address: string): ListEntry => ({
  list: LIST,
  id: id as EntryId,
  kind: 'organisation',
  names: [{ name, quality: 'primary' }],
  births: [],
  countries: [],
  programmes: ['LABORATORY'],
  effect: 'asset-freeze',
  listedOn: '2026-06-01' as Day,
  addresses: [
    {
      code: 'ETH',
      text: address,
      accounts: [{ family: 'evm', address }],
      listedOn: '2026-06-01' as Day,
    },
  ],
  remarks: 'Made for a demonstration.',
});
