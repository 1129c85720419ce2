/** Mining: the walk back finds what the whole chain shows, on every source; and nobody untainted is looked into. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openBitcoinFiles } from '../../../src/adapters/sources/bitcoin-files/bitcoin-files.ts';
import { recordingSource } from '../../../src/adapters/sources/recording.ts';
import { findOnCoins } from '../../../src/app/explain/coin-findings.ts';
import { explain } from '../../../src/app/explain/explain.ts';
import { type MiningParts, traceMining } from '../../../src/app/explain/mining.ts';
import { type Ancestors, ancestorsFrom, ancestorsIn } from '../../../src/app/explain/mining-ancestors.ts';
import { trace } from '../../../src/app/trace/trace.ts';
import { composeExplain, composePools } from '../../../src/compose/base.ts';
import { readConfig } from '../../../src/config.ts';
import { openTagBook } from '../../../src/core/attribution/tags.ts';
import { decodeBlock } from '../../../src/core/chains/bitcoin/block.ts';
import { hash256 } from '../../../src/core/chains/bitcoin/bytes.ts';
import { showMinerText } from '../../../src/core/chains/bitcoin/miner-text.ts';
import { MAINNET, type Network, parseNetwork } from '../../../src/core/chains/bitcoin/network.ts';
import { makeLaboratory } from '../../../src/core/laboratory/laboratory.ts';
import { AshiatoError } from '../../../src/core/model/errors.ts';
import type { TxId } from '../../../src/core/model/location.ts';
import type { Movement } from '../../../src/core/model/movement.ts';
import type { Tag } from '../../../src/core/model/tag.ts';
import type { UtxoTransaction } from '../../../src/core/model/transaction.ts';
import { viewTransactions } from '../../../src/core/patterns/coin-view-readers.ts';
import { coinbaseLineage } from '../../../src/core/patterns/mining/coinbase-lineage.ts';
import { DEFAULT_REQUEST } from '../../../src/core/trace/request.ts';
import { EXCHANGE } from '../../attribution/exchange.ts';
import { makeChain } from '../../bitcoin/chain.ts';
import { realFile, withoutData } from '../../bitcoin/data.ts';
import { writeFolder } from '../../bitcoin/folder.ts';
import { ashiato, cleanEnv } from '../../cli/run.ts';

const REGTEST = parseNetwork('regtest');
/** As the command has them. */
const LIMITS = { steps: 3, payments: 200, transactions: 5_000, blocks: 10_000 };
const { poolOf, source: poolSource } = composePools();

const home = mkdtempSync(join(tmpdir(), 'ashiato-mining-'));
after(() => rmSync(home, { recursive: true }));
const env = cleanEnv(home);

/** The real explanation, and a list that names whoever the test says. */
async function ask(
  subject: string,
  network: Network,
  ancestors: Ancestors,
  { listed = [] as readonly string[], limits = LIMITS } = {},
) {
  const { parts, close } = await composeExplain(readConfig(env, {}), recordingSource, '2026-11-22');
  const mining: MiningParts = {
    network,
    ancestors,
    explain: (text, where) => explain(text, parts, where),
    listed: (address) => (listed.includes(address) ? [{ list: 'a list', entry: '17' }] : []),
    shelves: parts,
    book: parts.book,
    poolOf,
    poolSource,
  };
  try {
    return await traceMining(subject, mining, limits);
  } finally {
    await close();
  }
}

const CHAIN = makeChain(5, 60);
const blocks = CHAIN.map(({ bytes, hash, height }) =>
  decodeBlock(bytes, { network: REGTEST, height, hash }, null, hash256),
);
const transactions = blocks.flatMap((block) => block.transactions.filter((tx) => tx.type === 'utxo'));

