/** Each typology on a positive, on honest people who look alike, and at its edge. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { depositFindings, findDepositAddresses } from '../../../src/core/patterns/deposit-reuse.ts';
import { DETECTORS } from '../../../src/core/patterns/detectors.ts';
import { mixerPrefunding } from '../../../src/core/patterns/mixer-prefunding.ts';
import { findPayrolls, type PayrollWorld } from '../../../src/core/patterns/payroll.ts';
import { payrollTheftBridge } from '../../../src/core/patterns/payroll-theft-bridge.ts';
import { rehearsal } from '../../../src/core/patterns/rehearsal.ts';
import { rhythm } from '../../../src/core/patterns/rhythm.ts';
import { routeAvoidance } from '../../../src/core/patterns/route-avoidance.ts';
import {
  SERVICE_KINDS,
  type ServiceKind,
  type ServiceUse,
} from '../../../src/core/patterns/services-used.ts';
import { structuring } from '../../../src/core/patterns/structuring.ts';
import type { Transfer } from '../../../src/core/patterns/transfer.ts';
import { DAY, ETHEREUM, pay, START, usd } from './world.ts';

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const nobody = (): boolean => false;

test('every detector says what it asks, how, from where, who does the same honestly, and what it costs', () => {
  const ids = DETECTORS.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const card of DETECTORS)
    for (const [key, text] of Object.entries(card)) assert.ok(text.length > 5, `${card.id} ${key}`);
});

// D01

const funding = (wallets: number, gap: number, lead: number): Transfer[] =>
  range(wallets).map((i) => pay('mixer', `w${i}`, 0.1, 10 - lead + i * gap));
const prefunded = (
  withdrawals: readonly Transfer[],
  dealing = true,
  hadPast = nobody as (a: string, b: number) => boolean,
) =>
  mixerPrefunding({
    withdrawals,
    incident: START + 10 * DAY,
    hadPast,
    dealing: (address) => (dealing && address === 'w0' ? pay(address, 'victim', 1, 10) : null),
  });

test('equal withdrawals to new wallets before an attack are told, once one of them takes part', () => {
  const [finding, ...more] = prefunded(funding(8, 0.005, 0.4));
  assert.equal(more.length, 0);
  assert.match(finding?.says ?? '', /^8 new wallets/);
  assert.equal(finding?.evidence.length, 9);
});

test('strangers of the same hour, wallets with a past, three wallets, or withdrawals days before are not told', () => {
  assert.deepEqual(prefunded(funding(8, 0.005, 0.4), false), []);
  assert.deepEqual(
    prefunded(funding(8, 0.005, 0.4), true, () => true),
    [],
  );
  assert.deepEqual(prefunded(funding(3, 0.005, 0.4)), []);
  assert.deepEqual(prefunded(funding(8, 0.005, 3)), []);
  assert.deepEqual(prefunded(funding(8, 0.06, 0.9)), [], 'spread over hours');
});

// D02

const route = (tried: readonly Transfer[], after: readonly Transfer[]) =>
  rehearsal({
    before: tried,
    after,
    incident: START + 10 * DAY,
    serviceAt: (address) => (address.startsWith('bridge') ? 'A bridge' : null),
  });

test('a small try of the later way is told; a large one, another way, or a try after the theft is not', () => {
  const theft = [pay('thief', 'bridge-2', 1_000_000, 11)];
  assert.equal(
    route([pay('w0', 'bridge-1', 5, 8), pay('w0', 'bridge-1', 7, 9)], theft)[0]?.evidence.length,
    3,
  );
  assert.deepEqual(route([pay('w0', 'bridge-1', 10_001, 8)], theft), []);
  assert.equal(route([pay('w0', 'bridge-1', 10_000, 8)], theft).length, 1, 'a hundredth still is a try');
  assert.deepEqual(route([pay('w0', 'shop', 5, 8)], theft), []);
  assert.deepEqual(route([pay('w0', 'bridge-1', 5, 10.5)], theft), []);
  assert.deepEqual(route([pay('w0', 'bridge-1', 5, 8)], []), []);
});

// D15

const swarm = (count: number, amount = 50): Transfer[] =>
  range(count).map((i) => pay('a', `d${i}`, amount, 1.1 + i * 0.05));

test('a large sum broken into a swarm is told; a shop that always did so, a service and larger payments are not', () => {
  const inflow = pay('source', 'a', 50_000, 1);
  assert.equal(structuring([inflow, ...swarm(30)], usd, nobody).length, 1);
  assert.deepEqual(
    structuring([inflow, ...swarm(30)], usd, (address) => address === 'a'),
    [],
  );
  const habit = range(30).map((i) => pay('a', `old${i}`, 50, -5 + i * 0.1));
  assert.deepEqual(structuring([inflow, ...swarm(30), ...habit], usd, nobody), []);
  assert.deepEqual(structuring([inflow, ...swarm(30, 150)], usd, nobody), []);
  assert.deepEqual(structuring([pay('source', 'a', 9_999, 1), ...swarm(30)], usd, nobody), []);
  assert.deepEqual(structuring([inflow, ...swarm(19)], usd, nobody), []);
  assert.deepEqual(
    structuring([inflow, ...swarm(30)], () => null, nobody),
    [],
    'without prices nothing is said',
  );
});

// D20

/** Workers with one payer each, who sweep to `to`. */
const workers = (
  count: number,
  to: (i: number) => string,
  payer: (i: number) => string,
  months = 4,
): Transfer[] =>
  range(count).flatMap((i) =>
    range(months).flatMap((month) => [
      pay(payer(i), `worker${i}`, 5000 + i * 100, month * 30 + i),
      pay(`worker${i}`, to(i), 4800, month * 30 + i + 1),
    ]),
  );
