/**
 * The known addresses of incidents as a list of our own, kept apart from every sanction: whoever stands here is
 * stolen funds' way, not a listed person. An allow-list of roles decides; wallets of victims, of exchanges and of
 * people whose keys were taken, what was seized or given back, and places where thefts run together never enter.
 */
import { isSeedRole } from '../attribution/roles.ts';
import { parseAddress } from '../model/address.ts';
import { chainNamed } from '../model/chain.ts';
import type { Day, Edition, EntryId, ListEntry, ListId } from '../model/list.ts';
import { canonicalJson, digest } from '../trace/seal.ts';

export const INCIDENT_LEADS = 'ashiato-incidents' as ListId;

export type KnownIncident = {
  readonly id: string;
  readonly date: string;
  readonly addresses: readonly {
    readonly chain: string;
    readonly address: string;
    readonly role: string;
    readonly source: string;
  }[];
};

export function leadsEdition(incidents: readonly KnownIncident[], published: Day): Edition {
  const entries = incidents.flatMap((incident) => entriesOf(incident));
  return {
    list: INCIDENT_LEADS,
    name: published,
    published,
    digest: digest(canonicalJson(entries)),
    origin: 'bundled',
    verifiedAt: null,
    partial: true,
    entries,
  };
}

/** One entry an address, without a name: the victim's name on an entry would make a suspect of the victim. */
const entriesOf = ({ id, date, addresses }: KnownIncident): ListEntry[] =>
  addresses.flatMap(({ chain: name, address: text, role, source }) => {
    const chain = chainNamed(name);
    if (chain === null || !isSeedRole(role)) return [];
    const address = parseAddress(chain, text);
    return [
      {
        list: INCIDENT_LEADS,
        id: `${id}/${chain.family}/${address}` as EntryId,
        kind: 'wallet',
        names: [],
        births: [],
        countries: [],
        programmes: [id],
        effect: 'stolen-funds-lead',
        listedOn: date as Day,
        addresses: [
          { code: name, text, accounts: [{ family: chain.family, address }], listedOn: date as Day },
        ],
        remarks: `${role}, according to ${source}`,
      } satisfies ListEntry,
    ];
  });
