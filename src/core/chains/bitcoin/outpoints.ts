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
  size: number;
  /** Differs from run to run, so that ids ground out by a miner cannot crowd one corner of the table. */
  readonly salt: number;
};

const FIRST_SLOTS = 1024;

export const newOutpointTable = (salt: number): OutpointTable => ({
  slots: new Uint32Array(2 * FIRST_SLOTS),
  mask: FIRST_SLOTS - 1,
  size: 0,
  salt,
});

/** Whether an output of a transaction whose id begins with these words may be in the table. */
export function mayHold(table: OutpointTable, low: number, high: number): boolean {
  const { slots, mask } = table;
  let slot = slotOf(table, low, high);
  for (;;) {
    const first = slots[2 * slot]!;
    const second = slots[2 * slot + 1]!;
    if (first === low && second === high) return (low | high) !== 0;
    if ((first | second) === 0) return false;
    slot = (slot + 1) & mask;
  }
}

function slotOf(table: OutpointTable, low: number, high: number): number {
  const mixed = Math.imul(low ^ table.salt, 0x9e3779b1) ^ high;
  return (mixed ^ (mixed >>> 15)) & table.mask;
}

/** An id of 64 zero bits marks an empty slot, and the input of a coinbase; no transaction has one. */
export function hold(table: OutpointTable, low: number, high: number): void {
  if ((low | high) === 0 || mayHold(table, low, high)) return;
  if (2 * (table.size + 1) > table.mask) grow(table);
  place(table, low, high);
  table.size += 1;
}

function place(table: OutpointTable, low: number, high: number): void {
  let slot = slotOf(table, low, high);
  while ((table.slots[2 * slot]! | table.slots[2 * slot + 1]!) !== 0) slot = (slot + 1) & table.mask;
  table.slots[2 * slot] = low;
  table.slots[2 * slot + 1] = high;
}

function grow(table: OutpointTable): void {
  const before = table.slots;
  table.slots = new Uint32Array(2 * before.length);
  table.mask = table.slots.length / 2 - 1;
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