const hub = (): string => 'hub';
const firm = (i: number): string => `firm${i}`;
const exit = pay('hub', 'deposit', 50_000, 130);
const world = (transfers: readonly Transfer[], services: readonly string[] = []): PayrollWorld => ({
  transfers,
  usd,
  isService: (address) => services.includes(address),
  cashesOut: (address) => address === 'deposit',
});
const payrolls = (transfers: readonly Transfer[], services: readonly string[] = []) =>
  findPayrolls(world(transfers, services)).payrolls;

test('wages of several workers from several employers in one hand that cashes out are told', () => {
  const { payrolls: found, findings } = findPayrolls(world([...workers(4, hub, firm), exit]));
  assert.deepEqual(found, [
    {
      receivers: range(4).map((i) => `worker${i}`),
      payers: range(4).map((i) => `firm${i}`),
      consolidator: 'hub',
    },
  ]);
  assert.match(findings[0]?.says ?? '', /^Monthly pay of 4 receivers from 4 payers/);
});

test('honest contractors are not: each keeps his own, or all use one exchange', () => {
  assert.deepEqual(payrolls([...workers(4, (i) => `own${i}`, firm), exit]), []);
  assert.deepEqual(payrolls([...workers(4, hub, firm), exit], ['hub']), [], 'the hub is an exchange');
});

test('an agency, a DAO and a payroll service are not', () => {
  assert.deepEqual(payrolls([...workers(6, hub, () => 'dao'), exit]), [], 'one payer of all');
  assert.deepEqual(
    payrolls([...workers(6, hub, () => 'payroll'), exit], ['payroll']),
    [],
    'a payroll service pays',
  );
  assert.deepEqual(
    payrolls([...workers(6, () => 'agency', firm), pay('agency', 'deposit', 1, 130)], ['agency']),
    [],
    'an agency that is known',
  );
  const paysOut = range(6).flatMap((i) =>
    range(4).map((month) => pay('service', `worker${i}`, 5000, month * 30 + i)),
  );
  assert.deepEqual(payrolls([...paysOut, exit]), [], 'a service pays many, nobody sweeps');
});

test('payroll at its edges: two workers, two months, uneven pay, half swept, no way to cash', () => {
  assert.deepEqual(payrolls([...workers(2, hub, firm), exit]), []);
  assert.deepEqual(payrolls([...workers(4, hub, firm, 2), exit]), [], 'two months are no rhythm');
  assert.deepEqual(payrolls(workers(4, hub, firm)), [], 'no exit');
  const half = workers(4, hub, firm).map((each) =>
    each.to === 'hub' ? { ...each, amount: each.amount / 2n } : each,
  );
  assert.deepEqual(payrolls([...half, exit]), []);
  const uneven = workers(4, hub, firm).map((each, i) =>
    each.to.startsWith('worker') && i % 4 === 0 ? { ...each, amount: each.amount / 2n } : each,
  );
  assert.deepEqual(payrolls([...uneven, exit]), []);
});

// D21

const meeting = (
  transfers: readonly Transfer[],
  tainted: readonly string[],
  services: readonly string[] = [],
  deposits: { address: string; payers: string[] }[] = [],
) =>
  payrollTheftBridge({
    chain: ETHEREUM.id,
    payrolls: [{ receivers: ['worker0'], payers: ['firm0'], consolidator: 'hub' }],
    transfers,
    tainted: new Set(tainted),
    isService: (address) => services.includes(address),
    deposits,
  });

test('pay and theft that meet within two transfers or in one deposit address are told', () => {
  assert.match(
    meeting([pay('hub', 'x', 1, 1), pay('thief', 'x', 1, 2)], ['thief'])[0]?.says ?? '',
    /2 transfers/,
  );
  assert.match(meeting([], ['hub'])[0]?.says ?? '', /on a branch/);
  assert.match(
    meeting([], ['thief'], [], [{ address: 'd', payers: ['worker0', 'thief'] }])[0]?.says ?? '',
    /same deposit address/,
  );
});

