/**
 * What may be said of a candidate: one flat table, whose names are the keys of the JSON and the columns of the CSV.
 * It asks for evidence of misrepresentation only. What is not in it is refused, and faces, voices, birthplaces,
 * nationalities, languages and origins are refused with the reason (`left-out.ts`).
 */
import type { Day } from '../strategy/day.ts';

export type FieldKind = 'text' | 'texts' | 'day' | 'days' | 'count' | 'yes';

/** Where a field stands on a form. What `account` holds was observed, and needs that its holder was told. */
export type FieldGroup = 'person' | 'contact' | 'payout' | 'work' | 'account';

type Field = {
  readonly kind: FieldKind;
  readonly group: FieldGroup;
  readonly means: string;
};

export const FIELDS = {
  ref: { kind: 'text', group: 'person', means: 'your own number for the candidate; better no name' },
  name: { kind: 'text', group: 'person', means: 'the name given, in any script' },
  birth: { kind: 'day', group: 'person', means: 'the date of birth given' },
  document_number: { kind: 'text', group: 'person', means: 'the number of the identity document' },
  document_country: {
    kind: 'text',
    group: 'person',
    means: 'who issued the document; only ever compared with an entry of a list that has the same name',
  },
  document_mrz: {
    kind: 'text',
    group: 'person',
    means:
      'the second line of the machine-readable zone (of a card the first two); nationality and sex in it are blanked',
  },
  emails: { kind: 'texts', group: 'contact', means: 'e-mail addresses' },
  phones: { kind: 'texts', group: 'contact', means: 'telephone numbers' },
  home: { kind: 'text', group: 'contact', means: 'the address where the candidate says to live' },
  ship_to: { kind: 'text', group: 'contact', means: 'where the laptop is to be sent' },
  contact_changed: {
    kind: 'days',
    group: 'contact',
    means: 'days on which name, phone or e-mail was changed',
  },
  references: {
    kind: 'texts',
    group: 'contact',
    means: 'e-mails, phones or wallets of the references named',
  },
  recommended: { kind: 'texts', group: 'contact', means: 'e-mails, phones or wallets of people recommended' },
  reviewers: {
    kind: 'texts',
    group: 'contact',
    means: 'e-mails, phones or wallets of who reviewed the work',
  },
  payout_addresses: { kind: 'texts', group: 'payout', means: 'wallets to be paid, of any chain' },
  payout_holder: { kind: 'text', group: 'payout', means: 'the name on the account to be paid' },
  payout_third_party: { kind: 'yes', group: 'payout', means: 'somebody else is to be paid' },
  payout_changed: {
    kind: 'days',
    group: 'payout',
    means: 'days on which the account to be paid was changed',
  },
  asked_for_crypto: { kind: 'days', group: 'payout', means: 'days on which payment in crypto was asked for' },
  cv_text: { kind: 'text', group: 'work', means: 'the text of the CV or profile' },
  bid_text: { kind: 'text', group: 'work', means: 'the text of the bid or cover letter' },
  repository_created: { kind: 'day', group: 'work', means: 'when the code account was opened' },
  repository_first_commit: { kind: 'day', group: 'work', means: 'the earliest author date in it' },
  claims_unconfirmed: { kind: 'texts', group: 'work', means: 'schools or employers that gave no answer' },
  claims_denied: { kind: 'texts', group: 'work', means: 'schools or employers that said no' },
  meeting_refused: { kind: 'days', group: 'work', means: 'days on which a live meeting or task was refused' },
  asked_to_leave_platform: {
    kind: 'days',
    group: 'work',
    means: 'days on which a way around you was proposed',
  },
  demanded_early_payment: {
    kind: 'days',
    group: 'work',
    means: 'days on which pay was demanded before work',
  },
  threatened_release: {
    kind: 'days',
    group: 'work',
    means: 'days on which release of code or data was threatened',
  },
  kept_owner_rights: {
    kind: 'days',
    group: 'work',
    means: 'days after hand-over with owner rights still held',
  },
  rate: { kind: 'count', group: 'work', means: 'the rate asked, in the unit of rate_tenth_percentile' },
  rate_tenth_percentile: { kind: 'count', group: 'work', means: 'what nine of ten ask more than' },
  billed_hours_month: { kind: 'count', group: 'work', means: 'the most hours billed in a month' },
  notice_given: { kind: 'yes', group: 'account', means: 'the holder was told that the account is observed' },
  device_ids: { kind: 'texts', group: 'account', means: 'ids of devices' },
  devices_per_payout_account: {
    kind: 'count',
    group: 'account',
    means: 'devices that use the payout account',
  },
  accounts_on_ip_24h: {
    kind: 'count',
    group: 'account',
    means: 'accounts on the same IP in 24 h, carriers left out',
  },
  networks_in_1h: {
    kind: 'count',
    group: 'account',
    means: 'networks (ASNs) the account came from in an hour',
  },
  sessions_apart_km: { kind: 'count', group: 'account', means: 'kilometres between two sessions at once' },
  devices_behind_one_address: {
    kind: 'count',
    group: 'account',
    means: 'issued laptops of other people behind the same address',
  },
  anonymiser_seen: { kind: 'days', group: 'account', means: 'days with a VPN, proxy or rented server' },
  remote_control_seen: { kind: 'days', group: 'account', means: 'days with remote-control software' },
  ip_kvm_seen: { kind: 'days', group: 'account', means: 'days with a network KVM on the laptop' },
  virtual_camera_seen: { kind: 'days', group: 'account', means: 'days with a virtual camera driver' },
  own_hardware_asked: {
    kind: 'days',
    group: 'account',
    means: 'days on which the issued laptop was declined',
  },
  bulk_copy_seen: { kind: 'days', group: 'account', means: 'days with large copies to private storage' },
  secrets_outside_task: { kind: 'days', group: 'account', means: 'days with secrets read outside the task' },
  other_name_profiles: {
    kind: 'count',
    group: 'account',
    means: 'browser profiles of other names on the laptop',
  },
  days_without_pause: { kind: 'count', group: 'account', means: 'days without any pause of input' },
  long_days: { kind: 'count', group: 'account', means: 'days logged in for more than 16 h' },
} as const satisfies Readonly<Record<string, Field>>;

export type FieldName = keyof typeof FIELDS;

type ValueOf = {
  readonly text: string;
  readonly texts: readonly string[];
  readonly day: Day;
  readonly days: readonly Day[];
  readonly count: number;
  readonly yes: boolean;
};

type Given = { readonly [Name in FieldName]?: ValueOf[(typeof FIELDS)[Name]['kind']] };
export type Candidate = Given & { readonly ref: string };

/** The names of the fields of one kind. */
export type FieldOf<Kind extends FieldKind> = {
  [Name in FieldName]: (typeof FIELDS)[Name]['kind'] extends Kind ? Name : never;
}[FieldName];

export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];

export const isField = (name: string): name is FieldName => Object.hasOwn(FIELDS, name);
