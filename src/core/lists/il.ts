/**
 * Wallets under seizure orders of Israel's National Bureau for Counter Terror Financing: a table in Hebrew whose
 * sections begin with the number of an order (`צ.ת 18/26`); most rows hold a wallet alone, some a person with an
 * account name of an exchange, which is no address.
 */
import type { Day, ListEntry, ListId } from '../model/list.ts';
import { doubtsOf, listedAddress } from './addresses.ts';
import { type Doubt, freeId, malformed, type ReadList, type Row } from './reading.ts';

export const IL_NBCTF = 'il-nbctf' as ListId;

/** Full name, identity number, passport, date of birth, wallet or user, coin. */
const WALLET_HEADER = 'מספר זיהוי הארנק האלקטרוני/ יוזר';
const ANONYMOUS = 'אנונימי';
const ORDER = /^צ\.?ת[ .-]*(\d{1,4}\/\d{2})/;

export function readIsrael(table: readonly Row[]): ReadList {
  const [header = [], ...rows] = table;
  if (header[4]?.trim() !== WALLET_HEADER)
    throw malformed('the table has not the columns of this list', IL_NBCTF);
  const entries = new Map<string, ListEntry>();
  const doubts: Doubt[] = [];
  let order = '';
  for (const [index, row] of rows.entries()) {
    const where = `${IL_NBCTF}, row ${index + 2}`;
    const [name = '', identity = '', passport = '', birth = '', wallet = '', coin = ''] = row.map((cell) =>
      cell.trim(),
    );
    const opened = ORDER.exec(name)?.[1];
    if (opened !== undefined) {
      order = opened;
      continue;
    }
    if (wallet === '') {
      // A further identity of the person above.
      const [last] = [...entries.values()].slice(-1);
      const more = [identity, passport].filter((each) => each !== '').join(', ');
      if (last !== undefined && more !== '')
        entries.set(last.id, {
          ...last,
          remarks: [last.remarks, more].filter((each) => each !== '').join(', '),
        });
      continue;
    }
    if (order === '') throw malformed('a wallet stands before any order', where);
    // `אנונימי` says that the holder is not known.
    const named = name !== '' && name !== '-' && name !== ANONYMOUS;
    // Digits alone are the number of an account at an exchange, which is no address.
    const account = /^\d{5,12}$/.test(wallet);
    // One cell may hold the wallets of two chains.
    const addresses = wallet
      .split(/[,;]\s*/)
      .map((each) => listedAddress(coin === '' ? 'ANY' : coin.toUpperCase(), each, null));
    const person = named || [identity, birth].some((each) => each !== '' && each !== '-');
    if (!person && !account) doubts.push(...addresses.flatMap((each) => doubtsOf(each, where)));
    // Rows have no numbers, and move when an order is added; order and wallet stay.
    const id = freeId(entries, `${order}/${wallet}`);
    entries.set(id, {
      list: IL_NBCTF,
      id,
      kind: person ? 'person' : 'wallet',
      names: [{ name: named ? name : `Unnamed, under order ${order}`, quality: 'primary' }],
      births: birth === '' ? [] : [birth],
      countries: [],
      programmes: [order],
      effect: 'seizure-order',
      listedOn: null,
      // What a person's row holds may be the number of an account at an exchange, which is no address.
      addresses: addresses.filter((each) => each.accounts.length > 0 || !(person || account)),
      remarks: [identity, passport, account ? `account ${wallet} at an exchange` : '']
        .filter((each) => each !== '' && each !== '-')
        .join(', '),
    });
  }
  return { entries: [...entries.values()], published: newest(entries.values()), doubts };
}

/** The file has no date; orders are numbered within a year, so the newest year is all that it says. */
function newest(entries: Iterable<ListEntry>): Day | null {
  const years = [...entries].map((entry) => Number(`20${entry.programmes[0]!.slice(-2)}`));
  return years.length === 0 ? null : (`${Math.max(...years)}-01-01` as Day);
}