test('three transfers, or a service between them, are no meeting', () => {
  assert.deepEqual(
    meeting([pay('hub', 'x', 1, 1), pay('x', 'y', 1, 2), pay('y', 'thief', 1, 3)], ['thief']),
    [],
  );
  assert.deepEqual(
    meeting([pay('hub', 'exchange', 1, 1), pay('thief', 'exchange', 1, 2)], ['thief'], ['exchange']),
    [],
  );
  assert.deepEqual(meeting([], ['thief'], [], [{ address: 'd', payers: ['worker0', 'friend'] }]), []);
});

// D22, D23

const subject = { type: 'address', chain: ETHEREUM.id, address: 'thief' } as const;
const use = (kind: ServiceKind, day: number): ServiceUse => ({
  kind,
  time: START + day * DAY,
  evidence: { what: kind, chain: ETHEREUM.id },
});

test('the forty-five-day order is told; the reverse order, one wave and few uses are not', () => {
  const fits = [
    ...range(6).map(() => use('mixer', 1)),
    ...range(6).map(() => use('bridge', 7)),
    ...range(6).map(() => use('guarantee', 30)),
  ];
  assert.equal(rhythm(subject, START, fits)[0]?.evidence.length, 18);
  const reversed = fits.map(({ kind, time, evidence }) => ({
    kind,
    time: START + 31 * DAY - (time - START),
    evidence,
  }));
  assert.deepEqual(rhythm(subject, START, reversed), []);
  assert.deepEqual(
    rhythm(
      subject,
      START,
      range(20).map(() => use('mixer', 1)),
    ),
    [],
  );
  assert.deepEqual(rhythm(subject, START, fits.slice(0, 9)), []);
});

test('avoided lending with much moving is told; a usual mix, few uses or no comparison are not', () => {
  const shares = {
    dex: 0.4,
    lending: 0.2,
    bridge: 0.1,
    mixer: 0.1,
    exchange: 0.1,
    swapper: 0.05,
    guarantee: 0.05,
  };
  const others = { thefts: 3, uses: 60, shares };
  assert.equal(
    routeAvoidance(
      subject,
      range(30).map((i) => use(i % 2 === 0 ? 'bridge' : 'mixer', i)),
      others,
    ).length,
    1,
  );
  assert.deepEqual(
    routeAvoidance(
      subject,
      range(30).map((i) => use(i % 5 === 0 ? 'lending' : 'bridge', i)),
      others,
    ),
    [],
  );
  assert.deepEqual(
    routeAvoidance(
      subject,
      range(19).map((i) => use('mixer', i)),
      others,
    ),
    [],
  );
  const none = Object.fromEntries(SERVICE_KINDS.map((kind) => [kind, 0])) as Record<ServiceKind, number>;
  for (const few of [
    { ...others, shares: none },
    { ...others, thefts: 2 },
    { ...others, uses: 59 },
  ])
    assert.deepEqual(
      routeAvoidance(
        subject,
        range(30).map((i) => use('mixer', i)),
        few,
      ),
      [],
    );
});

// Deposit reuse

const exchangeOf = (address: string): string | null => (address === 'hot' ? 'Exchange' : null);
const lost = (): bigint => 10_000n;

test('payers of one deposit address belong together', () => {
  const found = findDepositAddresses(
    [
      pay('u1', 'D', 100, 1),
      pay('D', 'hot', 100, 1.01),
      pay('u2', 'D', 50, 2),
      pay('D', 'hot', 49.995, 2.01),
    ],
    exchangeOf,
    lost,
  );
  assert.deepEqual(
    found.map(({ address, payers, exchange }) => [address, payers, exchange]),
    [['D', ['u1', 'u2'], 'Exchange']],
  );
  assert.ok(found[0]!.confidence > 0.7 && found[0]!.confidence < 1);
  assert.equal(depositFindings(found).length, 1);
});

test('whoever pays others too, adds to the sum, keeps too much or waits too long is no deposit address', () => {
  const in1 = pay('u1', 'D', 100, 1);
  assert.deepEqual(
    findDepositAddresses([in1, pay('D', 'hot', 100, 1.01), pay('D', 'friend', 1, 2)], exchangeOf, lost),
    [],
  );
  assert.deepEqual(findDepositAddresses([in1, pay('D', 'hot', 101, 1.01)], exchangeOf, lost), []);
  assert.deepEqual(findDepositAddresses([in1, pay('D', 'hot', 99.9, 1.01)], exchangeOf, lost), []);
  assert.deepEqual(findDepositAddresses([in1, pay('D', 'hot', 100, 3)], exchangeOf, lost), []);
  assert.deepEqual(
    findDepositAddresses([pay('hot', 'D', 100, 1), pay('D', 'hot', 100, 1.01)], exchangeOf, lost),
    [],
    'the exchange funds it',
  );
  assert.deepEqual(
    depositFindings(findDepositAddresses([in1, pay('D', 'hot', 100, 1.01)], exchangeOf, lost)),
    [],
    'one payer shares nothing',
  );
});
