/**
 * The tainted outpoints as a table that can be asked for every input of a chain: open addressing over one typed
 * array, keyed by the first 64 bits of the previous transaction's id. A hit is a hint; whoever asks confirms it
 * by the whole id. Ids that differ only in the output share one entry, and what was spent stays until the table
 * is built anew: both cost a confirmation, never an answer.
 */

export type OutpointTable = {
  /** Two words a slot; a slot of zeros is empty. */
  slots: Uint32Array;
  mask: number;
  /**
   * One bit for every hash that occurs. At ten million outpoints the slots lie far outside the processor's cache
   * and this does not: nine probes of ten end here.
   */
  filter: Uint32Array;
  size: number;
  /** Differs from run to run, so that ids ground out by a miner cannot crowd one corner of the table. */
  readonly salt: number;
};

const FIRST_SLOTS = 1024;
const FILTER_BITS_PER_SLOT = 4;

export const newOutpointTable = (salt: number): OutpointTable => ({
  ...emptySlots(FIRST_SLOTS),
  size: 0,
  salt,
});

const emptySlots = (slots: number): Pick<OutpointTable, 'slots' | 'mask' | 'filter'> => ({
  slots: new Uint32Array(2 * slots),
  mask: slots - 1,
  filter: new Uint32Array((slots * FILTER_BITS_PER_SLOT) / 32),
});

/** Whether an output of a transaction whose id begins with these words may be in the table. */
export function mayHold(table: OutpointTable, low: number, high: number): boolean {
  const { slots, mask } = table;
  for (let slot = hashOf(table, low, high) & mask; ; slot = (slot + 1) & mask) {
    const first = slots[2 * slot]!;
    const second = slots[2 * slot + 1]!;
    if ((first | second) === 0) return false;
    if (first === low && second === high) return true;
  }
}

/**
 * The first of `count` keys (two words each) that may be in the table; -1 where none is. Many keys at once, so
 * that the processor waits for many places of memory at the same time and not for one after the other; `passed`
 * is scratch space of as many entries.
 */
export function firstHeld(
  table: OutpointTable,
  keys: Uint32Array,
  count: number,
  passed: Int32Array,
): number {
  const { filter } = table;
  const words = filter.length - 1;
  let left = 0;
  for (let i = 0; i < count; i += 1) {
    const hash = hashOf(table, keys[2 * i]!, keys[2 * i + 1]!);
    passed[left] = i;
    left += (filter[(hash >>> 5) & words]! >>> (hash & 31)) & 1;
  }
  for (let n = 0; n < left; n += 1) {
    const i = passed[n]!;
    if (mayHold(table, keys[2 * i]!, keys[2 * i + 1]!)) return i;
  }
  return -1;
}

function hashOf({ salt }: OutpointTable, low: number, high: number): number {
  const mixed = Math.imul(low ^ salt, 0x9e3779b1) ^ high;
  return mixed ^ (mixed >>> 15);
}

/** An id of 64 zero bits marks an empty slot, and the input of a coinbase; no transaction has one. */
export function hold(table: OutpointTable, low: number, high: number): void {
  if ((low | high) === 0 || mayHold(table, low, high)) return;
  if (2 * (table.size + 1) > table.mask) grow(table);
  place(table, low, high);
  table.size += 1;
}

function place(table: OutpointTable, low: number, high: number): void {
  const { slots, mask, filter } = table;
  const hash = hashOf(table, low, high);
  filter[(hash >>> 5) & (filter.length - 1)]! |= 1 << (hash & 31);
  let slot = hash & mask;
  while ((slots[2 * slot]! | slots[2 * slot + 1]!) !== 0) slot = (slot + 1) & mask;
  slots[2 * slot] = low;
  slots[2 * slot + 1] = high;
}

function grow(table: OutpointTable): void {
  const before = table.slots;
  Object.assign(table, emptySlots(before.length));
  for (let i = 0; i < before.length; i += 2) {
    const [low, high] = [before[i]!, before[i + 1]!];
    if ((low | high) !== 0) place(table, low, high);
  }
}

/** The key of a transaction id as it is shown: its last eight bytes, reversed. */
export function holdTxId(table: OutpointTable, txid: string): void {
  hold(table, wordOf(txid, 56), wordOf(txid, 48));
}

function wordOf(txid: string, at: number): number {
  return Number.parseInt(txid.slice(at, at + 8), 16);
}
