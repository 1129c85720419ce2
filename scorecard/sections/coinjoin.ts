/** CoinJoin detectors on labelled mixes; every other family's mixes, splits and spends are the negatives. */
import { COINJOIN_DETECTORS, coinJoinOf } from '../../src/core/patterns/coinjoin/coinjoin.ts';
import { type CoinJoinDetector, NOTHING_TAGGED } from '../../src/core/patterns/coinjoin/verdict.ts';
import type { ScoreData } from '../data.ts';
import { type Scored, type ScoreFigure, type SetScore, scoreSet } from '../score.ts';
import type { Section } from '../section.ts';
import { ruleFor } from './coinjoin-labels.ts';
import { type CoinJoinFile, type Corpus, type Labelled, readCorpus } from './coinjoin-sets.ts';

/** Which label each detector is to find, and what was aimed at. */
const AIMS: Readonly<Record<string, { readonly label: string; readonly targets: SetScore['targets'] }>> = {
  'coinjoin/whirlpool-mix': { label: 'whirlpool/mixes', targets: { recall: 0.99, precision: 0.99 } },
  'coinjoin/whirlpool-tx0': { label: 'whirlpool/tx0', targets: {} },
  'coinjoin/wasabi1': { label: 'wasabi1/mixes', targets: { recall: 0.99, precision: 0.99 } },
  'coinjoin/wasabi2': { label: 'wasabi2/mixes', targets: { recall: 0.99, precision: 0.99 } },
  'coinjoin/joinmarket': { label: 'joinmarket/mixes', targets: { precision: 0.95 } },
  'coinjoin/equal-outputs': { label: 'other/mixes', targets: {} },
};

export const coinJoins: Section = {
  name: 'CoinJoins',
  run(data: ScoreData) {
    const corpus = readCorpus(data);
    const found = new Map(
      COINJOIN_DETECTORS.map((detector) => [detector.card.id, findings(detector, corpus)]),
    );
    return [
      ...COINJOIN_DETECTORS.flatMap((detector) => setsOf(detector, corpus, found.get(detector.card.id)!)),
      ...confusion(corpus, found),
    ];
  },
};

type Verdicts = ReadonlyMap<string, string>;

/** As the product asks them: a transaction is of one kind, the most specific that speaks. */
const findings = ({ card }: CoinJoinDetector, { transactions }: Corpus): Verdicts =>
  new Map(
    [...transactions.values()].flatMap(({ view }) => {
      const verdict = coinJoinOf(view);
      return verdict?.detector === card.id ? [[view.txid, verdict.says] as const] : [];
    }),
  );

/** One set a file of positives; the negatives are whatever carries the label in no file. */
function setsOf({ card }: CoinJoinDetector, corpus: Corpus, verdicts: Verdicts): SetScore[] {
  const { label, targets } = AIMS[card.id]!;
  if (label.startsWith('other/')) return [];
  const [family = '', kind] = label.split('/');
  const files = corpus.files.filter(
    (file) => file.family === family && file.kind === kind && file.txids.length > 0,
  );
  const others = [...corpus.transactions.values()].filter((each) => !isLabelled(each, label));
  if (files.length === 0 && !corpus.files.some((file) => file.family === family)) return [];
  const score = (
    set: string,
    rows: readonly Labelled[],
    notes: readonly string[],
    aims = targets,
  ): SetScore => {
    const items = [...rows, ...others].map((row): Scored => {
      const rule = ruleFor(card.id, row);
      const says = verdicts.get(row.view.txid);
      return {
        id: row.view.txid,
        labelled: isLabelled(row, label),
        found: says !== undefined,
        why: `${[...row.labels].join(', ')}; ${formOf(row)}${says === undefined ? '' : `; ${says}`}`,
        ...(rule === null ? {} : { rule }),
      };
    });
    return scoreSet({ detector: card.id, family, set, targets: aims, notes }, items);
  };
  if (files.length === 0) {
    const empty = corpus.files.filter((file) => file.family === family && file.kind === kind);
    return [score(`no ${kind} of ${family} at hand`, [], empty.flatMap(unreadNotes))];
  }
  return files.flatMap((file) => {
    const rows = file.txids
      .map((txid) => corpus.transactions.get(txid)!)
      .filter((row) => isLabelled(row, label));
    const notes = unreadNotes(file);
    if (card.id !== 'coinjoin/joinmarket') return [score(file.stem, rows, notes)];
    const market = rows.filter(({ shape }) => shape.equal >= 3);
    const own = market.filter((row) => ruleFor(card.id, row) === null);
    const alone = own.filter(({ view }) => verdicts.has(view.txid)).length;
    return [
      score(`${file.stem}, three or more equal outputs`, market, [
        ...notes,
        `Of the file’s own rows that keep their label ${alone} of ${own.length} are found. Most other positives come by \`joinmarket-among-postmix\`, whose form the detector asks for too, so there the two agree by construction; what tests the precision are the other families’ mixes, the trades and the remaining spends.`,
      ]),
      ...pairs(
        file,
        rows.filter(({ shape }) => shape.equal < 3),
        verdicts,
      ),
    ];
  });
}

