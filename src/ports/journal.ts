/** What people and the program note for good: it only grows. */
export type Journal<Entry> = {
  read(): readonly Entry[];
  /**
   * Adds what is decided on what stands. No other process can come between reading and writing; a refusal adds
   * nothing. Written and flushed before it is said to be done.
   */
  add(decide: (before: readonly Entry[]) => readonly Entry[]): readonly Entry[];
  /** Grows with every entry: who has read the journal at this size need not read it again. */
  size(): number;
};
