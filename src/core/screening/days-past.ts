/** What the lists said on a day past: a hit, or silence that only whole editions of that very day turn into clear. */
import type { AsOf } from '../lists/as-of.ts';
import type { Check, ScreenedSubject } from '../model/decision.ts';
import type { Day, ListId } from '../model/list.ts';
import type { Basis } from './basis.ts';
import { listedMatches } from './checks.ts';

type Account = Extract<ScreenedSubject, { type: 'address' }>['accounts'][number];

const NOTHING: readonly never[] = Object.freeze([]);

/** What the lists said on a day past. Between and outside the editions kept, nobody knows. */
export function checkAsOf(
  accounts: readonly Account[],
  asked: readonly Account[],
  day: Day,
  basis: Basis,
): Check {
  const { snapshot } = basis;
  const lists = [...new Set([...basis.required, ...basis.byList.keys()])];
  const answers = lists.flatMap((list) =>
    accounts.map((account) => ({
      list,
      account,
      said: snapshot.asOf(list, account.family, account.address, day),
      required: basis.required.includes(list) && asked.includes(account),
    })),
  );
  const base = { name: 'lists' as const, next: null };
  const listed = answers.find(({ said }) => said.type === 'listed');
  if (listed?.said.type === 'listed')
    return {
      ...base,
      outcome: 'hit',
      code: null,
      says: `listed on ${listed.list} on ${day}${listed.said.since === null ? '' : `, since ${listed.said.since}`} (${listed.said.ground})`,
      matches: listedMatches(accounts, basis).filter(({ list }) => list === listed.list),
      notFoundIn: NOTHING,
    };
  const notFoundIn = silentEditions(answers);
  // What is dated says more than what is not.
  const doubts = answers.filter(({ said, required }) => required && said.type !== 'not-listed');
  const doubt = doubts.find(({ said }) => said.type === 'outside-dates') ?? doubts[0];
  if (doubt !== undefined)
    return {
      ...base,
      outcome: 'indeterminate',
      code: 'E_TIME_RANGE',
      says: doubtOf(doubt, day),
      next: 'Import the edition of that day with "ashiato lists import".',
      matches: NOTHING,
      notFoundIn,
    };
  const silent = lists.filter((list) =>
    answers.every(
      (each) => each.list !== list || !asked.includes(each.account) || each.said.type === 'not-listed',
    ),
  );
  return {
    ...base,
    outcome: 'clear',
    code: null,
    says: `not listed on ${day} on ${silent.join(', ')}`,
    matches: NOTHING,
    notFoundIn,
  };
}

type PastAnswer = { readonly list: ListId; readonly said: AsOf };

function doubtOf({ list, said }: PastAnswer, day: Day): string {
  switch (said.type) {
    case 'outside-dates':
      return `${said.says}; that ${list} did not have it on ${day} would take a whole edition of that day${besideOf(said)}`;
    case 'unknown':
      return `whether ${list} had it on ${day} is unknown: ${said.why}${besideOf(said)}`;
    case 'listed':
    case 'not-listed':
      return said.ground;
  }
}

const besideOf = ({ before, after }: Extract<AsOf, { type: 'unknown' | 'outside-dates' }>): string =>
  `; editions beside it: ${[before, after].map((each) => (each === null ? 'none' : `${each.edition} (${each.day})`)).join(' and ')}`;

/** Editions of that day or beside it that have none of the accounts. */
function silentEditions(answers: readonly PastAnswer[]): Check['notFoundIn'] {
  const found = new Map<string, { list: ListId; edition: string; has: boolean }>();
  const note = (list: ListId, edition: string, has: boolean): void => {
    const key = `${list} ${edition}`;
    found.set(key, { list, edition, has: has || found.get(key)?.has === true });
  };
  for (const { list, said } of answers) {
    if (said.type === 'not-listed') note(list, said.edition, false);
    if (said.type === 'unknown' || said.type === 'outside-dates')
      for (const each of [said.before, said.after])
        if (each !== null) note(list, each.edition, each.listed === true);
  }
  return [...found.values()].filter(({ has }) => !has).map(({ list, edition }) => ({ list, edition }));
}
