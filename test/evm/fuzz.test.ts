/**
 * The EVM's readers on damaged input: only typed refusals, in bounded time. Damage is made of real and generated
 * blocks; what once broke something is kept under `corpus/` and tried first. Beside it stands viem as a second opinion.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import {
  decodeEventLog,
  encodeAbiParameters,
  encodeEventTopics,
  getAddress,
  isAddress,
  keccak256,
  parseAbi,
  serializeTransaction,
} from 'viem';
import { parseStrictJson } from '../../src/adapters/sources/wire/json.ts';
import { parseBytes, toHex } from '../../src/core/chains/evm/bytes.ts';
import { decodeBlock } from '../../src/core/chains/evm/decode.ts';
import { ETHEREUM, profileOf } from '../../src/core/chains/evm/profiles.ts';
import { readReceipt } from '../../src/core/chains/evm/receipt.ts';
import { decodeRlp } from '../../src/core/chains/evm/rlp.ts';
import { readTokenLog } from '../../src/core/chains/evm/tokens.ts';
import { readTraces } from '../../src/core/chains/evm/traces.ts';
import { expectSender, readTransaction } from '../../src/core/chains/evm/transaction.ts';
import { proveValue } from '../../src/core/chains/evm/trie.ts';
import { verifyBlock, verifyHeader } from '../../src/core/chains/evm/verify.ts';
import { parseAddress } from '../../src/core/model/address.ts';
import { getChain } from '../../src/core/model/chain.ts';
import { codeOf } from '../refusal.ts';
import { damage, damages } from '../sources/damage.ts';
import { hex, type Json, topic } from './made.ts';
import { EventName } from './selectors.ts';
import {
  ARBITRUM_HEADER,
  ARBITRUM_INTERNAL,
  AVALANCHE_BLOCK,
  BNB_BLOCK,
  OPTIMISM_DEPOSIT,
} from './vectors.ts';

const CHAIN = getChain('eip155:1');
const RUNS = process.env.CI === 'true' ? 20_000 : 500;
const SEED = 20_261_122;
const CORPUS = join(import.meta.dirname, 'corpus');
/** Damage is answered at once, however it is made. */
const LIMIT_MS = 1_000;

/** True where it was accepted; a refusal must be typed, quick, and no bug. */
function typed(job: () => unknown): boolean {
  const start = performance.now();
  try {
    return codeOf(job) === 'accepted';
  } finally {
    assert.ok(performance.now() - start < LIMIT_MS, 'answered in time');
  }
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    [],
    {},
    '',
    '0x',
    '0x0',
    '0xzz',
    'ff',
    -1,
    2 ** 53,
    1e308,
    Number.NaN,
    `0x${'f'.repeat(64)}`,
    `0x${'f'.repeat(65)}`,
  ),
  fc.string({ maxLength: 70 }),
  fc.stringMatching(/^0x(?:[0-9a-f]{2}){0,40}$/),
  fc.array(fc.constant({}), { maxLength: 3 }),
);

const damaged = damages(odd, 40, 6);

const A = `0x${'a1'.repeat(20)}`;
const B = `0x${'b2'.repeat(20)}`;
const RECEIPT = {
  type: '0x2',
  status: '0x1',
  cumulativeGasUsed: '0x5208',
  logs: [{ address: A, topics: [EventName.transfer, topic(A), topic(B)], data: `0x${'00'.repeat(31)}07` }],
};
const TREE = [
  {
    result: {
      type: 'CALL',
      from: A,
      to: B,
      value: '0x5',
      calls: [
        {
          type: 'CREATE',
          from: B,
          to: A,
          value: '0x2',
          calls: [{ type: 'SELFDESTRUCT', from: A, to: B, value: '0x1' }],
        },
      ],
    },
  },
];
const FLAT = [
  {
    type: 'call',
    transactionPosition: 0,
    traceAddress: [],
    action: { callType: 'call', from: A, to: B, value: '0x5' },
    result: {},
  },
  {
    type: 'call',
    transactionPosition: 0,
    traceAddress: [0],
    action: { callType: 'call', from: B, to: A, value: '0x2' },
    result: {},
  },
];
/** A block to hold traces against; only what `readTraces` looks at. */
const BLOCK = {
  header: { cancun: true },
  transactions: [{ from: A, to: B, value: 5n, nonce: 0n, type: 2 }],
  receipts: [{ succeeded: true, depositNonce: null }],
  bridged: false,
} as never;

