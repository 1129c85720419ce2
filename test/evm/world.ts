/** A theft on anvil: coins and tokens stolen, fanned out, forwarded by contracts, failed, destroyed. */
import type { Anvil } from './anvil.ts';
import { DESTROYER, FORWARDER, NFT, REVERTER, TOKEN } from './contracts.ts';
import { callData, Selector } from './selectors.ts';

export const ETHER = 10n ** 18n;
export const STOLEN_WEI = 100n * ETHER;
export const STOLEN_TOKENS = 5_000_000n;

export type World = {
  readonly anvil: Anvil;
  readonly victim: string;
  readonly thief: string;
  readonly mules: readonly string[];
  readonly token: string;
  readonly forwarder: string;
  readonly reverter: string;
  readonly destroyer: string;
  /** Transactions by what they do. */
  readonly tx: Readonly<Record<TxName, string>>;
  /** Sends without waiting for a block. */
  readonly queue: (from: string, to: string | null, value: bigint, data?: string) => Promise<string>;
};

type TxName =
  | 'theft'
  | 'tokenTheft'
  | 'fan1'
  | 'fan2'
  | 'forwarded'
  | 'failed'
  | 'rolledBack'
  | 'tokens1'
  | 'tokens2'
  | 'destroyed'
  | 'nft';

export async function makeWorld(anvil: Anvil): Promise<World> {
  // Blocks twelve seconds apart, as on mainnet, so that a date names one block.
  await anvil.rpc('anvil_setBlockTimestampInterval', 12);
  const accounts = await anvil.rpc<string[]>('eth_accounts');
  const [victim, thief, ...mules] = accounts as [string, string, ...string[]];
  const queue: World['queue'] = async (from, to, value, data = '0x') => {
    const fields = { from, value: `0x${value.toString(16)}`, data, gas: '0x7a120' };
    return anvil.rpc('eth_sendTransaction', to === null ? fields : { ...fields, to });
  };
  // The answer to a sent transaction may come before its block does.
  const send: World['queue'] = async (...args) => {
    const hash = await queue(...args);
    for (let tries = 0; tries < 500; tries += 1) {
      if ((await anvil.rpc<unknown>('eth_getTransactionReceipt', hash)) !== null) return hash;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`${hash} was not mined`);
  };
  const deploy = async (code: string): Promise<string> => {
    const hash = await send(victim, null, 0n, code);
    const { contractAddress } = await anvil.rpc<{ contractAddress: string }>(
      'eth_getTransactionReceipt',
      hash,
    );
    return contractAddress.toLowerCase();
  };
  const token = await deploy(TOKEN);
  const forwarder = await deploy(FORWARDER);
  const reverter = await deploy(REVERTER);
  const destroyer = await deploy(DESTROYER);
  const nft = await deploy(NFT);
  await send(victim, token, 0n, callData(Selector.mint, victim, 2n * STOLEN_TOKENS));

  const pay = (to: string, amount: bigint): string => callData(Selector.transfer, to, amount);
  const theft = await send(victim, thief, STOLEN_WEI);
  const tokenTheft = await send(victim, token, 0n, pay(thief, STOLEN_TOKENS));
  const fan1 = await send(thief, mules[0]!, 10_030n * ETHER);
  const fan2 = await send(thief, mules[1]!, 40n * ETHER);
  const forwarded = await send(mules[0]!, forwarder, 20_000n * ETHER, callData('0x', mules[2]!));
  const failed = await send(thief, token, 0n, pay(mules[0]!, 2n * STOLEN_TOKENS));
  const rolledBack = await send(mules[1]!, forwarder, 9_990n * ETHER, callData('0x', reverter));
  const tokens1 = await send(thief, token, 0n, pay(mules[2]!, 3_000_000n));
  const tokens2 = await send(mules[2]!, token, 0n, pay(mules[3]!, 1_234_567n));
  const destroyed = await send(mules[2]!, destroyer, 19_000n * ETHER, callData('0x', mules[4]!));
  const nftHash = await send(thief, nft, 0n);
  const tx = {
    theft,
    tokenTheft,
    fan1,
    fan2,
    forwarded,
    failed,
    rolledBack,
    tokens1,
    tokens2,
    destroyed,
    nft: nftHash,
  };
  return { anvil, victim, thief, mules, token, forwarder, reverter, destroyer, tx, queue };
}
