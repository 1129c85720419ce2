/** `ashiato trace <txid> --source …` against a real node. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { traceSchema } from '../../src/contract/trace.ts';
import { cleanEnv, startAshiato, withFolder } from '../cli/run.ts';
import { type Anvil, skipWithoutAnvil, startAnvil } from './anvil.ts';
import { makeWorld, type World } from './world.ts';

describe('a theft on a live chain, from the terminal', { skip: skipWithoutAnvil() }, () => {
  let anvil: Anvil;
  let world: World;
  before(async () => {
    anvil = await startAnvil();
    world = await makeWorld(anvil);
  });
  after(() => anvil?.stop());
  const live = (): string[] => ['--source', `evm-rpc=${anvil.url}`, '--chain', 'eip155:31337'];

  it('is followed to the last unit, under every policy', async () => {
    await withFolder(async (home) => {
      const args = ['trace', world.tx.theft, '--to', world.thief, ...live(), '--json'];
      const { out, err, code } = await startAshiato(args, cleanEnv(home));
      assert.equal(code, 0, err);
      const { assets, inputs } = traceSchema.parse(JSON.parse(out));
      assert.equal(assets[0]!.stolen, '100000000000000000000');
      assert.equal(assets[0]!.conserved, true);
      assert.ok(inputs.tips[0]!.height > 5);
      const all = await startAshiato([...args, '--policy', 'all'], cleanEnv(home));
      assert.equal(all.code, 0, all.err);
    });
  });

  it('reads its nodes from the environment, and never prints what is in their addresses', async () => {
    await withFolder(async (home) => {
      const args = ['trace', world.tx.tokenTheft, '--to', world.thief, '--chain', 'eip155:31337'];
      const secret = anvil.url.replace('//', '//user:hunter2@');
      const { out, err, code } = await startAshiato(
        args,
        cleanEnv(home, { ASHIATO_SOURCES: `evm-rpc=${anvil.url}` }),
      );
      assert.equal(code, 0, err);
      assert.match(out, /5000000 erc20:0x[0-9a-f]{40} stolen|5,000,000 erc20/);
      const wrong = await startAshiato(
        args,
        cleanEnv(home, { ASHIATO_SOURCES: `evm-rpc=${secret.replace(/:\d+$/, ':1')}` }),
      );
      assert.notEqual(wrong.code, 0);
      assert.doesNotMatch(wrong.err + wrong.out, /hunter2/);
    });
  });

  it('is refused where the transaction did not pay that address, and says whom it paid', async () => {
    await withFolder(async (home) => {
      const { err, code } = await startAshiato(
        ['trace', world.tx.theft, '--to', world.mules[3]!, ...live()],
        cleanEnv(home),
      );
      assert.equal(code, 2);
      assert.match(err, /^E_SEED: /);
      assert.ok(err.includes(world.thief));
      const none = await startAshiato(['trace', world.tx.theft, ...live()], cleanEnv(home));
      assert.match(none.err, /^E_USAGE: .*--to/);
    });
  });
});
