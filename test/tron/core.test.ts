/** TRON’s bytes: ids, roots and signatures of real blocks, protocol buffers and the tree. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeBlock } from '../../src/core/chains/tron/decode.ts';
import { readHeader } from '../../src/core/chains/tron/header.ts';
import { readInfos } from '../../src/core/chains/tron/info.ts';
import { merkleRoot } from '../../src/core/chains/tron/merkle.ts';
import { readMessage, Writer } from '../../src/core/chains/tron/protobuf.ts';
import { readTransaction } from '../../src/core/chains/tron/transaction.ts';
import { verifyBlock } from '../../src/core/chains/tron/verify.ts';
import { parseAddress } from '../../src/core/model/address.ts';
import { getChain } from '../../src/core/model/chain.ts';
import { codeOf } from '../refusal.ts';
import {
  CALLED,
  GENESIS,
  INTERNAL_INFO,
  MAINNET,
  PRIVATE,
  PRIVATE_INFO,
  TESTNET,
  TOKEN_INFO,
} from './real-blocks.ts';

const TRON = getChain('tron:0x2b6653dc');
const NATIVE = `${TRON.id}/slip44:195`;

describe('real TRON blocks', () => {
  test('mainnet’s first block has its id, its transactions their ids and their root', () => {
    const { header, transactions } = verifyBlock(GENESIS, 'genesis');
    assert.equal(header.id.slice(-8), TRON.id.slice(-8), 'the chain id is its end');
    assert.deepEqual(
      transactions.map(({ id }) => id),
      GENESIS.transactions.map(({ txID }) => txID),
    );
    const { block } = decodeBlock(
      TRON,
      { header, transactions },
      readInfos([], { header, transactions }, '').infos,
      [],
    );
    assert.deepEqual(
      block.transactions.flatMap((tx) => (tx.type === 'account' ? tx.events : [])),
      [
        {
          index: 0,
          type: 'transfer',
          asset: NATIVE,
          from: null,
          to: 'TLLM21wteSPs4hKjbxgmH1L6poyMjeTbHm',
          amount: 99_000_000_000_000_000n,
        },
      ],
      'coins newly made, exact beyond 2^53; the black hole’s balance below zero is none',
    );
  });

  test('five blocks of a test network join, and each is signed by its witness', () => {
    const headers = TESTNET.map((block) => verifyBlock(block, 'block').header);
    for (const [i, header] of headers.entries()) {
      if (i > 0) assert.equal(header.parent, headers[i - 1]!.id);
      assert.equal(header.signer, header.witness);
    }
    const { contract, outcome } = verifyBlock(TESTNET[0], 'block').transactions[0]!;
    assert.equal(outcome, 'SUCCESS');
    assert.deepEqual(
      { ...contract, input: Buffer.from((contract as { input: Uint8Array }).input) },
      {
        type: 'call',
        owner: 'TZ2myiYiVPR6gKR7ZozGuL1vwg9748sYDc',
        to: 'TTpLqydgSFA5Rq4SC65z4qErA2kX4kAVYg',
        sun: 0n,
        paid: null,
        input: Buffer.from('37383d0e00000000000000000000000000000000000000000000000000000188349354c9', 'hex'),
      },
    );
  });

  test('a mainnet block printed with its first transaction only is known by its root to lack the rest', () => {
    const header = readHeader(MAINNET, 'block');
    assert.equal(header.signer, header.witness);
    assert.equal(readTransaction(MAINNET.transactions[0], 'tx').id, MAINNET.transactions[0]!.txID);
    assert.equal(
      codeOf(() => verifyBlock(MAINNET, 'block')),
      'E_TX_ROOT',
    );
  });

  test('a block of java-tron 4.8.2 gives its root, and what the node told of it is read', () => {
    const block = verifyBlock(PRIVATE, 'block');
    assert.equal(block.header.signer, block.header.witness);
    const { infos } = readInfos([PRIVATE_INFO], block, 'infos');
    assert.deepEqual(
      decodeBlock(TRON, block, infos, []).untold,
      [],
      'unstaking is understood, and moves nothing',
    );
    const events = [TOKEN_INFO, INTERNAL_INFO].flatMap((info) => {
      const to = parseAddress(TRON, info.contract_address);
      const owner = parseAddress(TRON, '417e5f4552091a69125d5dfcb7b8c2659029395bdf');
      const called = {
        header: { ...block.header, height: info.blockNumber },
        transactions: [
          {
            ...block.transactions[0]!,
            id: info.id,
            contract: { type: 'call', owner, to, sun: 0n, paid: null, input: new Uint8Array(0) } as const,
          },
        ],
      };
      const told = readInfos([info], called, 'infos');
      return decodeBlock(TRON, called, told.infos, told.internals).block.transactions.flatMap((tx) =>
        tx.type === 'account' ? tx.events : [],
      );
    });
    const [owner, receiver] = [
      '7e5f4552091a69125d5dfcb7b8c2659029395bdf',
      'dcf2957055e8fcde477a077ecfeddf5ab2357547',
    ].map((twenty) => parseAddress(TRON, `41${twenty}`));
    assert.deepEqual(
      events.map(({ type, from, to, amount }) => [type, from, to, amount]),
      [
        ['fee', owner, null, 2_965_000n],
        ['transfer', owner, receiver, 1_000_000n],
        ['fee', owner, null, 676_100n],
        ['transfer', parseAddress(TRON, INTERNAL_INFO.contract_address), receiver, 1n],
      ],
    );
  });

  test('no field of a header and no byte of a transaction can be changed', () => {
    const raw = TESTNET[0]!.block_header.raw_data;
    for (const [name, value] of Object.entries(raw)) {
      const altered =
        typeof value === 'number' ? value + 1 : value.replace(/.$/, (d) => (d === '0' ? '1' : '0'));
      const block = structuredClone(TESTNET[0]!);
      Object.assign(block.block_header.raw_data, { [name]: altered });
      assert.match(
        codeOf(() => verifyBlock(block, 'block')),
        /^E_(HEADER_HASH|BLOCK_ID)$/,
        name,
      );
    }
    for (const change of [
      { signature: [] },
      { ret: [] },
      { ret: [{ contractRet: 'REVERT' }] },
      { ret: [{}] },
    ]) {
      const block = { ...CALLED, transactions: [{ ...CALLED.transactions[0]!, ...change }] };
      assert.equal(
        codeOf(() => verifyBlock(block, 'block')),
        'E_TX_ROOT',
        JSON.stringify(change),
      );
    }
    const signature = 'f'.repeat(128);
    const forged = structuredClone(TESTNET[0]!);
    forged.block_header.witness_signature = `${signature}00`;
    assert.equal(
      codeOf(() => verifyBlock(forged, 'block')),
      'E_WITNESS_SIGNATURE',
    );
    forged.block_header.witness_signature = '';
    assert.equal(
      codeOf(() => verifyBlock(forged, 'block')),
      'E_WITNESS_SIGNATURE',
    );
  });
});

describe('protocol buffers and the tree', () => {
  test('numbers and bytes come back as they were written', () => {
    for (const value of [0n, 1n, 127n, 128n, 2n ** 31n, 2n ** 53n + 1n, 2n ** 63n - 1n, -1n, -(2n ** 63n)]) {
      const message = readMessage(
        new Writer().int64(1, value).bytes(2, Uint8Array.of(5)).int64(16, value).finish(),
        '',
      );
      assert.deepEqual(
        [message.int64(1), message.int64(16), message.bytes(2)],
        [value, value, Uint8Array.of(5)],
      );
    }
    const parts = new Writer()
      .item(3, new Writer().int64(1, 4n).finish())
      .item(3, new Writer().int64(2, 5n).finish());
    const merged = readMessage(parts.finish(), '').message(3);
    assert.deepEqual([merged.int64(1), merged.int64(2)], [4n, 5n], 'parts of one message merge');
    assert.equal(
      readMessage(new Writer().int64(1, 4n).int64(1, 5n).finish(), '').int64(1),
      5n,
      'the last counts',
    );
  });

  test('what is no message is refused', () => {
    const bad: [string, number[]][] = [
      ['E_TRUNCATED', [0x08]],
      ['E_TRUNCATED', [0x12, 0x05, 0x01]],
      ['E_TRUNCATED', [0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
      ['E_TRUNCATED', [0x09, 0x00]],
      ['E_BLOCK_FORMAT', [0x0b]],
      ['E_BLOCK_FORMAT', [0x00, 0x00]],
      ['E_BLOCK_FORMAT', [0x08, ...Array<number>(10).fill(0x80), 0x01]],
    ];
    for (const [expected, bytes] of bad)
      assert.equal(
        codeOf(() => readMessage(Uint8Array.from(bytes), '')),
        expected,
        bytes.join(' '),
      );
    assert.equal(
      codeOf(() => readMessage(new Uint8Array(40_002).fill(0x08), '')),
      'E_TOO_LARGE',
    );
    assert.equal(
      codeOf(() => readMessage(new Writer().int64(1, 1n).finish(), '').bytes(1)),
      'E_BLOCK_FORMAT',
    );
  });

  test('the root carries a last hash up; without transactions it is zero', () => {
    assert.deepEqual(merkleRoot([]), new Uint8Array(32));
    const leaves = [1, 2, 3, 4, 5].map((byte) => Uint8Array.of(byte));
    assert.notDeepEqual(merkleRoot(leaves), merkleRoot([...leaves, leaves[4]!]));
    assert.notDeepEqual(merkleRoot(leaves), merkleRoot(leaves.toReversed()));
  });
});
