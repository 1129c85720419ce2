/** What assets are traded in a day, as a table: chain, asset (a contract, or "native") and volume in whole dollars. */
import { parseAddress } from '../../core/model/address.ts';
import { tokenAsset } from '../../core/model/asset.ts';
import { chainNamed } from '../../core/model/chain.ts';
import { nativeOf } from '../../core/patterns/known.ts';
import type { Volume } from '../../core/patterns/obscure-detour.ts';
import { digits, malformed, type Row, readRows } from './rows.ts';

export const readVolumes = (file: string): Volume[] =>
  readRows(file, ['chain', 'asset', 'volume_usd']).map(volumeIn);

function volumeIn(row: Row): Volume {
  const { chain: name = '', asset = '' } = row.cells;
  const chain = chainNamed(name);
  if (chain === null) throw malformed(`"${name.slice(0, 40)}" is no chain that is followed`, row.where);
  const id =
    asset === 'native'
      ? nativeOf(chain.id)
      : tokenAsset(chain, parseAddress(chain, asset, row.where), '', 0).id;
  return { asset: id, usd: BigInt(digits(row, 'volume_usd')) };
}
