/** EVM bytes against independent implementations: viem for encodings and signatures, anvil for roots and hashes. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { getContractAddress, keccak256, recoverAddress, type TransactionSerializable, toRlp } from 'viem';
import { privateKeyToAccount, sign } from 'viem/accounts';
import { parseBytes, toHex } from '../../src/core/chains/evm/bytes.ts';
import { decodeBlock } from '../../src/core/chains/evm/decode.ts';
import { profileOf } from '../../src/core/chains/evm/profiles.ts';
import { mayHold } from '../../src/core/chains/evm/receipt.ts';
import { decodeRlp, encodeRlp, type RlpItem } from '../../src/core/chains/evm/rlp.ts';
import { recoverKey, recoverSigner } from '../../src/core/chains/evm/signature.ts';
import { bloomItems } from '../../src/core/chains/evm/tokens.ts';
import { readTraces } from '../../src/core/chains/evm/traces.ts';
import { createdAddress, expectSender, readTransaction } from '../../src/core/chains/evm/transaction.ts';
import { proveValue } from '../../src/core/chains/evm/trie.ts';
import { verifyBlock, verifyHeader } from '../../src/core/chains/evm/verify.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { AshiatoError } from '../../src/core/model/errors.ts';
import { codeOf } from '../refusal.ts';
import { type Anvil, skipWithoutAnvil, startAnvil } from './anvil.ts';
import type { Json } from './made.ts';
import { ACCOUNT, asNodeWould } from './signed.ts';
import { ETHER, makeWorld, STOLEN_WEI, type World } from './world.ts';

test('RLP is written as viem writes it, and reads back', () => {
  const item: fc.Arbitrary<RlpItem> = fc.letrec<{ item: RlpItem }>((tie) => ({
    item: fc.oneof(
      { depthSize: 'small' },
      fc.uint8Array({ maxLength: 80 }),
      fc.array(tie('item'), { maxLength: 5 }),
    ),
  })).item;
  fc.assert(
    fc.property(item, (value) => {
      fc.pre(depthOf(value) < 16);
      const encoded = encodeRlp(value);
      assert.equal(toHex(encoded), toRlp(value as Uint8Array));
      assert.deepEqual(encodeRlp(decodeRlp(encoded)), encoded);
    }),
  );
});

const depthOf = (item: RlpItem): number =>
  item instanceof Uint8Array ? 0 : 1 + Math.max(0, ...item.map(depthOf));

test('RLP has one spelling for a value: every other is refused', () => {
  for (const bad of [
    '0x',
    '0x8100',
    '0x817f',
    '0xb80101',
    '0xb90001',
    '0xb8370102',
    '0x82ff',
    '0xc3820102ff',
    '0xc1c2',
    '0x0102',
    `0x${'c1'.repeat(40)}c0`,
    '0xbfffffffffffffffff01',
    '0xffffffffffffffffff',
  ]) {
    assert.equal(
      codeOf(() => decodeRlp(parseBytes(bad, 'test'))),
      'E_RLP',
      bad,
    );
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      try {
        assert.deepEqual(encodeRlp(decodeRlp(bytes)), bytes);
      } catch (error) {
        assert.equal((error as AshiatoError).code, 'E_RLP');
      }
    }),
    { numRuns: 2000 },
  );
});

test('a signer is recovered as viem recovers it', async () => {
  for (let i = 1; i <= 12; i += 1) {
    const hash = keccak256(`0x${i.toString(16).padStart(2, '0')}`);
    const { r, s, yParity } = await sign({ hash, privateKey: keccak256(hash) });
    const ours = recoverSigner(parseBytes(hash, 'hash'), BigInt(r), BigInt(s), BigInt(yParity!));
    assert.equal(
      ours,
      (await recoverAddress({ hash, signature: { r, s, yParity: yParity! } })).toLowerCase(),
    );
    const key = recoverKey({
      digest: parseBytes(hash, 'hash'),
      r: BigInt(r),
      s: BigInt(s),
      yParity: BigInt(yParity!),
    });
    const { publicKey } = privateKeyToAccount(keccak256(hash));
    // The long form is 04, x and y; the short one x, behind whether y is odd.
    const odd = Number.parseInt(publicKey.slice(-1), 16) % 2;
    assert.equal(key, `0x0${2 + odd}${publicKey.slice(4, 68)}`);
  }
  const hash = new Uint8Array(32).fill(7);
  for (const [r, s, parity] of [
    [0n, 1n, 0n],
    [1n, 0n, 0n],
    [2n ** 256n - 1n, 1n, 0n],
    [5n, 1n, 0n],
    [1n, 1n, 2n],
  ] as const) {
    assert.equal(recoverSigner(hash, r, s, parity), null);
  }
});

test('transactions of types 0 to 4 are written and hashed as viem does', async () => {
  const to = '0x1111111111111111111111111111111111111111' as const;
  const base = { to, value: 2n ** 256n - 1n, nonce: 128, gas: 21_000n, data: '0x00ff' as const };
  const accessList = [{ address: to, storageKeys: [keccak256('0x01')] }];
  const fees = { maxFeePerGas: 30n, maxPriorityFeePerGas: 0n, chainId: 1 };
  const authorization = await ACCOUNT.signAuthorization({ contractAddress: to, chainId: 1, nonce: 3 });
  const samples: TransactionSerializable[] = [
    { ...base, type: 'legacy', gasPrice: 7n },
    { ...base, type: 'legacy', gasPrice: 7n, chainId: 56 },
    { ...base, type: 'legacy', gasPrice: 7n, to: null, data: '0x60' },
    { ...base, type: 'eip2930', gasPrice: 7n, chainId: 1, accessList },
    { ...base, type: 'eip1559', ...fees, accessList },
    {
      ...base,
      type: 'eip4844',
      ...fees,
      maxFeePerBlobGas: 9n,
      blobVersionedHashes: [`0x01${'22'.repeat(31)}`],
    } as unknown as TransactionSerializable,
    { ...base, type: 'eip7702', ...fees, authorizationList: [authorization] },
  ];
  for (const sample of samples) {
    const signed = await ACCOUNT.signTransaction(sample);
    const ours = readTransaction(asNodeWould(signed), String(sample.type));
    assert.equal(toHex(ours.encoded), signed, sample.type);
    assert.equal(ours.hash, keccak256(signed));
    assert.equal(ours.from, ACCOUNT.address.toLowerCase());
  }
  const forged = { ...asNodeWould(await ACCOUNT.signTransaction(samples[0]!)), from: to };
  assert.equal(
    codeOf(() => expectSender(readTransaction(forged, 'forged'), 'forged')),
    'E_TX_SENDER',
  );
  assert.equal(
    codeOf(() =>
      readTransaction({ type: '0x78', from: to, to, gas: '0x0', value: '0x0', input: '0x' }, 'arbitrum'),
    ),
    'E_TX_TYPE',
  );
  assert.equal(
    codeOf(() => readTransaction({ ...forged, value: 7 }, 'a JSON number')),
    'E_RPC_VALUE',
  );
});

test('a contract is created where viem computes it', () => {
  const from = '0x1111111111111111111111111111111111111111';
  for (const nonce of [0n, 1n, 127n, 128n, 300n])
    assert.equal(createdAddress(from, nonce), getContractAddress({ from, nonce }).toLowerCase());
});

describe('on a real node', { skip: skipWithoutAnvil() }, () => {
  const chain = getChain('eip155:31337');
  const profile = profileOf(chain.id);
  let anvil: Anvil;
  let world: World;
  before(async () => {
    anvil = await startAnvil();
    world = await makeWorld(anvil);
  });
  after(() => anvil.stop());

  const blockAt = async (height: number): Promise<[Json, Json[]]> => {
    const n = `0x${height.toString(16)}`;
    return [
      await anvil.rpc<Json>('eth_getBlockByNumber', n, true),
      await anvil.rpc<Json[]>('eth_getBlockReceipts', n),
    ];
  };
  const heightOf = async (hash: string): Promise<number> =>
    Number((await anvil.rpc<{ blockNumber: string }>('eth_getTransactionReceipt', hash)).blockNumber);
  const decode = async (hash: string) => {
    const height = await heightOf(hash);
    const [block, receipts] = await blockAt(height);
    const verified = verifyBlock(profile, block, receipts, 'block');
    const answers = await Promise.all([
      anvil.rpc('trace_block', block.number),
      anvil.rpc('debug_traceBlockByNumber', block.number, { tracer: 'callTracer' }),
    ]);
    const [flat, tree] = [
      readTraces('trace_block', answers[0], verified, 'flat'),
      readTraces('callTracer', answers[1], verified, 'tree'),
    ];
    assert.deepEqual(flat, tree, 'both dialects say the same');
    const decoded = decodeBlock(chain, profile, verified, tree);
    return { ...decoded, tx: decoded.block.transactions.find((tx) => tx.txid === hash)! };
  };
  const moved = async (hash: string): Promise<string[]> => {
    const { tx } = await decode(hash);
    assert.ok(tx.type === 'account');
    return tx.events
      .filter((e) => e.type === 'transfer' && e.from !== null)
      .map((e) => `${e.from} ${e.to} ${e.amount} ${e.asset.split('/')[1]!.split(':')[0]}`);
  };

  test('every block’s header hash, roots and bloom are recomputed, and parents join', async () => {
    const tip = Number(await anvil.rpc('eth_blockNumber'));
    let parent = '';
    for (let height = 0; height <= tip; height += 1) {
      const { header } = verifyBlock(profile, ...(await blockAt(height)), `block ${height}`);
      if (height > 0) assert.equal(header.parent, parent);
      parent = header.hash;
    }
  });

  test('a block of 300 transactions gives the roots that its node computed', async () => {
    await anvil.rpc('evm_setAutomine', false);
    let hash = '';
    for (let i = 0; i < 300; i += 1)
      hash = await world.queue(world.victim, `0x${(0xabc000 + i).toString(16).padStart(40, '0')}`, 1n);
    await anvil.rpc('evm_mine');
    await anvil.rpc('evm_setAutomine', true);
    const verified = verifyBlock(profile, ...(await blockAt(await heightOf(hash))), 'block');
    assert.ok(verified.transactions.length > 128, `${verified.transactions.length} transactions`);
  });

  test('the fee comes first; a failed transaction pays its fee and moves nothing', async () => {
    const { tx } = await decode(world.tx.failed);
    assert.ok(tx.type === 'account');
    const receipt = await anvil.rpc<{ gasUsed: string; effectiveGasPrice: string }>(
      'eth_getTransactionReceipt',
      world.tx.failed,
    );
    assert.deepEqual(await moved(world.tx.failed), []);
    assert.equal(tx.events[0]!.type, 'fee');
    assert.equal(tx.events[0]!.amount, BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice));
  });

  test('what contracts send on is moved, what they roll back is not', async () => {
    assert.deepEqual(await moved(world.tx.theft), [`${world.victim} ${world.thief} ${STOLEN_WEI} slip44`]);
    const paid = `${world.mules[0]} ${world.forwarder} ${20_000n * ETHER} slip44`;
    assert.deepEqual(await moved(world.tx.forwarded), [
      paid,
      `${world.forwarder} ${world.mules[2]} ${20_000n * ETHER} slip44`,
    ]);
    assert.deepEqual(await moved(world.tx.rolledBack), [
      `${world.mules[1]} ${world.forwarder} ${9_990n * ETHER} slip44`,
    ]);
    const [, destroyed] = await moved(world.tx.destroyed);
    assert.equal(destroyed, `${world.destroyer} ${world.mules[4]} ${19_000n * ETHER} slip44`);
  });

  test('a token id is no amount, and a transfer of another shape is named, not guessed at', async () => {
    const { unread } = await decode(world.tx.nft);
    assert.deepEqual(
      unread.map((log) => [log.code, log.txid]),
      [['E_LOG_SHAPE', world.tx.nft]],
    );
    assert.deepEqual(await moved(world.tx.nft), []);
  });

  test('an omitted, added, altered or moved log, transaction or header field is caught', async () => {
    const [block, receipts] = await blockAt(await heightOf(world.tx.tokens1));
    const [receipt] = receipts as [Json & { logs: Json[] }];
    const [log] = receipt.logs as [Json];
    const [tx] = block.transactions as [Json];
    const verify = (b: Json, r: readonly Json[]): string => codeOf(() => verifyBlock(profile, b, r, 'block'));
    const logs = (...list: Json[]): Json[] => [{ ...receipt, logs: list }];
    assert.equal(verify(block, receipts), 'accepted');
    assert.equal(verify(block, logs()), 'E_RECEIPTS_ROOT', 'omitted');
    assert.equal(verify(block, logs(log, log)), 'E_RECEIPTS_ROOT', 'added');
    assert.equal(verify(block, logs({ ...log, address: world.forwarder })), 'E_RECEIPTS_ROOT', 'altered');
    assert.equal(
      verify(block, logs({ ...log, data: `0x${'00'.repeat(31)}01` })),
      'E_RECEIPTS_ROOT',
      'altered amount',
    );
    assert.equal(verify(block, []), 'E_RECEIPTS_ROOT', 'no receipts');
    assert.equal(verify(block, [{ ...receipt, status: '0x0' }]), 'E_RECEIPTS_ROOT', 'failed instead of done');
    assert.equal(verify({ ...block, transactions: [] }, receipts), 'E_TX_ROOT');
    assert.equal(
      verify({ ...block, transactions: [{ ...tx, value: '0x1' }] }, receipts),
      'E_TX_ROOT',
      'another value is not what was signed',
    );
    assert.equal(verify({ ...block, transactions: [tx, tx] }, receipts), 'E_TX_ROOT');
    for (const field of [
      'gasUsed',
      'timestamp',
      'receiptsRoot',
      'parentHash',
      'baseFeePerGas',
      'logsBloom',
      'requestsHash',
      'extraData',
    ]) {
      const value = String(block[field]);
      const other = value === '0x' ? '0x00' : value.slice(0, -1) + (value.endsWith('0') ? '1' : '0');
      assert.equal(
        codeOf(() => verifyHeader(profile, { ...block, [field]: other }, field)),
        'E_HEADER_HASH',
        field,
      );
    }
  });

  test('the bloom filter of a header never hides a log', async () => {
    const [block] = await blockAt(await heightOf(world.tx.tokens1));
    const { bloom } = verifyHeader(profile, block, 'block');
    const token = parseBytes(world.token, 'token');
    for (const account of [world.thief, world.mules[2]!])
      assert.ok(mayHold(bloom, bloomItems(token, parseBytes(account, 'account'))));
    assert.ok(!mayHold(bloom, bloomItems(token, parseBytes(world.mules[5]!, 'account'))));
  });

  test('traces that do not fit their block are refused', async () => {
    const [block, receipts] = await blockAt(await heightOf(world.tx.forwarded));
    const verified = verifyBlock(profile, block, receipts, 'block');
    const answer = await anvil.rpc<{ result: Json }[]>('debug_traceBlockByNumber', block.number, {
      tracer: 'callTracer',
    });
    const frame = answer[0]!.result;
    const read = (result: Json): string =>
      codeOf(() => readTraces('callTracer', [{ result }], verified, 'trace'));
    assert.equal(read(frame), 'accepted');
    assert.equal(read({ ...frame, error: 'execution reverted' }), 'E_TRACES');
    assert.equal(read({ ...frame, value: '0x1' }), 'E_TRACES');
    assert.equal(read({ ...frame, to: world.thief }), 'E_TRACES');
    assert.equal(read({ ...frame, calls: [{ ...frame, type: 'TELEPORT' }] }), 'E_TRACES');
    assert.equal(
      codeOf(() => readTraces('callTracer', [], verified, 'trace')),
      'E_TRACES',
    );
  });

  test('an account proof says what the state root says, and nothing else', async () => {
    const { accountProof, balance } = await anvil.rpc<{ accountProof: string[]; balance: string }>(
      'eth_getProof',
      world.mules[4],
      [],
      'latest',
    );
    const { stateRoot } = await anvil.rpc<{ stateRoot: string }>('eth_getBlockByNumber', 'latest', false);
    const proof = accountProof.map((node) => parseBytes(node, 'proof'));
    const key = parseBytes(world.mules[4]!, 'key');
    const account = decodeRlp(proveValue(stateRoot, key, proof)!) as readonly Uint8Array[];
    assert.equal(BigInt(toHex(account[1]!)), BigInt(balance));
    assert.equal(
      codeOf(() => proveValue(stateRoot, parseBytes(world.thief, 'key'), proof)),
      'E_STATE_PROOF',
    );
    const last = proof.at(-1)!;
    const altered = last.slice();
    altered[altered.length - 1]! ^= 1;
    assert.equal(
      codeOf(() => proveValue(stateRoot, key, [...proof.slice(0, -1), altered])),
      'E_STATE_PROOF',
    );
  });
});
