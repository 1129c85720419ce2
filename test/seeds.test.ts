/** Seeds are filtered by role: a victim's or an exchange's address is never one. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadCase } from '../src/adapters/cases/cases.ts';
import { loadIncidents } from '../src/adapters/facts/incidents.ts';
import { checkSeeds } from '../src/app/trace/library.ts';
import type { Recording } from '../src/core/model/case.ts';
import type { AccountTransaction, Block } from '../src/core/model/transaction.ts';
import { ROOT } from './cli/run.ts';

const incidents = loadIncidents(join(ROOT, 'facts'));
const bybit = loadCase(join(ROOT, 'cases', 'bybit-2025'));

/** The same case with its stolen ether credited to another address. */
function seededAt(address: string): Recording {
  const seeded = new Set(
    bybit.readings.meanings.filter(({ meaning }) => meaning.type === 'seed').map(({ txid }) => txid),
  );
  const move = (tx: AccountTransaction): AccountTransaction =>
    seeded.has(tx.txid) ? { ...tx, events: tx.events.map((event) => ({ ...event, to: address })) } : tx;
  const blocks = (all: readonly Block[]): Block[] =>
    all.map((block) => ({
      ...block,
      transactions: block.transactions.map((tx) => (tx.type === 'account' ? move(tx) : tx)),
    }));
  return { ...bybit, chains: new Map([...bybit.chains].map(([chain, all]) => [chain, blocks(all)])) };
}

test('the bundled cases start where thieves were', () => {
  for (const id of ['ronin-2022', 'bybit-2025']) checkSeeds(loadCase(join(ROOT, 'cases', id)), incidents);
});

test('a case that starts at the victim is refused', () => {
  const victim = incidents
    .find((each) => each.id === 'bybit-2025')!
    .addresses.find((each) => each.role === 'victim_wallet')!;
  assert.equal(victim.seed, false);
  assert.throws(() => checkSeeds(seededAt(victim.address.toLowerCase()), incidents), {
    code: 'E_SEED',
    message: /victim_wallet/,
  });
});

test('an address that the facts do not know may be a seed: the case names its source', () => {
  checkSeeds(seededAt(`0x${'12'.repeat(20)}`), incidents);
});
