/** `ashiato explain` and `ashiato tags` as a person uses them. */
import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after as afterAll, test } from 'node:test';
import { recordingSource } from '../../src/adapters/sources/recording.ts';
import { explain } from '../../src/app/explain/explain.ts';
import { findCommingledSights, type Sight } from '../../src/app/explain/sights.ts';
import { saveTrace } from '../../src/app/trace/save-trace.ts';
import { trace } from '../../src/app/trace/trace.ts';
import { readRecording } from '../../src/app/trace/trace-live.ts';
import { composeExplain, composeStore } from '../../src/compose/base.ts';
import { readConfig } from '../../src/config.ts';
import { type Explanation, explanationSchema } from '../../src/contract/explain.ts';
import { recordingToJson } from '../../src/contract/recording.ts';
import { makeLaboratory } from '../../src/core/laboratory/laboratory.ts';
import { nativeAsset } from '../../src/core/model/asset.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { Movement } from '../../src/core/model/movement.ts';
import { DEFAULT_REQUEST } from '../../src/core/trace/request.ts';
import { canonicalJson } from '../../src/core/trace/seal.ts';
import { ashiato, cleanEnv } from '../cli/run.ts';

const ROOT_FOLDER = join(import.meta.dirname, '..', '..');
const home = mkdtempSync(join(tmpdir(), 'ashiato-explain-'));
afterAll(() => rmSync(home, { recursive: true }));
const env = cleanEnv(home);
const ETHER = nativeAsset(getChain('eip155:1')).id;
/** In this process: the command only prints what this answers. */
async function explained(subject: string, environment = env): Promise<Explanation> {
  const { parts, close } = await composeExplain(readConfig(environment, {}), recordingSource, '2026-11-22');
  try {
    return explanationSchema.parse(await explain(subject, parts));
  } finally {
    await close();
  }
}

test('a mixer’s pool is explained by who says so', async () => {
  const { claims, known } = await explained('0xA160cdAB225685dA1d56aa342Ad8841c3b53f291');
  assert.equal(known, true);
  assert.deepEqual(
    claims.map(({ label, level, stops, where }) => [label, level, stops, where]),
    [['Tornado Cash: 100 ETH', 'T1', 'mixer', 'eip155:1']],
  );
  const { out } = ashiato(['explain', '0xA160cdAB225685dA1d56aa342Ad8841c3b53f291'], env);
  assert.match(out, /declared: an authority/);
  assert.match(out, /a branch ends here as mixer/);
  const wide = out.split('\n').filter((line) => line.length > 100);
  assert.deepEqual(wide, [], 'a terminal has a hundred columns');
});

test('a thief’s address is explained by its list, its incident and by the trace that meets it', async () => {
  const { incidents, traces, listings } = await explained('0x098B716B8Aaf21512996dC57EB0615e2383E2f96');
  assert.deepEqual(
    listings.map(({ list, listedOn, names }) => [list, listedOn, names[0]?.includes('Lazarus')]),
    [['ofac-sdn', '2022-04-14', true]],
  );
  assert.deepEqual(
    incidents.map(({ id, role }) => [id, role]),
    [['ronin-2022', 'direct_theft']],
  );
  assert.equal(traces[0]?.incident, 'ronin-2022');
  assert.equal(traces[0]?.flows.find(({ symbol }) => symbol === 'ETH')?.arrived, `173602${'0'.repeat(18)}`);
});

test('an address nobody speaks of is not called clean', async () => {
  const answer = await explained('0x0000000000000000000000000000000000000123');
  assert.deepEqual([answer.known, answer.claims, answer.incidents, answer.traces], [false, [], [], []]);
  assert.match(answer.says, /does not mean that it is clean/);
  assert.ok(!answer.caveats.some((text) => text.startsWith('Detectors ran')), 'no taint, no detector');
  assert.ok(answer.caveats.some((text) => text.startsWith('Lists say here who is named, never who is not')));
});

test('what runs on taint alone is out of the server’s reach: its rooms import none of it', () => {
  const guarded =
    /patterns\/(tornado|change|deposit-reuse|coinjoin|peel)|attribution\/clusters|app\/demix|-findings/;
  for (const file of globSync('src/{server,contract}/**/*.ts', { cwd: ROOT_FOLDER })) {
    const imports = readFileSync(join(ROOT_FOLDER, file), 'utf8').match(/from '[^']+'/g) ?? [];
    for (const each of imports) assert.doesNotMatch(each, guarded, file);
  }
});

test('what is neither address nor transaction is refused with its reason', async () => {
  await assert.rejects(explained('hello'), { code: 'E_USAGE' });
  await assert.rejects(explained('0x722122dF12D4e14e13Ac3b6895a86e84145b6968'), { code: 'E_ADDR_CHECKSUM' });
  // The first letter after the prefix is Cyrillic.
  await assert.rejects(explained('0xА98B716B8Aaf21512996dC57EB0615e2383E2f96'), { code: 'E_ADDR_CHARSET' });
});