const PROFILES = ['eip155:1', 'eip155:10', 'eip155:137', 'eip155:42161', 'eip155:43114'].map((id) =>
  profileOf(getChain(id).id),
);

/** Everything a node's answer goes through, under every chain's rules. */
const READERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  block: (value) =>
    PROFILES.map((profile) =>
      typed(() => decodeBlock(CHAIN, profile, verifyBlock(profile, value, [], 'block'), [])),
    ),
  header: (value) => PROFILES.map((profile) => typed(() => verifyHeader(profile, value, 'header'))),
  transaction: (value) => {
    const tx = readTransaction(value, 'transaction');
    expectSender(tx, 'transaction');
  },
  receipt: (value) => {
    for (const log of readReceipt(value, 'receipt').logs) readTokenLog(ETHEREUM, log);
  },
  tree: (value) => readTraces('callTracer', value, BLOCK, 'tree'),
  flat: (value) => readTraces('trace_block', value, BLOCK, 'flat'),
};
const SAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  block: [BNB_BLOCK, AVALANCHE_BLOCK],
  header: [BNB_BLOCK, AVALANCHE_BLOCK, ARBITRUM_HEADER],
  transaction: [
    ...BNB_BLOCK.transactions,
    ...AVALANCHE_BLOCK.transactions,
    ...ARBITRUM_INTERNAL,
    OPTIMISM_DEPOSIT,
  ],
  receipt: [RECEIPT, { ...RECEIPT, type: '0x7e', depositNonce: '0x1', depositReceiptVersion: '0x1' }],
  tree: [TREE],
  flat: [FLAT],
};

describe('the EVM readers on damaged input', () => {
  test('what once broke something, or might, is refused now', () => {
    const names = readdirSync(CORPUS);
    assert.ok(names.length > 0);
    for (const name of names) {
      const kind = name.split('-')[0]!;
      const text = readFileSync(join(CORPUS, name), 'utf8');
      const accepted = typed(() => {
        if (kind === 'rlp') decodeRlp(parseBytes(text.trim(), name));
        if (kind === 'rlp') return;
        const value = parseStrictJson(text, name);
        const read = READERS[kind];
        if (read !== undefined) read(value);
      });
      assert.equal(accepted, false, name);
    }
  });

  for (const [kind, read] of Object.entries(READERS)) {
    test(`a ${kind} damaged in one place is refused, or read`, () => {
      const samples = SAMPLES[kind]!;
      for (const sample of samples) assert.ok(['block'].includes(kind) || typed(() => read(sample)), kind);
      fc.assert(
        fc.property(fc.nat(samples.length - 1), damaged, (i, { steps, replacement, gone }) => {
          typed(() => read(damage(samples[i], steps, replacement, gone)));
        }),
        { numRuns: kind === 'transaction' ? RUNS / 4 : RUNS, seed: SEED },
      );
    });
  }

  test('bytes of any kind as RLP, and as a proof', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 4 }),
        (bytes, proof) => {
          typed(() => decodeRlp(bytes));
          typed(() => proveValue(keccak256(bytes), parseBytes(A, 'key'), [bytes, ...proof]));
        },
      ),
      { numRuns: RUNS, seed: SEED },
    );
  });

  test('calls nested as deep as the EVM allows, or deeper, end in time', () => {
    let frame: Json = { type: 'CALL', from: A, to: B, value: '0x1' };
    for (let depth = 0; depth < 1_024; depth += 1)
      frame = { type: 'CALL', from: A, to: B, value: '0x1', calls: [frame] };
    assert.ok(typed(() => readTraces('callTracer', [{ result: { ...frame, value: '0x5' } }], BLOCK, 'deep')));
    const many = Array.from({ length: 20_000 }, (_, i) => ({ ...FLAT[1], traceAddress: [i] }));
    assert.ok(typed(() => readTraces('trace_block', [FLAT[0], ...many], BLOCK, 'wide')));
  });
});

