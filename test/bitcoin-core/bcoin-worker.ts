/**
 * A real Bitcoin node in a process of its own: bcoin on regtest, in memory. It mines, verifies and serves a chain in
 * which coins move through old and segregated-witness outputs. It knows nothing of taproot (2018).
 */
import { createRequire } from 'node:module';

/** What is used of bcoin, which has no types. */
type Address = object;
type KeyRing = { witness: boolean; getAddress(): Address };
type Tx = { readonly outputs: readonly { readonly value: number }[]; txid(): string };
type Block = { readonly txs: readonly Tx[] };
type Mtx = {
  addCoin(coin: object): void;
  addOutput(address: Address, value: number): void;
  sign(ring: KeyRing): number;
  toTX(): Tx;
};
type Miner = {
  addresses: Address[];
  open(): Promise<void>;
  readonly cpu: { mineBlock(on?: object): Promise<Block> };
};
type FullNode = {
  open(): Promise<void>;
  close(): Promise<void>;
  readonly chain: {
    readonly height: number;
    add(block: Block): Promise<unknown>;
    getEntry(height: number): Promise<object>;
  };
  readonly mempool: { addTX(tx: Tx): Promise<unknown> };
  readonly miner: Miner;
};
type Bcoin = {
  FullNode: new (options: object) => FullNode;
  KeyRing: { fromPrivate(key: Buffer, compressed: boolean): KeyRing };
  Miner: new (options: object) => Miner;
  MTX: new () => Mtx;
  Coin: { fromTX(tx: Tx, index: number, height: number): object };
};

const require = createRequire(import.meta.url);
const { FullNode, KeyRing, Miner, MTX, Coin } = require('bcoin') as Bcoin;

/** Segregated witness is active from here on, and coins of the first blocks are ripe. */
const WARM_UP = 435;
const PAYMENTS = 18;
/** Blocks that are given up for a branch with one more. */
const REORGANISED = 3;

const port = Number(process.argv[2]);
const node = new FullNode({
  network: 'regtest',
  memory: true,
  httpHost: '127.0.0.1',
  httpPort: port,
  apiKey: 'regtest-key',
  indexTX: true,
  workers: false,
  listen: false,
  logLevel: 'none',
});

const old = KeyRing.fromPrivate(Buffer.alloc(32, 1), true);
const segwit = KeyRing.fromPrivate(Buffer.alloc(32, 1), true);
segwit.witness = true;

type Held = { readonly tx: Tx; readonly vout: number; readonly height: number };

async function mine(): Promise<Block> {
  const block = await node.miner.cpu.mineBlock();
  await node.chain.add(block);
  return block;
}

/** Spends one or two coins into two or three, of which the newest are spent next, so that a trail grows. */
async function pay(held: Held[], n: number): Promise<void> {
  const spent = held.splice(-1 - (n % 2), 1 + (n % 2));
  const mtx = new MTX();
  let total = 0;
  for (const { tx, vout, height } of spent) {
    mtx.addCoin(Coin.fromTX(tx, vout, height));
    total += tx.outputs[vout]!.value;
  }
  const parts = 2 + (n % 2);
  const share = Math.floor((total - 2_000 - n) / parts);
  for (let part = 0; part < parts; part += 1)
    mtx.addOutput((n + part) % 2 === 0 ? old.getAddress() : segwit.getAddress(), share + part);
  mtx.sign(old);
  mtx.sign(segwit);
  const tx = mtx.toTX();
  await node.mempool.addTX(tx);
  for (let vout = 0; vout < parts; vout += 1) held.push({ tx, vout, height: node.chain.height + 1 });
}

await node.open();
node.miner.addresses = [old.getAddress()];
const coinbases: Held[] = [];
while (node.chain.height < WARM_UP) {
  const [tx] = (await mine()).txs;
  coinbases.push({ tx: tx!, vout: 0, height: node.chain.height });
}
const stolen = coinbases[20]!;
const held = [coinbases[19]!, stolen];
for (let n = 0; n < PAYMENTS; n += 1) {
  await pay(held, n);
  if (n % 3 !== 1) await mine();
}
await mine();

process.on('message', async (message) => {
  if (message === 'reorganise') {
    // A miner without the mempool, which knows only of the branch that is given up.
    const rival = new Miner({ chain: node.chain });
    await rival.open();
    rival.addresses = [segwit.getAddress()];
    const fork = node.chain.height - REORGANISED;
    let tip = await node.chain.getEntry(fork);
    for (let n = 0; n <= REORGANISED; n += 1)
      tip = (await node.chain.add(await rival.cpu.mineBlock(tip))) as object;
    process.send!({ height: node.chain.height });
  } else {
    await node.close();
    process.exit(0);
  }
});
process.send!({ height: node.chain.height, txid: stolen.tx.txid(), vout: stolen.vout, at: stolen.height });
