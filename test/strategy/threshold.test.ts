/** The reader's threshold watched by a server: what lies above it waits in the outbox, once, whatever happens in between. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readCrossings, recordCrossings } from '../../src/adapters/crossings/log.ts';
import { openSqliteStore } from '../../src/adapters/stores/sqlite.ts';
import { thresholdWatch } from '../../src/app/strategy/watch-threshold.ts';
import { openReserves } from '../../src/compose/strategy.ts';
import { readConfig } from '../../src/config.ts';
import { alertsSchema } from '../../src/contract/screen.ts';

const UNTRACED = { tracked: [], traces: [] };
const UNPRICED: readonly never[] = [];

test('a holding above the threshold waits in the outbox once for each sum, and a kill in between loses none', async () => {
  const home = mkdtempSync(join(tmpdir(), 'ashiato-threshold-'));
  const store = await openSqliteStore(home);
  const told: string[] = [];
  let writes = 0;
  const watch = (dollars: string, record = recordCrossings) => {
    const env = { ASHIATO_RESERVES_THRESHOLD: dollars };
    const config = { ...readConfig(env, { dataFolder: home }), prices: null };
    return thresholdWatch({
      crossings: openReserves(
        config,
        async () => UNTRACED,
        () => UNPRICED,
      ).crossings,
      store: {
        revise(...given) {
          writes += 1;
          return store.screening.revise(...given);
        },
      },
      record: (found, at) => record(home, found, at),
      tell: (fresh) => told.push(...fresh.map(({ day }) => day)),
      now: () => Date.UTC(2026, 10, 22),
    });
  };
  const waiting = () => store.screening.alerts('local', true);
  try {
    await watch('2000000000')();
    assert.deepEqual([await waiting(), told], [[], []], 'nothing lies above it');

    const killed = watch('1150000000', () => {
      throw new Error('killed');
    });
    await assert.rejects(killed(), /killed/);
    assert.equal((await waiting()).length, 1);
    for (let i = 0; i < 2; i += 1) await watch('1150000000')();
    const [alert, ...more] = await waiting();
    assert.deepEqual([more, told], [[], ['2025-03-17']], 'under the same id, and said once');
    assert.equal(readCrossings(home).length, 1);
    assert.deepEqual(JSON.parse(alert?.body ?? ''), {
      type: 'threshold_crossed',
      threshold: '1150000000',
      what: 'Lazarus-labelled wallets: 13518 BTC, 13702 ETH, 5022 BNB, 2200000 DAI',
      day: '2025-03-17',
      basis: 'published',
      state: 'crossed',
      usd: { low: '1161200000', high: '1161200000' },
      sources: ['Arkham via CryptoPotato (high confidence)', 'Arkham via CryptoPotato (medium confidence)'],
    });
    alertsSchema.parse({
      alerts: [{ ...alert, registered: alert?.screened, body: JSON.parse(alert?.body ?? '') }],
    });

    await store.screening.markDelivered('local', [alert?.id ?? ''], 1);
    await store.screening.prune(4_000_000_000);
    const again = watch('1150000000');
    writes = 0;
    for (let i = 0; i < 3; i += 1) await again();
    assert.deepEqual(await waiting(), [], 'what was delivered is not sent again');
    assert.equal(writes, 1, 'what did not change is not written at every look');
    await watch('1100000000')();
    assert.equal((await waiting()).length, 2, 'another sum is another crossing');
  } finally {
    await store.close();
    rmSync(home, { recursive: true, force: true });
  }
});
