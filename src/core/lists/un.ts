/** The consolidated list of the United Nations Security Council, as XML (schema: sc-sanctions.xsd). */
import type { EntryId, ListEntry, ListedName, ListId } from '../model/list.ts';
import {
  childrenOf,
  type Element,
  malformed,
  type ReadList,
  readDay,
  textOf,
  unknownChildren,
} from './reading.ts';

export const UN_CONSOLIDATED = 'un-consolidated' as ListId;

const GROUPS = new Set(['INDIVIDUALS', 'ENTITIES']);
/** The schema's, and those that stand beside them in the files of 2026. */
const FIELDS = new Set(
  `DATAID VERSIONNUM FIRST_NAME SECOND_NAME THIRD_NAME FOURTH_NAME UN_LIST_TYPE REFERENCE_NUMBER LISTED_ON GENDER
   SUBMITTED_BY SUBMITTED_ON NAME_ORIGINAL_SCRIPT COMMENTS1 NATIONALITY NATIONALITY2 TITLE DESIGNATION LIST_TYPE
   LAST_DAY_UPDATED INDIVIDUAL_ALIAS INDIVIDUAL_ADDRESS INDIVIDUAL_DATE_OF_BIRTH INDIVIDUAL_PLACE_OF_BIRTH
   INDIVIDUAL_DOCUMENT ENTITY_ALIAS ENTITY_ADDRESS SORT_KEY SORT_KEY_LAST_MOD DELISTED_ON`.split(/\s+/),
);

export function readUn(root: Element): ReadList {
  if (root.name !== 'CONSOLIDATED_LIST')
    throw malformed(`the document is a "${root.name}", not a CONSOLIDATED_LIST`, 'UN');
  const individuals = childrenOf(root, 'INDIVIDUALS').flatMap((group) => childrenOf(group, 'INDIVIDUAL'));
  const entities = childrenOf(root, 'ENTITIES').flatMap((group) => childrenOf(group, 'ENTITY'));
  return {
    entries: [
      ...individuals.map((each) => entryOf(each, 'INDIVIDUAL')),
      ...entities.map((each) => entryOf(each, 'ENTITY')),
    ],
    published: readDay(root.attributes.dateGenerated ?? ''),
    doubts: [
      ...unknownChildren([root], GROUPS, 'UN'),
      ...unknownChildren([...individuals, ...entities], FIELDS, 'UN'),
    ],
  };
}

function entryOf(element: Element, tag: 'INDIVIDUAL' | 'ENTITY'): ListEntry {
  const id = textOf(element, 'REFERENCE_NUMBER');
  const parts = ['FIRST_NAME', 'SECOND_NAME', 'THIRD_NAME', 'FOURTH_NAME'].map((part) =>
    textOf(element, part),
  );
  const name = parts.filter((part) => part !== '').join(' ');
  if (id === '' || name === '')
    throw malformed('an entry has no reference number or no name', `UN ${id || name}`);
  const original = textOf(element, 'NAME_ORIGINAL_SCRIPT');
  return {
    list: UN_CONSOLIDATED,
    id: id as EntryId,
    kind: tag === 'INDIVIDUAL' ? 'person' : 'organisation',
    names: [
      { name, quality: 'primary' },
      ...(original === '' ? [] : [{ name: original, quality: 'strong' as const }]),
      ...childrenOf(element, `${tag}_ALIAS`).flatMap(aliasOf),
    ],
    births: childrenOf(element, `${tag}_DATE_OF_BIRTH`).flatMap(birthsOf),
    countries: [
      ...new Set([
        ...childrenOf(element, 'NATIONALITY').flatMap((each) =>
          childrenOf(each, 'VALUE').map((value) => value.text),
        ),
        ...childrenOf(element, `${tag}_ADDRESS`).map((each) => textOf(each, 'COUNTRY')),
      ]),
    ].filter((country) => country !== ''),
    programmes: [textOf(element, 'UN_LIST_TYPE')].filter((programme) => programme !== ''),
    effect: 'asset-freeze',
    listedOn: readDay(textOf(element, 'LISTED_ON')),
    addresses: [],
    remarks: textOf(element, 'COMMENTS1'),
  };
}

function aliasOf(element: Element): ListedName[] {
  const name = textOf(element, 'ALIAS_NAME');
  if (name === '') return [];
  return [{ name, quality: textOf(element, 'QUALITY') === 'Low' ? 'weak' : 'strong' }];
}

function birthsOf(element: Element): string[] {
  const single = textOf(element, 'DATE') || textOf(element, 'YEAR');
  const [from, to] = [textOf(element, 'FROM_YEAR'), textOf(element, 'TO_YEAR')];
  return single !== '' ? [single] : from !== '' ? [`${from}-${to}`] : [];
}
