/** `ashiato trace … --source bitcoin-files=…` and `sources check`, as a person runs them on a node's folder. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeBlock } from '../../src/core/chains/bitcoin/block.ts';
import { hash256 } from '../../src/core/chains/bitcoin/bytes.ts';
import { parseNetwork } from '../../src/core/chains/bitcoin/network.ts';
import { ashiato, cleanEnv, withFolder } from '../cli/run.ts';
import { makeChain } from './chain.ts';
import { writeFolder } from './folder.ts';
import { txidOf } from './writer.ts';

const CHAIN = makeChain(21, 50);
const REGTEST = parseNetwork('regtest');
const stolen = txidOf(CHAIN[3]!.txs[0]!);
const thief = decodeBlock(
  CHAIN[3]!.bytes,
  { network: REGTEST, height: 3, hash: CHAIN[3]!.hash },
  null,
  hash256,
).transactions.find((tx) => tx.txid === stolen)!;

test('one theft has the same figures by output, by payee, by scan and from the configuration', () => {
  const blocks = writeFolder({ files: [CHAIN.slice(0, 30), CHAIN.slice(30)] });
  try {
    withFolder((home) => {
      const source = ['--source', `bitcoin-files=${blocks}`, '--chain', REGTEST.chain];
      const run = (...args: string[]) => ashiato([...args, '--json'], cleanEnv(home));
      const hashOf = (ran: ReturnType<typeof run>): string => {
        assert.equal(ran.code, 0, ran.err);
        return (JSON.parse(ran.out) as { stateHash: string }).stateHash;
      };
      const expected = hashOf(
        run('scan', '--network', 'regtest', '--blocks', blocks, '--seed', `${stolen}:0`),
      );
      assert.equal(hashOf(run('trace', `${stolen}:0`, ...source)), expected);
      const owner = thief.type === 'utxo' ? thief.outputs[0]!.owner! : '';
      assert.equal(hashOf(run('trace', stolen, '--to', owner, ...source)), expected);

      const file = join(home, 'ashiato.json');
      const row = { id: 'node', type: 'bitcoin-files', folder: blocks, network: 'regtest' };
      writeFileSync(file, JSON.stringify({ sources: [row] }));
      const env = cleanEnv(home, { ASHIATO_CONFIG: file });
      assert.equal(hashOf(ashiato(['trace', `${stolen}:0`, '--json'], env)), expected);

      const check = ashiato(['sources', 'check'], env);
      assert.equal(check.code, 0, check.err);
      assert.match(check.out, /^node \(bitcoin-files\): .*block 50/);
      assert.match(check.out, /✓ undo data/);
    });
  } finally {
    rmSync(blocks, { recursive: true, force: true });
  }
});

test('a source that is misspelt, of another kind or of another network is refused by name, without its secret', () => {
  withFolder((home) => {
    const refused = (args: readonly string[], rows: object[] = [], exit = 2) => {
      const file = join(home, 'ashiato.json');
      writeFileSync(file, JSON.stringify({ sources: rows }));
      const { code, err } = ashiato(args, cleanEnv(home, { ASHIATO_CONFIG: file }));
      assert.equal(code, exit, err);
      assert.doesNotMatch(err, /hunter2/);
      return err;
    };
    const rpc = { id: 'eth', type: 'evm-rpc', urls: ['http://127.0.0.1:1/hunter2'] };
    assert.match(refused(['sources', 'check', '--source', 'ethh'], [rpc]), /^E_SOURCE_UNKNOWN: .*"eth"/);
    assert.match(
      refused(['sources', 'check', '--source', 'esplra=http://x/hunter2']),
      /^E_SOURCE_UNKNOWN: .*esplora/,
    );
    assert.match(refused(['sources', 'check', '--source', 'esplora=hunter2']), /^E_CONFIG_VALUE: /);
    assert.match(refused(['sources', 'check'], [{ ...rpc, apikey: 'hunter2' }]), /^E_CONFIG_KEY: "apikey"/);
    assert.match(refused(['sources', 'check'], [{ ...rpc, urls: ['ftp://hunter2'] }]), /^E_CONFIG_VALUE: /);
    assert.match(refused(['sources', 'check'], [rpc], 3), /^E_UNREACHABLE: /);
    assert.match(
      refused(
        ['sources', 'check'],
        [{ id: 'e', type: 'etherscan', urls: ['http://127.0.0.1:1'], apiKey: 'env:NO_SUCH' }],
      ),
      /NO_SUCH is not set/,
    );
    assert.match(refused(['sources', 'check']), /^E_USAGE: no source is named/);
  });
});
