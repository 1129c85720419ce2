/**
 * Screening to try a program against (`ashiato serve --laboratory`): one made-up list that names one made-up address,
 * confirmed the moment it is made, signed by a key that no production client takes.
 */
import { makeSnapshot } from '../../core/lists/snapshot.ts';
import type { Day, EntryId, ListId } from '../../core/model/list.ts';
import { NO_EXPOSURES } from '../../core/screening/exposure.ts';
import type { Ruleset } from '../../core/screening/rules.ts';
import { canonicalJson, digest } from '../../core/trace/seal.ts';
import type { Keyring } from '../../ports/signing.ts';
import { openScreening, type Recorder, type Screening } from './screen.ts';

const LIST = 'laboratory-sanctions' as ListId;
/** No key can sign for an address as regular as this. */
const LISTED = '0x1ab0000000000000000000000000000000000002';

export function laboratoryScreening(
  shipped: Ruleset,
  keyring: Keyring,
  record: Recorder,
  clocks: { readonly now: () => number; readonly monotonic: () => number },
): Screening {
  const now = Math.floor(clocks.now());
  const day = new Date(now * 1000).toISOString().slice(0, 10) as Day;
  return openScreening({
    snapshot: makeSnapshot([
      {
        list: LIST,
        name: 'laboratory edition',
        published: day,
        digest: digest(`${LIST} ${LISTED}`),
        origin: 'laboratory',
        verifiedAt: now,
        partial: false,
        entries: [
          {
            list: LIST,
            id: '1' as EntryId,
            kind: 'organisation',
            names: [{ name: 'Laboratory Syndicate', quality: 'primary' }],
            births: [],
            countries: [],
            programmes: ['LABORATORY'],
            effect: 'asset-freeze',
            listedOn: day,
            addresses: [
              {
                code: 'ETH',
                text: LISTED,
                accounts: [{ family: 'evm', address: LISTED }],
                listedOn: day,
              },
            ],
            remarks: 'Nothing of this is real.',
          },
        ],
      },
    ]),
    names: null,
    exposure: NO_EXPOSURES,
    rules: {
      ...shipped,
      requiredLists: [LIST],
      version: `${shipped.version}, laboratory`,
      digest: digest(canonicalJson([shipped.digest, LIST])),
    },
    overrides: [],
    environment: 'laboratory',
    keyring,
    now: clocks.now,
    monotonic: clocks.monotonic,
    record,
  });
}
