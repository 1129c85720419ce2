/**
 * Digital currency addresses drawn from OFAC's list by others, as a table of `asset,address` (0xB10C's daily
 * extracts) or `address,name`. Editions of days past: whole for addresses, silent on names, never in force.
 */
import type { EntryId, ListEntry } from '../model/list.ts';
import { listedAddress } from './addresses.ts';
import { OFAC_SDN } from './ofac.ts';
import { malformed, type ReadList, type Row } from './reading.ts';

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
