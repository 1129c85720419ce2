/**
 * OFAC's SDN list as SDN_ADVANCED.XML, built to the Advanced Sanctions Data Model: parties with identities and
 * features; what a feature's number means stands in the file's own reference tables (`Digital Currency Address -
 * XBT`). No authentic file has met this reader yet, so that it does not count as supported.
 */
import type { Day, EntryId, EntryKind, ListEntry, ListedName } from '../model/list.ts';
import { OFAC_SDN } from './ofac.ts';
import { codedAddress } from './ofac-xml.ts';
import {
  childrenOf,
  type Doubt,
  type Element,
  malformed,
  type ReadList,
  readDay,
  textOf,
} from './reading.ts';

const WHERE = 'SDN_ADVANCED.XML';
const ADDRESS = /^Digital Currency Address(?: - (.*))?$/;
const BIRTH = 'Birthdate';

export function readOfacAdvanced(root: Element): ReadList {
  if (root.name !== 'Sanctions') throw malformed(`the document is a "${root.name}", not Sanctions`, WHERE);
  const doubts: Doubt[] = [];
  const features = reference(root, 'FeatureTypeValues', 'FeatureType');
  const subtypes = reference(root, 'PartySubTypeValues', 'PartySubType');
  if (features.size === 0) throw malformed('the document has no table of feature types', WHERE);
  const sanctions = sanctionsOf(root);
  const entries = under(root, 'DistinctParties', 'DistinctParty').flatMap((party) =>
    childrenOf(party, 'Profile').map((profile): ListEntry => {
      const id = party.attributes.FixedRef ?? '';
      const where = `${WHERE}, party ${id}`;
      const names = childrenOf(profile, 'Identity').flatMap((identity) =>
        childrenOf(identity, 'Alias').flatMap(namesOf),
      );
      const primary = names.findIndex((each) => each.quality === 'primary');
      if (!/^\d{1,9}$/.test(id) || primary === -1) throw malformed('a party has no number or no name', where);
      const own = childrenOf(profile, 'Feature').map((feature) => {
        const type = features.get(feature.attributes.FeatureTypeID ?? '');
        // A feature of an unknown type might be an address: nothing is passed over in silence.
        if (type === undefined)
          throw malformed(`a feature has the unknown type ${feature.attributes.FeatureTypeID ?? ''}`, where);
        return { type, feature };
      });
      const sanction = sanctions.get(profile.attributes.ID ?? '');
      return {
        list: OFAC_SDN,
        id: id as EntryId,
        kind: kindOf(subtypes.get(profile.attributes.PartySubTypeID ?? '') ?? ''),
        names: [names[primary]!, ...names.filter((_, i) => i !== primary).map(demoted)],
        births: own.filter(({ type }) => type === BIRTH).flatMap(({ feature }) => birthsOf(feature)),
        countries: [],
        programmes: sanction?.programmes ?? [],
        effect: 'asset-freeze',
        listedOn: sanction?.listedOn ?? null,
        addresses: own.flatMap(({ type, feature }) => {
          const match = ADDRESS.exec(type);
          if (match === null) return [];
          const details = childrenOf(feature, 'FeatureVersion').flatMap((version) =>
            childrenOf(version, 'VersionDetail'),
          );
          if (details.length === 0) return codedAddress(match[1] ?? '', '', where, doubts);
          return details.flatMap((detail) => codedAddress(match[1] ?? '', detail.text, where, doubts));
        }),
        remarks: textOf(party, 'Comment'),
      };
    }),
  );
  const [issued] = childrenOf(root, 'DateOfIssue');
  return { entries, published: issued === undefined ? null : dayIn(issued), doubts };
}

const under = (root: Element, group: string, item: string): Element[] =>
  childrenOf(root, group).flatMap((each) => childrenOf(each, item));

function reference(root: Element, table: string, item: string): ReadonlyMap<string, string> {
  const tables = childrenOf(root, 'ReferenceValueSets').flatMap((sets) => childrenOf(sets, table));
  return new Map(
    tables.flatMap((each) => childrenOf(each, item)).map((row) => [row.attributes.ID ?? '', row.text.trim()]),
  );
}

type Sanction = { readonly programmes: readonly string[]; readonly listedOn: Day | null };

/** Programmes stand as comments of measures; the day is that of the entry's first event: the entity's, not an address's. */
function sanctionsOf(root: Element): ReadonlyMap<string, Sanction> {
  return new Map(
    under(root, 'SanctionsEntries', 'SanctionsEntry').map((entry) => [
      entry.attributes.ProfileID ?? '',
      {
        programmes: childrenOf(entry, 'SanctionsMeasure')
          .map((measure) => textOf(measure, 'Comment'))
          .filter((each) => each !== ''),
        listedOn:
          childrenOf(entry, 'EntryEvent')
            .flatMap((event) => childrenOf(event, 'Date').map(dayIn))
            .filter((each) => each !== null)
            .sort()[0] ?? null,
      },
    ]),
  );
}

function namesOf(alias: Element): ListedName[] {
  const weak = alias.attributes.LowQuality === 'true';
  const primary = alias.attributes.Primary === 'true';
  return childrenOf(alias, 'DocumentedName').flatMap((documented, i): ListedName[] => {
    const name = childrenOf(documented, 'DocumentedNamePart')
      .flatMap((part) => childrenOf(part, 'NamePartValue').map((value) => value.text))
      .filter((part) => part !== '')
      .join(' ');
    if (name === '') return [];
    return [{ name, quality: primary && i === 0 ? 'primary' : weak ? 'weak' : 'strong' }];
  });
}

/** Of several identities that call themselves primary only the first is the name. */
const demoted = (name: ListedName): ListedName =>
  name.quality === 'primary' ? { ...name, quality: 'strong' } : name;

function birthsOf(feature: Element): string[] {
  const periods = childrenOf(feature, 'FeatureVersion').flatMap((version) =>
    childrenOf(version, 'DatePeriod'),
  );
  return periods.flatMap((period) => {
    const bound = (side: string, end: string): Element | undefined =>
      childrenOf(period, side).flatMap((each) => childrenOf(each, end))[0];
    const [from, to] = [bound('Start', 'From'), bound('End', 'To')];
    if (from === undefined) return [];
    const [first, last] = [dayIn(from), to === undefined ? null : dayIn(to)];
    if (first === null) return [];
    return [last === null || last === first ? first : `${first} to ${last}`];
  });
}

function dayIn(element: Element): Day | null {
  const part = (name: string): string => textOf(element, name).padStart(2, '0');
  return readDay(`${textOf(element, 'Year')}-${part('Month')}-${part('Day')}`);
}

function kindOf(subtype: string): EntryKind {
  switch (subtype) {
    case 'Individual':
      return 'person';
    case 'Vessel':
      return 'vessel';
    case 'Aircraft':
      return 'aircraft';
    default:
      return 'organisation';
  }
}