test('going back from each transaction, by blocks or by questions, finds what the whole chain shows', async () => {
  const folder = writeFolder({ files: [CHAIN.slice(0, 25), CHAIN.slice(25)] });
  const recording = { ...makeLaboratory(1).recording, chains: new Map([[REGTEST.chain, blocks]]) };
  const whole = coinbaseLineage(viewTransactions(transactions, REGTEST), poolOf);
  const expected = Map.groupBy(whole, ({ txid }) => txid);
  const asked = transactions.filter(({ txid }) => (expected.get(txid)?.[0]?.steps ?? 0) > 0).slice(0, 25);
  const others = transactions.filter(({ txid }) => !expected.has(txid)).slice(0, 5);
  assert.ok(asked.length > 10 && others.length > 0, 'the made-up chain has both');
  try {
    const ways = [
      ancestorsIn(await openBitcoinFiles(folder, REGTEST)),
      ancestorsFrom(recordingSource(recording), REGTEST.chain),
    ];
    for (const ancestors of ways)
      for (const { txid } of [...asked, ...others]) {
        const { transactions: found, limits } = await ancestors({ type: 'transaction', txid }, LIMITS);
        const own = coinbaseLineage(viewTransactions(found, REGTEST), poolOf).filter(
          (lineage) => lineage.txid === txid,
        );
        assert.deepEqual(own, expected.get(txid) ?? [], txid);
        assert.deepEqual(limits, []);
      }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('limits are kept and said', async () => {
  const recording = { ...makeLaboratory(1).recording, chains: new Map([[REGTEST.chain, blocks]]) };
  const ancestors = ancestorsFrom(recordingSource(recording), REGTEST.chain);
  const owners = Map.groupBy(
    transactions.flatMap(({ outputs }) => outputs.flatMap(({ owner }) => owner ?? [])),
    (owner) => owner,
  );
  const [address] = [...owners].sort(([, a], [, b]) => b.length - a.length)[0]!;
  const few = await ancestors({ type: 'address', address }, { ...LIMITS, payments: 2, transactions: 3 });
  assert.ok(few.transactions.length <= 3);
  assert.match(few.limits.join(' '), /Of \d+ payments the newest 2 were looked at/);
  assert.match(few.limits.join(' '), /ancestors were not looked at: more than 3 transactions/);
});

test('the first payment of Bitcoin was mined one step before, in block 9', {
  skip: withoutData,
}, async () => {
  const folder = mkdtempSync(join(home, 'blocks-'));
  writeFileSync(join(folder, 'blk00000.dat'), realFile('mainnet_blocks_0_599.dat'));
  const ancestors = ancestorsIn(await openBitcoinFiles(folder, MAINNET));
  // Satoshi Nakamoto's payment to Hal Finney, block 170.
  const txid = 'f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16' as TxId;
  const { transactions: found } = await ancestors({ type: 'transaction', txid }, LIMITS);
  const lineage = coinbaseLineage(viewTransactions(found, MAINNET), poolOf).find(
    (each) => each.txid === txid,
  );
  assert.deepEqual([lineage?.steps, lineage?.value, lineage?.pools], [1, 1_000_000_000n, ['unknown miner']]);
  assert.equal(found.find((tx) => tx.txid === lineage?.coinbases[0])?.place.height, 9);
  await assert.rejects(ask(txid, MAINNET, ancestors), (error: AshiatoError) => error.code === 'E_UNTAINTED');
});

test('whoever carries no taint and stands on no list is not looked into', async () => {
  let looked = 0;
  const ancestors: Ancestors = async () => {
    looked += 1;
    return { transactions: [], limits: [] };
  };
  const refused = (code: string) => (error: unknown) => error instanceof AshiatoError && error.code === code;
  // The address of the genesis block, which everybody knows and no theft names.
  const bystander = '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa';
  await assert.rejects(ask(bystander, MAINNET, ancestors), refused('E_UNTAINTED'));
  await assert.rejects(
    ask('0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe', MAINNET, ancestors),
    refused('E_ADDR_CHAIN'),
  );
  for (const [slip, code] of [
    [`${bystander.slice(0, -1)}b`, 'E_ADDR_CHECKSUM'],
    ['no such thing', 'E_USAGE'],
  ] as const)
    await assert.rejects(
      ask(slip, MAINNET, ancestors),
      (error: unknown) => refused(code)(error) && (error as AshiatoError).where === 'mining',
    );
  assert.equal(looked, 0, 'nothing is asked of a source before there is a reason');
  const answer = await ask(bystander, MAINNET, ancestors, { listed: [bystander] });
  assert.deepEqual(answer.reason, { type: 'listed', list: 'a list', entry: '17' });
  assert.deepEqual(
    answer.runs.map(({ detector, reason }) => [detector, reason.type]),
    [
      ['mining/coinbase-lineage', 'listed'],
      ['mining/hash-rental', 'listed'],
    ],
  );
  assert.ok(answer.innocent.every((text) => text.length > 20));
});

test('what a trace reached may be asked about, and the answer says because of which theft', async () => {
  const { recording } = makeLaboratory(1);
  const { movements } = await trace(recording, recordingSource(recording), DEFAULT_REQUEST);
  const { txid } = movements.find(({ chain, type }) => chain === REGTEST.chain && type !== 'seed')!;
  const answer = await ask(txid, REGTEST, ancestorsFrom(recordingSource(recording), REGTEST.chain));
  assert.deepEqual(answer.reason, { type: 'incident', incident: 'laboratory' });
  assert.ok(answer.coins > 0);
  const { out, code } = ashiato(['mining', txid, '--recording', 'laboratory', '--json'], env);
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(out), answer);
});

test('stolen coins that pay a tagged hash rental, and mined coins that reach the payer, are a lead', () => {
  const [payer, rental] = [
    ...new Set(transactions.flatMap(({ outputs }) => outputs.map(({ owner }) => owner))),
  ]
    .filter((owner) => owner !== null && !owner.startsWith('script:'))
    .slice(0, 2) as [string, string];
  const tx = (
    id: number,
    height: number,
    inputs: UtxoTransaction['inputs'],
    owner: string,
    more: Partial<UtxoTransaction> = {},
  ): UtxoTransaction => ({
    type: 'utxo',
    chain: REGTEST.chain,
    txid: String(id).padStart(64, '0') as TxId,
    place: { height, index: 0 },
    time: 1_700_000_000 + height * 600,
    inputs,
    outputs: [{ value: 1_000n, owner }],
    ...more,
  });
  const spend = ({ txid }: UtxoTransaction) => [{ txid, vout: 0, value: 1_000n }];
  const stolen = tx(1, 1, [], payer);
  const rent = tx(2, 2, spend(stolen), rental);
  const coinbase = tx(3, 9, [], rental, { coinbase: { subsidy: 1_000n, fees: [], text: '/NiceHash/' } });
  const payout = tx(4, 10, spend(coinbase), payer);
  const block = { ...blocks[0]!, transactions: [stolen, rent] };
  const recording = { ...makeLaboratory(1).recording, chains: new Map([[REGTEST.chain, [block]]]) };
  const movements = [stolen, rent].map(({ chain, txid }) => ({ chain, txid }) as Movement);
  const tag = { ...EXCHANGE, scope: { type: 'chain', chain: REGTEST.chain }, address: rental } as Tag;
  const leads = (own: Tag) =>
    findOnCoins(
      recording,
      movements,
      { type: 'incident', incident: 'a theft' },
      {
        book: openTagBook([own], []),
        poolOf,
        mined: viewTransactions([coinbase, payout], REGTEST),
      },
    ).flatMap(({ findings }) => findings.filter(({ detector }) => detector === 'mining/hash-rental'));
  const [lead] = leads({ ...tag, category: 'cloud mining' });
  assert.match(lead!.says, /^Lead only: tainted coins paid/);
  assert.ok(lead!.evidence.some(({ what }) => what.includes('NiceHash')));
  assert.deepEqual(leads(tag), [], 'an exchange rents no hash power');
});

test('signs of any script are read in a coinbase, and a pool by its longest tag', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const script = Uint8Array.of(3, 0xff, 0xfe, 0, ...bytes('/七彩神仙鱼/🐟'), 0xe4, 0xb8);
  assert.match(showMinerText(script), /^\.{4}\/七彩神仙鱼\/🐟\.\.$/u);
  assert.equal(poolOf(showMinerText(script)), 'F2Pool');
  assert.equal(poolOf('/ViaBTC/TATMAS Pool/'), 'TATMAS Pool');
  assert.equal(poolOf('nothing'), null);
});
