/**
 * Every format a list comes in: its files, and its reader. `verified` says that the reader has met an authentic
 * file of the publisher; the others are built to the specification, are not taken into force unless asked for, and
 * do not count as supported.
 */
import { AshiatoError } from '../model/errors.ts';
import type { ListId } from '../model/list.ts';
import { EU_CYBER, EU_DPRK, readEuAnnex } from './eu.ts';
import { EU_FSF, readEuFsf } from './eu-fsf.ts';
import { IL_NBCTF, readIsrael } from './il.ts';
import { JP_METI, readMeti } from './jp-meti.ts';
import { JP_MOF, readMof } from './jp-mof.ts';
import { KR_FSC, readKorea } from './kr-fsc.ts';
import { readKoreanNotice } from './kr-fsc-notice.ts';
import { OFAC_SDN, readOfac } from './ofac.ts';
import { readOfacAdvanced } from './ofac-advanced.ts';
import { readOfacXml } from './ofac-xml.ts';
import { type Element, malformed, type ReadList, type Row } from './reading.ts';
import { readUk, UK_SANCTIONS } from './uk.ts';
import { readUn, UN_CONSOLIDATED } from './un.ts';

export type Content =
  | { readonly type: 'table'; readonly rows: readonly Row[] }
  | { readonly type: 'xml'; readonly root: Element }
  | { readonly type: 'text'; readonly text: string };

/** What a file is; of a PDF the reader gets the text. */
export type FileType = Content['type'] | 'pdf';

export type Format = {
  readonly id: string;
  readonly list: ListId;
  readonly publisher: string;
  readonly verified: boolean;
  /** In the order in which their digests make the edition's. */
  readonly files: readonly { readonly role: string; readonly type: FileType }[];
  readonly read: (contents: ReadonlyMap<string, Content>) => ReadList;
};

const table = (contents: ReadonlyMap<string, Content>, role: string): readonly Row[] => {
  const content = contents.get(role);
  if (content?.type === 'table') return content.rows;
  throw malformed('the table is missing', role);
};
const tree = (contents: ReadonlyMap<string, Content>, role: string): Element => {
  const content = contents.get(role);
  if (content?.type === 'xml') return content.root;
  throw malformed('the document is missing', role);
};
const words = (contents: ReadonlyMap<string, Content>, role: string): string => {
  const content = contents.get(role);
  if (content?.type === 'text') return content.text;
  throw malformed('the text is missing', role);
};

const oneFile = (type: FileType): Format['files'] => [{ role: 'list', type }];

export const FORMATS: readonly Format[] = [
  {
    id: 'ofac-csv',
    list: OFAC_SDN,
    publisher: 'US Treasury, OFAC',
    verified: true,
    files: ['sdn', 'alt', 'add', 'comments'].map((role) => ({ role, type: 'table' as const })),
    read: (given) =>
      readOfac({
        sdn: table(given, 'sdn'),
        alt: table(given, 'alt'),
        add: table(given, 'add'),
        comments: table(given, 'comments'),
      }),
  },
  {
    id: 'ofac-xml',
    list: OFAC_SDN,
    publisher: 'US Treasury, OFAC',
    verified: false,
    files: oneFile('xml'),
    read: (given) => readOfacXml(tree(given, 'list')),
  },
  {
    id: 'ofac-advanced',
    list: OFAC_SDN,
    publisher: 'US Treasury, OFAC',
    verified: false,
    files: oneFile('xml'),
    read: (given) => readOfacAdvanced(tree(given, 'list')),
  },
  {
    id: 'un-xml',
    list: UN_CONSOLIDATED,
    publisher: 'United Nations Security Council',
    verified: true,
    files: oneFile('xml'),
    read: (given) => readUn(tree(given, 'list')),
  },
  {
    id: 'eu-dprk-table',
    list: EU_DPRK,
    publisher: 'European Union, Regulation 2017/1509',
    verified: true,
    files: oneFile('table'),
    read: (given) => readEuAnnex(EU_DPRK, table(given, 'list')),
  },
  {
    id: 'eu-cyber-table',
    list: EU_CYBER,
    publisher: 'European Union, Regulation 2019/796',
    verified: true,
    files: oneFile('table'),
    read: (given) => readEuAnnex(EU_CYBER, table(given, 'list')),
  },
  {
    id: 'eu-fsf-xml',
    list: EU_FSF,
    publisher: 'European Commission, Financial Sanctions Files',
    verified: false,
    files: oneFile('xml'),
    read: (given) => readEuFsf(tree(given, 'list')),
  },
  {
    id: 'uk-csv',
    list: UK_SANCTIONS,
    publisher: 'UK Foreign, Commonwealth and Development Office',
    verified: false,
    files: oneFile('table'),
    read: (given) => readUk(table(given, 'list')),
  },
  {
    id: 'jp-mof-csv',
    list: JP_MOF,
    publisher: 'Japan, Ministry of Finance',
    verified: false,
    files: oneFile('table'),
    read: (given) => readMof(table(given, 'list')),
  },
  {
    id: 'jp-meti-text',
    list: JP_METI,
    publisher: 'Japan, Ministry of Economy, Trade and Industry',
    verified: true,
    files: oneFile('text'),
    read: (given) => readMeti(words(given, 'list')),
  },
  {
    // The same notice as it is published. The reader met authentic text, but none that came out of this PDF.
    id: 'jp-meti-pdf',
    list: JP_METI,
    publisher: 'Japan, Ministry of Economy, Trade and Industry',
    verified: false,
    files: oneFile('pdf'),
    read: (given) => readMeti(words(given, 'list')),
  },
  {
    id: 'kr-fsc-xml',
    list: KR_FSC,
    publisher: 'Korea, Financial Services Commission',
    verified: false,
    files: oneFile('xml'),
    read: (given) => readKoreanNotice(tree(given, 'list')),
  },
  {
    id: 'kr-fsc-csv',
    list: KR_FSC,
    publisher: 'Korea, Financial Services Commission',
    verified: false,
    files: oneFile('table'),
    read: (given) => readKorea(table(given, 'list')),
  },
  {
    id: 'il-nbctf-csv',
    list: IL_NBCTF,
    publisher: 'Israel, National Bureau for Counter Terror Financing',
    verified: true,
    files: oneFile('table'),
    read: (given) => readIsrael(table(given, 'list')),
  },
];

/** Every list that can be in force. */
export const LISTS: readonly ListId[] = [...new Set(FORMATS.map(({ list }) => list))];

export function formatNamed(id: string): Format {
  const format = FORMATS.find((each) => each.id === id);
  if (format !== undefined) return format;
  throw new AshiatoError('E_LIST_UNKNOWN', `no format is called "${id.slice(0, 40)}"`, {
    next: `Use one of: ${FORMATS.map((each) => each.id).join(', ')}.`,
  });
}
