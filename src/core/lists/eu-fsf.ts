/**
 * The EU's Financial Sanctions Files as XML (schema 1.1: export, sanctionEntity, nameAlias, regulation). No
 * authentic file has met this reader yet, so that it does not count as supported.
 */
import type { EntryId, EntryKind, ListEntry, ListedName, ListId } from '../model/list.ts';
import { listedAddress } from './addresses.ts';
import {
  childrenOf,
  type Element,
  malformed,
  type ReadList,
  readDay,
  textOf,
  unknownChildren,
} from './reading.ts';

export const EU_FSF = 'eu-fsf' as ListId;

const FIELDS = new Set(
  'remark regulation subjectType nameAlias address birthdate identification citizenship'.split(' '),
);

export function readEuFsf(root: Element): ReadList {
  if (root.name !== 'export') throw malformed(`the document is a "${root.name}", not an export`, EU_FSF);
  const elements = childrenOf(root, 'sanctionEntity');
  return {
    entries: elements.map(entryOf),
    published: readDay(root.attributes.generationDate ?? ''),
    doubts: unknownChildren(elements, FIELDS, EU_FSF),
  };
}

function entryOf(element: Element): ListEntry {
  const id = element.attributes.euReferenceNumber || element.attributes.logicalId || '';
  const names = childrenOf(element, 'nameAlias').flatMap(nameOf);
  const [first, ...others] = names;
  if (id === '' || first === undefined)
    throw malformed('an entry has no number or no name', `${EU_FSF}, entry ${id}`);
  const regulations = childrenOf(element, 'regulation');
  const remarks = childrenOf(element, 'remark').map((each) => each.text);
  return {
    list: EU_FSF,
    id: id as EntryId,
    kind: kindOf(childrenOf(element, 'subjectType')[0]),
    names: [{ ...first, quality: 'primary' }, ...others],
    births: childrenOf(element, 'birthdate')
      .map((each) => each.attributes.birthdate || each.attributes.year || '')
      .filter((each) => each !== ''),
    countries: [
      ...new Set(
        ['citizenship', 'address']
          .flatMap((tag) => childrenOf(element, tag))
          .map((each) => each.attributes.countryDescription || each.attributes.countryIso2Code || ''),
      ),
    ].filter((country) => country !== '' && country !== 'UNKNOWN'),
    programmes: [...new Set(regulations.map((each) => each.attributes.programme ?? ''))].filter(
      (programme) => programme !== '',
    ),
    effect: 'asset-freeze',
    listedOn: readDay(element.attributes.designationDate ?? ''),
    // Wallets stand as identifications whose remark says so; the code of an asset is not given.
    addresses: childrenOf(element, 'identification')
      .filter((each) => /wallet|crypto|virtual currency/i.test(`${textOf(each, 'remark')} ${typeOf(each)}`))
      .map((each) => listedAddress('ANY', each.attributes.number ?? '', null))
      .filter((each) => each.text !== ''),
    remarks: remarks.join('; '),
  };
}

const typeOf = (identification: Element): string =>
  identification.attributes.identificationTypeDescription ?? '';

function nameOf({ attributes }: Element): ListedName[] {
  const parts = [attributes.firstName, attributes.middleName, attributes.lastName];
  const name = attributes.wholeName || parts.filter((part) => part !== undefined && part !== '').join(' ');
  return name === '' ? [] : [{ name, quality: attributes.strong === 'false' ? 'weak' : 'strong' }];
}

function kindOf(subject: Element | undefined): EntryKind {
  return subject?.attributes.code === 'person' || subject?.attributes.classificationCode === 'P'
    ? 'person'
    : 'organisation';
}
