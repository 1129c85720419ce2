/**
 * Digital currency addresses drawn from OFAC's list by others, as a table of `asset,address` (0xB10C's daily
 * extracts) or `address,name`. Editions of days past: whole for addresses, silent on names, never in force.
 */
import type { Day, EntryId, ListEntry } from '../model/list.ts';
import { listedAddress } from './addresses.ts';
import type { Witness } from './as-of.ts';
import { OFAC_SDN } from './ofac.ts';
import { malformed, type ReadList, type Row, readDay } from './reading.ts';

export function readAddressTable(table: readonly Row[]): ReadList {
  const [header = [], ...rows] = table;
  const [asset, address, name] = ['asset', 'address', 'name'].map((column) => header.indexOf(column));
  if (address === undefined || address === -1) throw malformed('the table has no column "address"', OFAC_SDN);
  const entries = rows.map((row, index): ListEntry => {
    const text = row[address]?.trim() ?? '';
    if (row.length !== header.length || text === '')
      throw malformed('a row has no address, or another number of cells', `${OFAC_SDN}, row ${index + 2}`);
    const code = asset === undefined || asset === -1 ? 'ETH' : row[asset]!.trim();
    const holder = name === undefined || name === -1 ? '' : row[name]!.trim();
    return {
      list: OFAC_SDN,
      id: `${code}/${text}` as EntryId,
      kind: 'wallet',
      names: holder === '' ? [] : [{ name: holder, quality: 'primary' }],
      births: [],
      countries: [],
      programmes: [],
      effect: 'asset-freeze',
      listedOn: null,
      addresses: [listedAddress(code, text, null)],
      remarks: '',
    };
  });
  return { entries, published: null, doubts: [] };
}

const FAMILIES = ['bitcoin', 'evm', 'tron'] as const;

/**
 * An extract as a witness of the day in its file's name; of a name with a month only the day is not known. It
 * speaks for the families that it has addresses of: the earliest extracts knew no asset of TRON.
 */
export function witnessOfExtract(table: readonly Row[], file: string): Witness {
  const days = daysIn(file);
  if (days === null) throw malformed('the name of the file has no day, such as 2024-09-27, or month', file);
  const { entries } = readAddressTable(table);
  const accounts = entries.flatMap((entry) => entry.addresses.flatMap((each) => each.accounts));
  return {
    list: OFAC_SDN,
    edition: file,
    from: days[0],
    to: days[1],
    wholeFor: FAMILIES.filter((family) => accounts.some((each) => each.family === family)),
    accounts: new Set(accounts.map(({ family, address }) => `${family}:${address}`)),
  };
}

function daysIn(file: string): readonly [from: Day, to: Day] | null {
  const day = readDay(/\d{4}-\d{2}-\d{2}/.exec(file)?.[0] ?? '');
  if (day !== null) return [day, day];
  const month = /\d{4}-\d{2}/.exec(file)?.[0];
  const from = readDay(`${month}-01`);
  const to = [31, 30, 29, 28].map((last) => readDay(`${month}-${last}`)).find((each) => each !== null);
  return from === null || to === undefined || to === null ? null : [from, to];
}
