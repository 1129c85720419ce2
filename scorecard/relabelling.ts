/**
 * Labels are opinions. Where a rule, and not a single case, says that a file's label is wrong, it stands here
 * with its reason and is applied by name; the page shows the score before and after. Reviewed like code: a rule
 * speaks of what a transaction is, never of what a detector said of it.
 */
export type RelabellingRule = {
  readonly id: string;
  /** Which label it turns, and of which sets. */
  readonly turns: string;
  readonly reason: string;
  readonly source: string;
};

export const RELABELLING: readonly RelabellingRule[] = [
  {
    id: 'whirlpool-mix-among-tx0',
    turns: 'Whirlpool `…_tx0`: a Tx0 → a mix, for both Whirlpool detectors',
    reason:
      '5–10 inputs of distinct scripts, as many outputs, all of one pool denomination, no OP_RETURN. A Tx0 has an OP_RETURN, a fee and premix outputs above the denomination; this has none of them and is a mix outside the mix file’s window.',
    source: 'MANIFEST of the shared data (151 of 900 rows of March 2024)',
  },
  {
    id: 'whirlpool-mix-among-postmix',
    turns: '`…_postmix`: a spend → a Whirlpool mix',
    reason:
      'The same form. The scanner that made the labels takes a mix only where every output is P2WPKH; a mix that pays an outside address of another type falls through to the spends.',
    source: 'Dumplings, `Scanner.cs` (`isNativeSegwitOnly`)',
  },
  {
    id: 'joinmarket-among-wasabi1',
    turns: '`wasabi1…_mixes`: a Wasabi 1 mix → a JoinMarket mix, for both',
    reason:
      'Fewer than 20 equal outputs, no other repeated value, n or n − 1 changes, and more change outputs that exceed their owner’s coins minus the denomination than fall short. In a Wasabi round everybody pays the coordinator; only JoinMarket’s makers come out with more. The scanner asks only for ten equal outputs near 0.1 BTC, and asks that before it asks for JoinMarket.',
    source: 'Dumplings, `Scanner.cs`; JoinMarket’s cjfee',
  },
  {
    id: 'trade-among-joinmarket',
    turns: '`joinmarket…_mixes`: a JoinMarket mix → none',
    reason:
      'Inputs of several script types or of taproot, an OP_RETURN, a script both spent from and paid, or two outputs of types that no input has. JoinMarket’s wallets never had taproot, all makers of a round share one type, and only the taker chooses one outside destination. Most are trades of inscriptions, where the equal outputs are postage (330 or 546 sat), or batch payouts.',
    source: 'JoinMarket’s order types (sw0, sw, and P2PKH before)',
  },
  {
    id: 'joinmarket-among-postmix',
    turns: '`…_postmix`: a spend → a JoinMarket mix',
    reason:
      'At least five outputs of one value, no other repeated, n or n − 1 changes, at least n input scripts, all inputs of one type, none of their scripts paid, at most one output of another type. The scanner takes the JoinMarket label away from every transaction that also spends another kind of mix, and files it under the spends.',
    source: 'Dumplings, `Scanner.cs` (“Then it’s false positive detection”)',
  },
  {
    id: 'wasabi2-among-postmix',
    turns: '`…_postmix`: a spend → a Wasabi 2 mix',
    reason:
      'The scanner’s own rule for Wasabi 2: 15 inputs or more, inputs and outputs in descending order, more than four fifths of the outputs of standard denominations; and at least ten outputs, as a plain payment of a round amount meets the rest. A mix that spends another family’s mix is filed under that family’s spends as well.',
    source: 'Dumplings, `Scanner.cs`',
  },
];
