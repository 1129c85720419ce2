/**
 * OFAC's SDN list as SDN.XML, built to its schema (sdnList: publshInformation, sdnEntry; the missing letter is
 * OFAC's). Digital currency addresses stand in idList as `Digital Currency Address - XBT`. No authentic file has
 * met this reader yet, so that it does not count as supported.
 */
import type { Day, EntryId, EntryKind, ListEntry, ListedAddress, ListedName } from '../model/list.ts';
import { doubtsOf, listedAddress } from './addresses.ts';
import { OFAC_SDN } from './ofac.ts';
import {
  childrenOf,
  type Doubt,
  type Element,
  malformed,
  type ReadList,
  textOf,
  unknownChildren,
} from './reading.ts';

const ADDRESS = /^Digital Currency Address(?: - (.*))?$/;

const FIELDS = new Set(
  `uid firstName lastName title sdnType remarks programList idList akaList addressList nationalityList
   citizenshipList dateOfBirthList placeOfBirthList vesselInfo`.split(/\s+/),
);

export function readOfacXml(root: Element): ReadList {
  if (root.name !== 'sdnList') throw malformed(`the document is a "${root.name}", not an sdnList`, 'SDN.XML');
  const elements = childrenOf(root, 'sdnEntry');
  const doubts: Doubt[] = [...unknownChildren(elements, FIELDS, 'SDN.XML')];
  const entries = elements.map((each) => entryOf(each, doubts));
  const [about] = childrenOf(root, 'publshInformation');
  const count = about === undefined ? '' : textOf(about, 'Record_Count');
  if (count !== '' && Number(count) !== entries.length)
    doubts.push({
      code: 'E_LIST_PARTIAL',
      says: `${count} entries are announced, ${entries.length} are there`,
      where: 'SDN.XML, Record_Count',
    });
  return {
    entries,
    published: americanDay(about === undefined ? '' : textOf(about, 'Publish_Date')),
    doubts,
  };
}

function entryOf(element: Element, doubts: Doubt[]): ListEntry {
  const id = textOf(element, 'uid');
  const name = nameOf(element);
  if (!/^\d{1,9}$/.test(id) || name === '')
    throw malformed('an entry has no number or no name', `SDN.XML, entry ${id || name}`);
  const lists = (list: string, item: string): Element[] =>
    childrenOf(element, list).flatMap((each) => childrenOf(each, item));
  return {
    list: OFAC_SDN,
    id: id as EntryId,
    kind: kindOf(textOf(element, 'sdnType')),
    names: [{ name, quality: 'primary' }, ...lists('akaList', 'aka').flatMap(aliasOf)],
    births: lists('dateOfBirthList', 'dateOfBirthItem')
      .map((each) => textOf(each, 'dateOfBirth'))
      .filter((each) => each !== ''),
    countries: [
      ...new Set([
        ...lists('nationalityList', 'nationality').map((each) => textOf(each, 'country')),
        ...lists('citizenshipList', 'citizenship').map((each) => textOf(each, 'country')),
        ...lists('addressList', 'address').map((each) => textOf(each, 'country')),
      ]),
    ].filter((country) => country !== ''),
    programmes: lists('programList', 'program').map((each) => each.text),
    effect: 'asset-freeze',
    listedOn: null,
    addresses: lists('idList', 'id').flatMap((each) => addressOf(each, `SDN ${id}`, doubts)),
    remarks: textOf(element, 'remarks'),
  };
}

function addressOf(element: Element, where: string, doubts: Doubt[]): ListedAddress[] {
  const match = ADDRESS.exec(textOf(element, 'idType'));
  return match === null ? [] : codedAddress(match[1] ?? '', textOf(element, 'idNumber'), where, doubts);
}

/** An address under the code that the publisher gives it; what is not understood in full becomes a doubt. */
export function codedAddress(code: string, text: string, where: string, doubts: Doubt[]): ListedAddress[] {
  if (text === '') {
    doubts.push({ code: 'E_LIST_UNKNOWN_ASSET', says: 'an address is mentioned but not given', where });
    return [];
  }
  const address = listedAddress(code.trim().toUpperCase(), text, null);
  doubts.push(...doubtsOf(address, where));
  return [address];
}

const nameOf = (element: Element): string =>
  [textOf(element, 'lastName'), textOf(element, 'firstName')].filter((part) => part !== '').join(', ');

function aliasOf(element: Element): ListedName[] {
  const name = nameOf(element);
  if (name === '') return [];
  return [{ name, quality: textOf(element, 'category') === 'weak' ? 'weak' : 'strong' }];
}

function kindOf(kind: string): EntryKind {
  switch (kind.toLowerCase()) {
    case 'individual':
      return 'person';
    case 'vessel':
      return 'vessel';
    case 'aircraft':
      return 'aircraft';
    default:
      return 'organisation';
  }
}

/** `08/07/2026`: the month comes first. */
function americanDay(text: string): Day | null {
  const parts = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text);
  return parts === null ? null : (`${parts[3]}-${parts[1]}-${parts[2]}` as Day);
}
