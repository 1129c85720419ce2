/** Editions made for tests: entries by number, with addresses as a publisher writes them. */
import { listedAddress } from '../../src/core/lists/addresses.ts';
import type { Day, Edition, EntryId, ListEntry, ListId } from '../../src/core/model/list.ts';

export const LIST = 'test-list' as ListId;

export const entryOf = (
  id: string,
  addresses: readonly (readonly [code: string, text: string])[] = [],
  name = `Entry ${id}`,
): ListEntry => ({
  list: LIST,
  id: id as EntryId,
  kind: 'organisation',
  names: [{ name, quality: 'primary' }],
  births: [],
  countries: [],
  programmes: ['TEST'],
  effect: 'asset-freeze',
  listedOn: null,
  addresses: addresses.map(([code, text]) => listedAddress(code, text, null)),
  remarks: '',
});

export const editionOf = (
  entries: readonly ListEntry[],
  given: Partial<Omit<Edition, 'published'>> & { readonly published?: string } = {},
): Edition => ({
  list: LIST,
  name: 'test edition',
  digest: '00'.repeat(32),
  origin: 'publisher',
  verifiedAt: 1_700_000_000,
  partial: false,
  entries,
  ...given,
  published: (given.published ?? '2024-01-01') as Day,
});
