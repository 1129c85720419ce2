/**
 * The checks of what a candidate gave against itself and against limits that the advisories name. Each result puts
 * side by side what was given and what contradicts it. Nothing is added up: there is no score.
 */
import { align } from '../names/align.ts';
import { spellingsOf, type Token } from '../names/spelling.ts';
import { LATIN } from '../names/transliterate.ts';
import { type Day, dayNumber } from '../strategy/day.ts';
import type { Candidate, FieldOf } from './fields.ts';
import { plain } from './identifiers.ts';
import type { CheckId } from './indicators.ts';
import { readZone } from './mrz.ts';

/** `what` is a field, or a word: `limit`, `candidate`, `list`, `trace`. */
export type Stated = { readonly what: string; readonly value: string };

export type Found = {
  readonly check: CheckId;
  /** One sentence. */
  readonly says: string;
  readonly given: readonly Stated[];
  readonly against: readonly Stated[];
};

type Event = {
  readonly check: CheckId;
  readonly field: FieldOf<'days'>;
  readonly least: number;
  /** Days; null: however far apart. */
  readonly within: number | null;
  readonly says: string;
};

/** Limits are the facts' (`machine_signal`) where they name one; one day is enough where they do not. */
const EVENTS: readonly Event[] = [
  {
    check: 'IT03',
    field: 'contact_changed',
    least: 3,
    within: 90,
    says: 'Name, phone or e-mail changed often.',
  },
  {
    check: 'IT43',
    field: 'payout_changed',
    least: 3,
    within: 90,
    says: 'The account to be paid changed often.',
  },
  {
    check: 'IT10',
    field: 'meeting_refused',
    least: 3,
    within: null,
    says: 'Live meetings or tasks were refused.',
  },
  {
    check: 'IT34',
    field: 'asked_to_leave_platform',
    least: 1,
    within: null,
    says: 'A way around the platform was proposed.',
  },
  {
    check: 'IT38',
    field: 'demanded_early_payment',
    least: 1,
    within: null,
    says: 'Pay was demanded before the work.',
  },
  {
    check: 'IT38',
    field: 'threatened_release',
    least: 1,
    within: null,
    says: 'Release of code or data was threatened.',
  },
  {
    check: 'IT42',
    field: 'kept_owner_rights',
    least: 1,
    within: null,
    says: 'Owner rights were kept after hand-over.',
  },
  {
    check: 'IT44',
    field: 'asked_for_crypto',
    least: 1,
    within: null,
    says: 'Payment in crypto was asked for.',
  },
  {
    check: 'IT40',
    field: 'secrets_outside_task',
    least: 1,
    within: null,
    says: 'Secrets outside the task were read.',
  },
  {
    check: 'IT17',
    field: 'anonymiser_seen',
    least: 1,
    within: null,
    says: 'A VPN, proxy or rented server was used.',
  },
  {
    check: 'IT20',
    field: 'remote_control_seen',
    least: 1,
    within: null,
    says: 'Remote-control software ran.',
  },
  { check: 'IT21', field: 'ip_kvm_seen', least: 1, within: null, says: 'A network KVM was on the laptop.' },
  {
    check: 'IT23',
    field: 'bulk_copy_seen',
    least: 1,
    within: null,
    says: 'Much was copied to private storage.',
  },
  {
    check: 'IT25',
    field: 'own_hardware_asked',
    least: 1,
    within: null,
    says: 'The issued laptop was declined.',
  },
  {
    check: 'IT29',
    field: 'virtual_camera_seen',
    least: 1,
    within: null,
    says: 'A virtual camera was active.',
  },
];

type Measure = {
  readonly check: CheckId;
  readonly field: FieldOf<'count'>;
  readonly above: number;
  /** Whose limit it is. */
  readonly limit: 'facts' | 'ours';
  readonly says: string;
};

