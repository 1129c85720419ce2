/** `ashiato trace` as a responder and as a machine meet it. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { envelopeSchema, traceSchema } from '../../src/contract/trace.ts';
import { ashiato, cleanEnv, withFolder } from './run.ts';

const units = (texts: readonly string[]): bigint => texts.reduce((sum, text) => sum + BigInt(text), 0n);

test('a newcomer reads where the Ronin money ended, that it adds up, and what could not be followed', () => {
  withFolder((home) => {
    const { code, out, err } = ashiato(['trace', 'ronin-2022'], cleanEnv(home));
    assert.equal(code, 0, err);
    assert.match(out, /173,600 ETH stolen ended here/);
    assert.match(out, /25,500,000 USDC stolen ended here/);
    assert.match(out, /mixer {2}Tornado Cash 100 ETH/);
    assert.match(
      out,
      /Σ ends = stolen: 173600000000000000000000 = 173600000000000000000000 base units of ETH/,
    );
    assert.match(out, /What could not be followed, and why/);
    for (const line of out.split('\n'))
      assert.ok([...line].length <= 100, `longer than 100 columns: ${line}`);
    assert.equal(err, '', 'no progress bar where standard error is no terminal');
  });
});

for (const name of ['ronin-2022', 'bybit-2025', 'laboratory']) {
  test(`every policy accounts for every unit of ${name}, and says so to machines`, () => {
    withFolder((home) => {
      const { code, out, err } = ashiato(['trace', name, '--policy', 'all', '--json'], cleanEnv(home));
      assert.equal(code, 0, err);
      const { traces, assets } = envelopeSchema.parse(JSON.parse(out));
      assert.equal(traces.length, 6);
      assert.ok(assets.every((asset) => asset.conserved));
      for (const trace of traces) {
        for (const { ends, stolen, conserved } of trace.assets) {
          assert.equal(conserved, trace.policy === 'poison' ? null : true);
          if (trace.policy !== 'poison') assert.equal(units(ends.map((end) => end.amount)), BigInt(stolen));
        }
      }
    });
  });
}

test('the Ronin trace agrees with the public totals', () => {
  withFolder((home) => {
    const { out } = ashiato(['trace', 'ronin-2022', '--json'], cleanEnv(home));
    const trace = traceSchema.parse(JSON.parse(out));
    const mixed = trace.assets.flatMap((asset) => asset.ends).filter((end) => end.kind === 'mixer');
    assert.deepEqual([...new Set(mixed.map((end) => end.label))], ['Tornado Cash 100 ETH']);
    const held = units(mixed.map((end) => end.held));
    // 1,751 × 100 ETH went in; one depositor's 17 have no recorded inflow.
    assert.ok(held <= 1734n * 10n ** 20n, `${held}`);
    assert.ok(held >= 1733n * 10n ** 20n, `${held}`);
  });
});

test('limits and cuts stay inside the sum', () => {
  withFolder((home) => {
    for (const args of [
      ['--max-hops', '2'],
      ['--min-amount', '1000'],
      ['--as-of', '2022-04-20'],
      ['--known-at', '2022-04-20'],
      ['--policy', 'haircut'],
    ]) {
      const { out, code, err } = ashiato(['trace', 'ronin-2022', '--json', ...args], cleanEnv(home));
      assert.equal(code, 0, err);
      for (const { ends, stolen } of traceSchema.parse(JSON.parse(out)).assets)
        assert.equal(units(ends.map((end) => end.amount)), BigInt(stolen), args.join(' '));
    }
    const { out } = ashiato(['trace', 'ronin-2022', '--json', '--max-hops', '2'], cleanEnv(home));
    assert.ok(
      traceSchema
        .parse(JSON.parse(out))
        .assets.some((asset) => asset.ends.some((end) => end.kind === 'budget')),
    );
  });
});

test('CSV has a row an end, GraphML a node a place', () => {
  withFolder((home) => {
    const csv = ashiato(['trace', 'bybit-2025', '--csv'], cleanEnv(home)).out.trim().split('\r\n');
    const json = traceSchema.parse(
      JSON.parse(ashiato(['trace', 'bybit-2025', '--json'], cleanEnv(home)).out),
    );
    assert.equal(
      csv.length - 1,
      json.assets.reduce((n, asset) => n + asset.ends.length, 0),
    );
    const graph = ashiato(['trace', 'bybit-2025', '--graphml'], cleanEnv(home)).out;
    assert.match(graph, /^<\?xml version="1.0"/);
    assert.ok(graph.split('<edge ').length > 40);
  });
});

test('the same trace comes out under another time zone, locale and core count, byte for byte', () => {
  withFolder((home) => {
    const here = ashiato(['trace', 'laboratory', '--json'], cleanEnv(home));
    const elsewhere = cleanEnv(home, {
      TZ: 'Pacific/Kiritimati',
      LC_ALL: 'tr_TR.UTF-8',
      UV_THREADPOOL_SIZE: '1',
    });
    const there = ashiato(['trace', 'laboratory', '--json'], elsewhere, { oneCore: true });
    assert.equal(there.out, here.out);
    assert.notEqual(here.out, '');
  });
});

test('recompute gives a kept trace again byte for byte, by id and by file', () => {
  withFolder((home) => {
    const { out } = ashiato(['trace', 'ronin-2022', '--json'], cleanEnv(home));
    const trace = traceSchema.parse(JSON.parse(out));
    const byId = ashiato(
      ['recompute', trace.traceId],
      cleanEnv(home, { TZ: 'Asia/Tokyo', LC_ALL: 'ja_JP.UTF-8' }),
    );
    assert.match(byId.out, /^identical: \d+ bytes/, byId.err);
    const file = join(home, 'saved.json');
    writeFileSync(file, out);
    assert.match(ashiato(['recompute', file], cleanEnv(home)).out, /^identical/);

    const end = trace.assets[0]!.ends[0]!;
    const altered = {
      ...trace,
      assets: [{ ...trace.assets[0]!, ends: [{ ...end, amount: `${BigInt(end.amount) + 1n}` }] }],
    };
    writeFileSync(file, JSON.stringify(altered));
    const refused = ashiato(['recompute', file], cleanEnv(home));
    assert.equal(refused.code, 4);
    assert.match(refused.err, /^E_RECOMPUTE_MISMATCH/);

    writeFileSync(
      file,
      JSON.stringify({
        ...trace,
        inputs: { ...trace.inputs, digests: { ...trace.inputs.digests, readings: '0'.repeat(64) } },
      }),
    );
    assert.match(ashiato(['recompute', file], cleanEnv(home)).err, /^E_CASE_DIGEST/);
  });
});

test('cases lists what can be traced and says which is generated', () => {
  withFolder((home) => {
    const { out } = ashiato(['cases'], cleanEnv(home));
    assert.match(out, /ronin-2022/);
    assert.match(out, /bybit-2025/);
    assert.match(out, /laboratory.*\[laboratory: generated\]/);
  });
});