describe('a second opinion', () => {
  test('transactions are written as viem writes them, whatever their fields', () => {
    const address = fc.stringMatching(/^0x[0-9a-f]{40}$/);
    const amount = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
    const r = fc.bigInt({ min: 1n, max: 2n ** 255n });
    const input = fc.stringMatching(/^0x(?:[0-9a-f]{2}){0,90}$/);
    const fields = fc.record({
      to: fc.option(address),
      value: amount,
      nonce: fc.nat(),
      gas: fc.bigInt({ min: 0n, max: 2n ** 63n }),
      input,
      max: amount,
      tip: amount,
      r,
      s: r,
      parity: fc.nat(1),
    });
    fc.assert(
      fc.property(fields, fc.constantFrom('eip1559', 'eip2930', 'legacy'), (f, type) => {
        const [top, tip] = f.max >= f.tip ? [f.max, f.tip] : [f.tip, f.max];
        const theirs = serializeTransaction(
          {
            type,
            chainId: 1,
            to: f.to as `0x${string}` | null,
            value: f.value,
            nonce: f.nonce,
            gas: f.gas,
            data: f.input as `0x${string}`,
            ...(type === 'eip1559' ? { maxFeePerGas: top, maxPriorityFeePerGas: tip } : { gasPrice: f.max }),
          } as never,
          {
            r: hex(f.r),
            s: hex(f.s),
            v: type === 'legacy' ? 37n + BigInt(f.parity) : BigInt(27 + f.parity),
            yParity: f.parity,
          } as never,
        );
        const ours = readTransaction(
          {
            type: { legacy: '0x0', eip2930: '0x1', eip1559: '0x2' }[type],
            chainId: '0x1',
            from: A,
            to: f.to,
            value: hex(f.value),
            nonce: hex(f.nonce),
            gas: hex(f.gas),
            input: f.input,
            maxFeePerGas: hex(top),
            maxPriorityFeePerGas: hex(tip),
            gasPrice: hex(f.max),
            accessList: [],
            v: type === 'legacy' ? hex(37 + f.parity) : hex(f.parity),
            r: hex(f.r),
            s: hex(f.s),
          },
          'made',
        );
        assert.equal(toHex(ours.encoded), theirs);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  test('token logs are read as viem reads them', () => {
    const abi = parseAbi(['event Transfer(address indexed from, address indexed to, uint256 value)']);
    const address = fc.stringMatching(/^0x[0-9a-f]{40}$/);
    fc.assert(
      fc.property(address, address, fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (from, to, value) => {
        const topics = encodeEventTopics({ abi, args: { from: getAddress(from), to: getAddress(to) } }) as [
          `0x${string}`,
          ...`0x${string}`[],
        ];
        const data = encodeAbiParameters([{ type: 'uint256' }], [value]);
        const theirs = decodeEventLog({ abi, topics, data }).args;
        const ours = readTokenLog(ETHEREUM, {
          address: A,
          topics: topics.map(String),
          data: parseBytes(data, 'data'),
        });
        const zero = (side: string): string | null => (/^0x0+$/.test(side) ? null : side.toLowerCase());
        assert.deepEqual(ours, {
          contract: A,
          from: zero(theirs.from),
          to: zero(theirs.to),
          amount: theirs.value,
        });
      }),
      { numRuns: RUNS / 5, seed: SEED },
    );
  });

  test('addresses are accepted as viem accepts them', () => {
    const cased = fc
      .tuple(fc.stringMatching(/^[0-9a-f]{40}$/), fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }))
      .map(([plain, upper]) => `0x${[...plain].map((c, i) => (upper[i] ? c.toUpperCase() : c)).join('')}`);
    const any = fc.oneof(
      cased,
      cased.map((text) => getAddress(text.toLowerCase())),
      cased.map((text) => text.toLowerCase()),
      fc.string({ maxLength: 44 }),
    );
    fc.assert(
      fc.property(any, (text) => {
        let ours: string | null = null;
        const accepted = typed(() => {
          ours = parseAddress(CHAIN, text);
        });
        // EIP-55 gives no meaning to one case alone: viem refuses all capitals, we read them as unchecked.
        const single = /^0x[0-9A-F]{40}$/.test(text) || text !== text.trim();
        if (!single) assert.equal(accepted, isAddress(text), text);
        if (accepted) assert.equal(ours, text.trim().toLowerCase());
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