const MEASURES: readonly Measure[] = [
  {
    check: 'IT15',
    field: 'accounts_on_ip_24h',
    above: 2,
    limit: 'facts',
    says: 'Several accounts came from one IP.',
  },
  {
    check: 'IT16',
    field: 'networks_in_1h',
    above: 3,
    limit: 'facts',
    says: 'The account came from many networks in an hour.',
  },
  {
    check: 'IT19',
    field: 'sessions_apart_km',
    above: 500,
    limit: 'facts',
    says: 'Two sessions at once lay far apart.',
  },
  {
    check: 'IT22',
    field: 'devices_behind_one_address',
    above: 1,
    limit: 'ours',
    says: 'Laptops of other people stand behind the same address.',
  },
  {
    check: 'IT26',
    field: 'days_without_pause',
    above: 4,
    limit: 'ours',
    says: 'Days went by without any pause of input.',
  },
  {
    check: 'IT28',
    field: 'other_name_profiles',
    above: 1,
    limit: 'ours',
    says: 'Profiles of other names are on the laptop.',
  },
  {
    check: 'IT30',
    field: 'long_days',
    above: 4,
    limit: 'facts',
    says: 'The account was logged in for very long days.',
  },
  {
    check: 'IT31',
    field: 'billed_hours_month',
    above: 300,
    limit: 'facts',
    says: 'The hours billed are more than one person works.',
  },
  {
    check: 'IT46',
    field: 'devices_per_payout_account',
    above: 3,
    limit: 'ours',
    says: 'Many devices use the payout account.',
  },
];

/** Which fields each check of this file needs: what was not given could not be checked. */
export const NEEDS: Readonly<Partial<Record<CheckId, readonly (readonly (keyof Candidate)[])[]>>> = {
  ...Object.fromEntries([...EVENTS, ...MEASURES].map(({ check, field }) => [check, [[field]]])),
  IT38: [['demanded_early_payment'], ['threatened_release']],
  IT02: [['document_mrz']],
  IT04: [['name', 'payout_holder']],
  IT06: [['repository_created']],
  IT07: [['claims_unconfirmed'], ['claims_denied']],
  IT08: [['home', 'ship_to']],
  IT33: [['rate', 'rate_tenth_percentile']],
  IT45: [['payout_third_party']],
};

export function checkCandidate(candidate: Candidate, today: Day): Found[] {
  return [
    ...EVENTS.flatMap((event) => eventFound(candidate, event)),
    ...MEASURES.flatMap((measure) => measureFound(candidate, measure)),
    ...zoneFound(candidate),
    ...holderFound(candidate),
    ...repositoryFound(candidate, today),
    ...claimsFound(candidate),
    ...shippingFound(candidate),
    ...rateFound(candidate),
    ...(candidate.payout_third_party === true
      ? [
          {
            check: 'IT45' as const,
            says: 'Somebody else is to be paid.',
            given: [{ what: 'payout_third_party', value: 'yes' }],
            against: [],
          },
        ]
      : []),
  ];
}

function eventFound(candidate: Candidate, { check, field, least, within, says }: Event): Found[] {
  const days = candidate[field] ?? [];
  const closest = days.filter((_, i) => {
    const first = days[i - least + 1];
    return first !== undefined && (within === null || dayNumber(days[i]!) - dayNumber(first) <= within);
  });
  if (closest.length === 0) return [];
  const limit = within === null ? `${least} or more` : `${least} or more in ${within} days`;
  return [
    {
      check,
      says,
      given: [{ what: field, value: days.join(', ') }],
      against: [{ what: 'limit', value: limit }],
    },
  ];
}

function measureFound(candidate: Candidate, { check, field, above, limit, says }: Measure): Found[] {
  const count = candidate[field];
  if (count === undefined || count <= above) return [];
  return [
    {
      check,
      says,
      given: [{ what: field, value: String(count) }],
      against: [{ what: 'limit', value: `above ${above}${limit === 'ours' ? ' (our own limit)' : ''}` }],
    },
  ];
}

const DIGITS: Readonly<Record<string, string>> = {
  number: 'of the number',
  birth: 'of the birth',
  expiry: 'of the expiry',
  all: 'over all',
};

function zoneFound({ document_mrz, document_number, birth }: Candidate): Found[] {
  if (document_mrz === undefined) return [];
  const zone = readZone(document_mrz);
  const against: Stated[] = zone.wrong.map((digit) => ({
    what: 'check_digit',
    value: `wrong ${DIGITS[digit] ?? digit}`,
  }));
  // Longer numbers run over into the optional field, so that only the beginning is compared.
  if (document_number !== undefined && !plain(document_number).startsWith(plain(zone.number)))
    against.push({ what: 'document_number', value: document_number });
  if (birth !== undefined && birth.slice(2).replaceAll('-', '') !== zone.birth)
    against.push({ what: 'birth', value: birth });
  if (against.length === 0) return [];
  return [
    {
      check: 'IT02',
      says: 'The machine-readable zone contradicts itself or what was given.',
      given: [{ what: 'document_mrz', value: document_mrz }],
      against,
    },
  ];
}

