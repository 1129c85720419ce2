/**
 * "Was it listed on that day?" on extracts of OFAC's addresses of days past: on an extract's own day, asked of all
 * that is kept, and asked of everything but that extract, so that dated statements stand alone.
 */
import { join } from 'node:path';
import { loadBundled } from '../../src/adapters/lists/bundled.ts';
import { readTable } from '../../src/adapters/lists/csv.ts';
import { readAddressTable, witnessOfExtract } from '../../src/core/lists/address-extract.ts';
import {
  type AsOf,
  asOf,
  type ListHistory,
  type Statement,
  type Witness,
} from '../../src/core/lists/as-of.ts';
import type { Chain } from '../../src/core/model/chain.ts';
import { type DataFile, filesLike, stemOf } from '../data.ts';
import { type Scored, type SetScore, scoreSet } from '../score.ts';
import type { Section } from '../section.ts';

const FACTS = join(import.meta.dirname, '..', '..', 'facts');
const DETECTOR = 'lists-as-of';
const FAMILY = 'sanctions lists';

type Account = { readonly family: Chain['family']; readonly address: string; readonly code: string };
type Extract = {
  readonly witness: Witness;
  readonly accounts: readonly Account[];
  readonly codes: ReadonlySet<string>;
};

export const listedAsOf: Section = {
  name: 'Listed on a day',
  run: (data) => {
    const extracts = filesLike(data, /ofac.*addresses.*\d{4}-\d{2}-\d{2}\.csv$/).map(readExtract);
    if (extracts.length === 0) return [];
    const { statements } = loadBundled(FACTS);
    const everybody = new Map(
      extracts.flatMap(({ accounts }) => accounts).map((each) => [`${each.family}:${each.address}`, each]),
    );
    const witnesses = extracts.map(({ witness }) => witness);
    return extracts.flatMap((extract) => setsOf(extract, [...everybody.values()], witnesses, statements));
  },
};

function readExtract(file: DataFile): Extract {
  const table = readTable(file.bytes(), file.name);
  const accounts = readAddressTable(table).entries.flatMap((entry) =>
    entry.addresses.flatMap(({ code, accounts: own }) => own.map((account) => ({ ...account, code }))),
  );
  return {
    witness: witnessOfExtract(table, stemOf(file)),
    accounts,
    codes: new Set(accounts.map(({ code }) => code)),
  };
}

function setsOf(
  { witness, codes }: Extract,
  everybody: readonly Account[],
  witnesses: readonly Witness[],
  statements: readonly Statement[],
): SetScore[] {
  const day = witness.from;
  // What an extract of its day did not cover (USDT in 2022), it says nothing about.
  const asked = everybody.filter(({ code, family }) => codes.has(code) && witness.wholeFor.includes(family));
  const isListed = ({ family, address }: Account): boolean => witness.accounts.has(`${family}:${address}`);
  const whole: ListHistory = { witnesses, statements };
  const others: ListHistory = { witnesses: witnesses.filter((each) => each !== witness), statements };
  const answer = (history: ListHistory, { family, address }: Account): AsOf =>
    asOf(history, witness.list, family, address, day);
  const item = (account: Account, said: AsOf): Scored => ({
    id: account.address,
    labelled: isListed(account),
    found: said.type === 'listed',
    why: said.type === 'unknown' ? said.why : said.ground,
  });
  const apart = asked.map((account) => ({ account, said: answer(others, account) }));
  const known = apart.filter(({ said }) => said.type !== 'unknown');
  const wrong = known.filter(({ account, said }) => (said.type === 'listed') !== isListed(account)).length;
  return [
    scoreSet(
      { detector: DETECTOR, family: FAMILY, set: witness.edition, targets: { recall: 1, precision: 1 } },
      asked.map((account) => item(account, answer(whole, account))),
    ),
    scoreSet(
      {
        detector: DETECTOR,
        family: FAMILY,
        set: `${witness.edition}, from dated statements alone`,
        figures: [
          { name: 'answers that this extract contradicts', value: wrong, target: '0', holds: wrong === 0 },
          { name: 'addresses of which nothing is claimed', value: asked.length - known.length },
        ],
        notes: [
          'Unknown is not counted as "not listed": only addresses of which a statement speaks are scored here.',
        ],
      },
      known.map(({ account, said }) => item(account, said)),
    ),
  ];
}