const isLabelled = ({ labels }: Labelled, label: string): boolean =>
  labels.has(label) && !labels.has(`${label.split('/')[0]}/false_positives`);

const formOf = ({ shape: { inputs, outputs, equal, denomination, inputTypes } }: Labelled): string =>
  `${inputs.length} in (${[...inputTypes].join(', ')}), ${outputs.length} out, ${equal} × ${denomination} sat`;

const unreadNotes = ({ stem, bare, unread }: CoinJoinFile): string[] => [
  ...(bare.length === 0 ? [] : [`${bare.length} ids of ${stem} have no transaction of their own.`]),
  ...(unread.length === 0
    ? []
    : [`${unread.length} rows of ${stem} could not be read: ${unread.slice(0, 3).join('; ')}.`]),
];

/** Two equal outputs: what labels them is the label's own guess, and no form tells two owners from one. */
function pairs(file: CoinJoinFile, rows: readonly Labelled[], verdicts: Verdicts): SetScore[] {
  if (rows.length === 0) return [];
  const trades = rows.filter((row) => ruleFor('coinjoin/joinmarket', row) !== null).length;
  return [
    scoreSet(
      {
        detector: 'coinjoin/joinmarket',
        family: 'joinmarket',
        set: `${file.stem}, two equal outputs`,
        notes: [
          `Not scored against the target. ${rows.length} rows have two equal outputs, which a single wallet makes as easily (Stonewall, two equal payments); the detector has no opinion on them by definition. By the rule \`trade-among-joinmarket\` ${trades} are none.`,
        ],
      },
      rows.map((row) => {
        const rule = ruleFor('coinjoin/joinmarket', row);
        return {
          id: row.view.txid,
          labelled: true,
          found: verdicts.has(row.view.txid),
          why: formOf(row),
          ...(rule === null ? {} : { rule }),
        };
      }),
    ),
  ];
}

/** What is said of every file: each family's mixes at the others, and how many spends of mixes are mixes themselves. */
function confusion(
  { files, strangers, transactions }: Corpus,
  found: ReadonlyMap<string, Verdicts>,
): SetScore[] {
  const figures = files
    .filter((file) => file.txids.length > 0)
    .map((file): ScoreFigure => {
      const counts = [...found].map(([id, verdicts]) => ({
        id: id.replace('coinjoin/', ''),
        count: file.txids.filter((txid) => verdicts.has(txid)).length,
      }));
      const joined = counts.reduce((sum, { id, count }) => (id === 'whirlpool-tx0' ? sum : sum + count), 0);
      const share = ((100 * joined) / file.txids.length).toFixed(1);
      const parts = counts.filter(({ count }) => count > 0).map(({ id, count }) => `${count} ${id}`);
      return {
        name: `${file.stem}: CoinJoins among ${file.txids.length} rows`,
        value: `${joined} (${share} %)${parts.length === 0 ? '' : `, claimed: ${parts.join(', ')}`}`,
      };
    });
  if (figures.length === 0) return [];
  const claims = ({ shape }: Labelled): number =>
    COINJOIN_DETECTORS.filter((detector) => detector.find(shape, NOTHING_TAGGED) !== null).length;
  const twice = [...transactions.values()].filter((row) => claims(row) > 1);
  return [
    scoreSet(
      {
        detector: 'coinjoin',
        family: 'all',
        set: 'every file, and agreement among the detectors',
        notes: [
          'Files of spends (`postmix`) are no clean negatives: the shares below are CoinJoins themselves.',
          ...(strangers.length === 0
            ? []
            : [`Of no family that a detector is for, and so not scored: ${strangers.join(', ')}.`]),
        ],
        figures: [
          ...figures,
          {
            name: 'transactions that two detectors would claim (the more specific one has them)',
            value: twice.length,
          },
        ],
      },
      [],
    ),
  ];
}