/** A name word weighs, titles and particles hardly. */
const weigh = ({ type }: Token): number => (type === 'name' || type === 'initial' ? 1 : 0.2);
/** Below it less than about half of the shorter name is in the longer. */
const OTHER_NAME = 0.6;

/**
 * 0–1; null where the two are written so that they cannot be compared: Chinese characters in a Japanese name, or
 * kana against Latin letters, have readings that no table knows.
 */
export function likenessOfNames(one: string, other: string): number | null {
  const pairs = spellingsOf(one).flatMap((mine) =>
    spellingsOf(other)
      .filter((theirs) => mine.script === theirs.script || (readable(mine.script) && readable(theirs.script)))
      .map((theirs) => align(mine, theirs, weigh).score),
  );
  return pairs.length === 0 ? null : Math.max(...pairs);
}

const readable = (script: string): boolean => script === LATIN || script === 'hangul';

function holderFound({ name, payout_holder }: Candidate): Found[] {
  if (name === undefined || payout_holder === undefined) return [];
  const likeness = likenessOfNames(name, payout_holder);
  if (likeness === null || likeness >= OTHER_NAME) return [];
  return [
    {
      check: 'IT04',
      says: 'The account to be paid is in another name.',
      given: [{ what: 'name', value: name }],
      against: [{ what: 'payout_holder', value: payout_holder }],
    },
  ];
}

const NEW_ACCOUNT_DAYS = 90;

function repositoryFound(
  { repository_created: created, repository_first_commit: first }: Candidate,
  today: Day,
): Found[] {
  if (created === undefined) return [];
  const given = [{ what: 'repository_created', value: created }];
  const found: Found[] = [];
  if (first !== undefined && first < created)
    found.push({
      check: 'IT06',
      says: 'Commits are dated before the account was opened.',
      given,
      against: [{ what: 'repository_first_commit', value: first }],
    });
  if (dayNumber(today) - dayNumber(created) < NEW_ACCOUNT_DAYS)
    found.push({
      check: 'IT06',
      says: 'The code account is new.',
      given,
      against: [{ what: 'limit', value: `younger than ${NEW_ACCOUNT_DAYS} days on ${today}` }],
    });
  return found;
}

function claimsFound({ claims_unconfirmed = [], claims_denied = [] }: Candidate): Found[] {
  return [
    ...claims_denied.map(
      (claim): Found => ({
        check: 'IT07',
        says: 'A school or employer said no.',
        given: [{ what: 'claims_denied', value: claim }],
        against: [{ what: 'answer', value: 'no' }],
      }),
    ),
    ...claims_unconfirmed.map(
      (claim): Found => ({
        check: 'IT07',
        says: 'A school or employer gave no answer.',
        given: [{ what: 'claims_unconfirmed', value: claim }],
        against: [{ what: 'answer', value: 'none' }],
      }),
    ),
  ];
}

function shippingFound({ home, ship_to }: Candidate): Found[] {
  if (home === undefined || ship_to === undefined) return [];
  const [mine, theirs] = [plain(home), plain(ship_to)];
  // One with a room or a country that the other leaves out is the same place.
  if (mine.includes(theirs) || theirs.includes(mine)) return [];
  return [
    {
      check: 'IT08',
      says: 'The laptop is to go elsewhere than home.',
      given: [{ what: 'home', value: home }],
      against: [{ what: 'ship_to', value: ship_to }],
    },
  ];
}

function rateFound({ rate, rate_tenth_percentile: tenth }: Candidate): Found[] {
  if (rate === undefined || tenth === undefined || rate >= tenth) return [];
  return [
    {
      check: 'IT33',
      says: 'The rate asked is below what nine of ten ask.',
      given: [{ what: 'rate', value: String(rate) }],
      against: [{ what: 'rate_tenth_percentile', value: String(tenth) }],
    },
  ];
}