test('a pack of the configuration is a lead, is doubted in one step and shows its history', async () => {
  const address = '1P1198g3tN65qt9j5gixb2jsQpDvDwgFj3';
  const pack = join(home, 'mine.yaml');
  writeFileSync(
    pack,
    `title: mine\ncreator: me\nsource: here\ncurrency: BTC\nconfidence: ownership\ncategory: exchange\ntags:\n- address: ${address}\n  label: Exchange of mine\n`,
  );
  const config = join(home, 'config.json');
  writeFileSync(config, JSON.stringify({ tagPacks: [{ path: pack }] }));
  const own = { ...env, ASHIATO_CONFIG: config };
  const {
    claims: [claim],
  } = await explained(address, own);
  assert.deepEqual([claim?.level, claim?.stops, claim?.state], ['T3', null, 'standing']);
  const doubt = ashiato(['tags', 'retract', 'mine', '--reason', 'wrong', '--by', 'her'], own);
  assert.equal(doubt.code, 0, doubt.err);
  const {
    claims: [after],
  } = await explained(address, own);
  assert.deepEqual(
    [after?.state, after?.history[0]?.by, after?.history[0]?.reason],
    ['retracted', 'her', 'wrong'],
  );
  assert.equal(
    ashiato(['tags', 'restore', claim!.id, '--reason', 'right after all', '--by', 'her'], own).code,
    0,
  );
  const {
    claims: [again],
  } = await explained(address, own);
  assert.deepEqual([again?.state, again?.history.length], ['standing', 2]);
  assert.match(
    ashiato(['tags', 'contest', 'nothing', '--reason', 'r', '--by', 'b'], own).err,
    /^E_TAG_UNKNOWN/,
  );
});

test('a pack that may be believed stops a branch; checking a bad one names its lines', async () => {
  const bad = join(home, 'bad.yaml');
  writeFileSync(
    bad,
    'title: b\ncurrency: BTC\ntags:\n- address: 1P1198g3tN65qt9j5gixb2jsQpDvDwgFj4\n  label: x\n',
  );
  const checked = ashiato(['tags', 'check', bad], env);
  assert.equal(checked.code, 2);
  assert.match(checked.out, /bad\.yaml:4 E_ADDR_CHECKSUM/);
});

test('a trace that was kept here is looked at as thoroughly as one that ships', async () => {
  const data = join(home, 'kept');
  const laboratory = makeLaboratory(2).recording;
  const joined = [...laboratory.chains.values()]
    .flat()
    .flatMap(({ transactions }) => transactions)
    .find((tx) => tx.type === 'utxo' && tx.inputs.length === 6);
  assert.ok(joined !== undefined);
  const own = cleanEnv(data);
  // A case by its name, and what live sources or a scan wrote down, which is kept with its trace.
  assert.equal(ashiato(['trace', 'laboratory-2'], own).code, 0);
  const ofCase = await explained(joined.txid, own);
  assert.deepEqual(
    [ofCase.traces.map(({ kept }) => kept), ofCase.findings.map(({ detector }) => detector)],
    [[true], ['coinjoin/equal-outputs']],
  );
  assert.match(ofCase.findings[0]!.innocent, /One owner can build/);
  const config = readConfig(cleanEnv(join(home, 'recorded')), {});
  const document = canonicalJson(recordingToJson(laboratory));
  const recording = readRecording(document, 'here');
  const store = await composeStore(config);
  try {
    for (const policy of ['fifo', 'haircut'] as const)
      await saveTrace(
        store,
        await trace(recording, recordingSource(recording), { ...DEFAULT_REQUEST, policy }),
        document,
      );
  } finally {
    await store.close();
  }
  const ofRecording = await explained(joined.txid, cleanEnv(join(home, 'recorded')));
  assert.equal(ofRecording.traces.length, 2);
  assert.deepEqual(ofRecording.findings, ofCase.findings, 'two policies say it once');
});

test('two thefts whose value rests at one address are told apart, and told', () => {
  const { recording } = makeLaboratory(2);
  const seed = (txid: string): Movement => ({
    type: 'seed',
    chain: getChain('eip155:1').id,
    place: { height: 1, index: 0 },
    txid: txid as Movement['txid'],
    seq: 0,
    from: null,
    to: { type: 'account', chain: getChain('eip155:1').id, address: '0xaa', asset: ETHER },
    end: null,
    sent: 0n,
    asset: ETHER,
    amount: 100n,
    stolen: ETHER,
    origin: 100n,
    hops: 0,
  });
  const sight = (incident: string, movements: readonly Movement[]): Sight => ({
    trace: incident,
    incident,
    policy: 'fifo',
    kept: true,
    recording,
    movements,
    assets: new Map(),
    timeOf: () => null,
  });
  const one = sight('one', [seed('0x1')]);
  const found = findCommingledSights([one, sight('two', [seed('0x2')])]).findings;
  assert.deepEqual(
    found.map(({ detector, says }) => [detector, says]),
    [['trace/commingling', 'Value of 2 incidents lies here: one, two.']],
  );
  const left = { ...seed('0x3'), type: 'transfer' as const, from: seed('0x2').to, to: null, sent: 100n };
  assert.deepEqual(findCommingledSights([one, sight('two', [seed('0x2'), left])]).findings, []);
  assert.deepEqual(findCommingledSights([one, sight('the same', [seed('0x1')])]).findings, []);
});
