/**
 * Contracts in EVM assembly, written by hand so that no compiler is needed and every byte can be read:
 *
 * token      `transfer(address,uint256)`, `balanceOf(address)`, `mint(address,uint256)` of EIP-20, each balance in
 *            the slot numbered by its owner; announces with Transfer; a transfer of more than there is reverts.
 * forwarder  sends whatever it is paid on to the address in its first 32 bytes of data, and does not mind failure.
 * reverter   sends whatever it is paid to the origin of the transaction, then rolls everything back.
 * destroyer  destroys itself in favour of the address in its first 32 bytes of data.
 * spoofer    announces whatever it is told: a Transfer from the first word of its data to the second, of the third.
 * nft        announces one ERC-721 Transfer (token id as fourth topic) and one Transfer with nothing indexed.
 */
import { EventName, Selector } from './selectors.ts';

const OPCODES: Readonly<Record<string, number>> = {
  STOP: 0x00,
  ADD: 0x01,
  SUB: 0x03,
  LT: 0x10,
  EQ: 0x14,
  SHR: 0x1c,
  ORIGIN: 0x32,
  CALLER: 0x33,
  CALLVALUE: 0x34,
  CALLDATALOAD: 0x35,
  CODECOPY: 0x39,
  POP: 0x50,
  MSTORE: 0x52,
  SLOAD: 0x54,
  SSTORE: 0x55,
  JUMPI: 0x57,
  GAS: 0x5a,
  JUMPDEST: 0x5b,
  PUSH0: 0x5f,
  DUP1: 0x80,
  DUP2: 0x81,
  LOG1: 0xa1,
  LOG3: 0xa3,
  LOG4: 0xa4,
  CALL: 0xf1,
  RETURN: 0xf3,
  REVERT: 0xfd,
  SELFDESTRUCT: 0xff,
};

/** Words are opcodes; `0x…` pushes its bytes; `:name` marks a place to jump to and `@name` pushes it. */
function assemble(source: string): number[] {
  const bytes: number[] = [];
  const labels = new Map<string, number>();
  const holes: [at: number, name: string][] = [];
  for (const word of source.trim().split(/\s+/)) {
    if (word.startsWith(':')) {
      labels.set(word.slice(1), bytes.length);
      bytes.push(OPCODES.JUMPDEST!);
    } else if (word.startsWith('@')) {
      bytes.push(0x61, 0, 0);
      holes.push([bytes.length - 2, word.slice(1)]);
    } else if (word.startsWith('0x')) {
      const data = [...Buffer.from(word.slice(2), 'hex')];
      bytes.push(0x5f + data.length, ...data);
    } else {
      const opcode = OPCODES[word];
      if (opcode === undefined) throw new Error(`no opcode ${word}`);
      bytes.push(opcode);
    }
  }
  for (const [at, name] of holes) {
    bytes[at] = labels.get(name)! >> 8;
    bytes[at + 1] = labels.get(name)! & 255;
  }
  return bytes;
}

/** Creation code: copies the code behind it and returns it. */
function creationCode(source: string): string {
  const code = assemble(source);
  const size = code.length.toString(16).padStart(4, '0');
  const head = assemble(`0x${size} DUP1 0x000d PUSH0 CODECOPY PUSH0 RETURN`);
  const padded = [...head, ...Array.from({ length: 13 - head.length }, () => 0)];
  return `0x${Buffer.from([...padded, ...code]).toString('hex')}`;
}

const amount = '0x24 CALLDATALOAD';
const account = '0x04 CALLDATALOAD';
const credit = `${amount} ${account} SLOAD ADD ${account} SSTORE`;
const announce = (from: string): string =>
  `${amount} PUSH0 MSTORE ${account} ${from} ${EventName.transfer} 0x20 PUSH0 LOG3`;
const returnTrue = '0x01 PUSH0 MSTORE 0x20 PUSH0 RETURN';
const selectorIs = (selector: string, place: string): string => `DUP1 ${selector} EQ @${place} JUMPI`;
const sendValueTo = (to: string): string => `PUSH0 PUSH0 PUSH0 PUSH0 CALLVALUE ${to} GAS CALL`;

export const TOKEN = creationCode(`
  PUSH0 CALLDATALOAD 0xe0 SHR
  ${selectorIs(Selector.transfer, 'transfer')} ${selectorIs(Selector.balanceOf, 'balanceOf')} ${selectorIs(Selector.mint, 'mint')}
  PUSH0 PUSH0 REVERT
  :balanceOf ${account} SLOAD PUSH0 MSTORE 0x20 PUSH0 RETURN
  :transfer ${amount} CALLER SLOAD DUP2 DUP2 LT @fail JUMPI
    SUB CALLER SSTORE ${credit} ${announce('CALLER')} ${returnTrue}
  :mint ${credit} ${announce('PUSH0')} ${returnTrue}
  :fail PUSH0 PUSH0 REVERT`);
export const FORWARDER = creationCode(`${sendValueTo('PUSH0 CALLDATALOAD')} POP STOP`);
export const REVERTER = creationCode(`${sendValueTo('ORIGIN')} POP PUSH0 PUSH0 REVERT`);
export const DESTROYER = creationCode('PUSH0 CALLDATALOAD SELFDESTRUCT');
export const NFT = creationCode(
  `0x07 CALLER PUSH0 ${EventName.transfer} PUSH0 PUSH0 LOG4 ${EventName.transfer} 0x60 PUSH0 LOG1 STOP`,
);
export const SPOOFER = creationCode(
  `0x40 CALLDATALOAD PUSH0 MSTORE 0x20 CALLDATALOAD PUSH0 CALLDATALOAD ${EventName.transfer} 0x20 PUSH0 LOG3 STOP`,
);
