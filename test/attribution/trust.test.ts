/** What a claim may do, and what becomes of it when it is doubted. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readServices } from '../../src/adapters/facts/services.ts';
import { tagJournal } from '../../src/adapters/tags/journal.ts';
import { tagsOfServices } from '../../src/core/attribution/services.ts';
import { idOf } from '../../src/core/attribution/tagpack.ts';
import { conflictAmong, openTagBook } from '../../src/core/attribution/tags.ts';
import { mayStop } from '../../src/core/attribution/trust.ts';
import { parseAddress } from '../../src/core/model/address.ts';
import { type Chain, type ChainId, getChain } from '../../src/core/model/chain.ts';
import { type Tag, type TagDeed, TRUST_LEVELS } from '../../src/core/model/tag.ts';

const folder = mkdtempSync(join(tmpdir(), 'ashiato-tags-'));
after(() => rmSync(folder, { recursive: true }));
const FACTS = join(import.meta.dirname, '..', '..', 'facts');
const loadServiceStops = (facts: string, chain: Chain) =>
  openTagBook(tagsOfServices(readServices(facts)), []).stopsOn(chain, 0, null);
const BITCOIN = getChain('bip122:000000000019d6689c085ae165831e93');
const ETHEREUM = getChain('eip155:1');
const ADDRESS = '34xp4vRoCGJym3xR7yCVPFHoCNxv4Twseo';

function tag(more: Partial<Tag> = {}): Tag {
  const claim = {
    pack: 'p',
    scope: { type: 'chain', chain: BITCOIN.id as ChainId } as const,
    address: ADDRESS,
    label: 'Binance',
    category: 'exchange',
    abuse: null,
    concepts: [],
    actor: 'binance',
    author: 'a',
    source: 's',
    confidence: 0.9,
    level: 'T1' as const,
    created: null,
    modified: null,
    validUntil: null,
    note: null,
    ...more,
  };
  return { id: idOf(claim), ...claim };
}
const deed = (action: TagDeed['action'], target: TagDeed['target'], day = 1): TagDeed => ({
  action,
  target,
  by: 'me',
  reason: 'r',
  at: `2026-01-${String(day).padStart(2, '0')}T00:00:00Z`,
});
const known = (own: Tag, deeds: readonly TagDeed[] = []) => openTagBook([own], deeds).of(own.address)[0]!;

test('only an observed, declared or reviewed claim may end a branch, and only at the confidence asked for', () => {
  assert.deepEqual(
    TRUST_LEVELS.filter((level) => mayStop(known(tag({ level })), 0.5)),
    ['T0', 'T1', 'T2'],
  );
  assert.equal(mayStop(known(tag({ confidence: 0.49 })), 0.5), false);
  assert.equal(mayStop(known(tag({ confidence: 0.5 })), 0.5), true);
});

test('a claim that ran out, accuses, or names no custodian ends nothing', () => {
  assert.equal(mayStop(known(tag({ validUntil: '2025-12-31' })), 0, '2026-01-01'), false);
  assert.equal(mayStop(known(tag({ validUntil: '2025-12-31' })), 0, '2025-12-31'), true);
  assert.equal(mayStop(known(tag({ abuse: 'service_hack' })), 0), false);
  for (const category of ['user', 'defi_dex', 'bridge', 'dex_router', 'fun_fair', null])
    assert.equal(mayStop(known(tag({ category })), 0), false, String(category));
});

test('a doubt takes one step, for a tag or a whole pack, and its history stays', () => {
  const own = tag();
  const other = tag({ label: 'other', pack: 'q' });
  const ofTag = { type: 'tag', id: own.id } as const;
  const ofPack = { type: 'pack', pack: 'p' } as const;
  const state = (deeds: readonly TagDeed[]) => openTagBook([own, other], deeds).get(own.id)!.state.type;
  assert.equal(state([]), 'standing');
  assert.equal(state([deed('contest', ofTag)]), 'contested');
  assert.equal(state([deed('retract', ofPack)]), 'retracted');
  assert.equal(state([deed('retract', ofPack), deed('restore', ofTag, 2)]), 'standing');
  assert.equal(state([deed('retract', ofTag), deed('contest', ofTag, 2)]), 'retracted');
  assert.equal(
    state([deed('retract', ofTag), deed('restore', ofTag, 2), deed('contest', ofTag, 3)]),
    'contested',
  );
  const book = openTagBook([own, other], [deed('retract', ofPack)]);
  assert.deepEqual(
    book.of(ADDRESS).map(({ label, state: { type }, history }) => [label, type, history.length]),
    [
      ['other', 'standing', 0],
      ['Binance', 'retracted', 1],
    ],
  );
  assert.equal(openTagBook([own], [deed('retract', ofPack)]).stopsOn(BITCOIN, 0, null).length, 0);
});

test('claims that contradict each other live side by side, and the reader is told', () => {
  const book = openTagBook([tag(), tag({ label: 'Kraken', actor: 'kraken', level: 'T2' })], []);
  assert.equal(book.of(ADDRESS).length, 2);
  assert.match(conflictAmong(book.of(ADDRESS)) ?? '', /binance, kraken/);
  const [stop, ...more] = book.stopsOn(BITCOIN, 0.5, null);
  assert.deepEqual([stop?.end.label, more.length], ['binance', 0]);
  assert.match(stop?.evidence.note ?? '', new RegExp(book.of(ADDRESS)[0]!.id));
  assert.equal(
    conflictAmong(openTagBook([tag(), tag({ label: 'x', actor: 'Binance' })], []).of(ADDRESS)),
    null,
  );
});

test('the journal is only added to, a line cut short was never noted, and a changed one is named', () => {
  const path = join(folder, 'sub', 'tags.jsonl');
  const journal = tagJournal(path);
  assert.deepEqual(journal.read(), []);
  const entries = [
    deed('contest', { type: 'pack', pack: 'p' }),
    deed('restore', { type: 'pack', pack: 'p' }, 2),
  ];
  for (const entry of entries) journal.add(() => [entry]);
  assert.deepEqual(journal.read(), entries);
  assert.equal(readFileSync(path, 'utf8').split('\n').length, 3);
  appendFileSync(path, '{"action":"contest","tar');
  assert.deepEqual(journal.read(), entries);
  writeFileSync(path, readFileSync(path, 'utf8').replace('contest', 'retract'));
  assert.throws(() => journal.read(), { code: 'E_JOURNAL', where: `${path}:2` });
});

test('services of the facts: exchanges and mixers end a branch, pools, routers and bridges do not', () => {
  const rows = readServices(FACTS);
  const book = openTagBook(tagsOfServices(rows), []);
  assert.equal(rows.length, 4726);
  const pool = parseAddress(ETHEREUM, '0xA160cdAB225685dA1d56aa342Ad8841c3b53f291');
  assert.deepEqual(
    book.of(pool).map((each) => [each.label, mayStop(each, 0.5)]),
    [['Tornado Cash: 100 ETH', true]],
  );
  const stops = new Map(loadServiceStops(FACTS, ETHEREUM).map((stop) => [stop.address, stop]));
  assert.deepEqual(stops.get(pool)?.end, { kind: 'mixer', label: 'Tornado Cash' });
  const binance = parseAddress(ETHEREUM, '0x28C6c06298d514Db089934071355E5743bf21d60');
  assert.deepEqual(stops.get(binance)?.end, { kind: 'service', label: 'Binance' });
  for (const passing of rows.filter(
    (row) => ['bridge', 'dex_router', 'token'].includes(row.kind) && row.chain === 'ethereum',
  )) {
    const address = parseAddress(ETHEREUM, passing.address);
    const custody = book
      .of(address)
      .some((each) => each.category === 'exchange' || each.category === 'instant_swapper');
    assert.ok(custody || !stops.has(address), `${passing.service} ${passing.address}`);
  }
});

test('an address that holds on every EVM chain stops on each of them, and on none of the laboratory', () => {
  const stops = (id: string) => loadServiceStops(FACTS, getChain(id)).length;
  assert.ok(stops('eip155:56') > 3000 && stops('eip155:8453') > 3000);
  assert.equal(stops('eip155:31337'), 0);
  assert.ok(stops('tron:0x2b6653dc') > 90);
});
