/** The lists that the data holds, read by the product's own readers, so that the matcher is measured on real entries. */
import { parse } from 'csv-parse/sync';
import { EU_CYBER, EU_DPRK, readEuAnnex } from '../../src/core/lists/eu.ts';
import { readMeti } from '../../src/core/lists/jp-meti.ts';
import { readOfac } from '../../src/core/lists/ofac.ts';
import type { Element, Row } from '../../src/core/lists/reading.ts';
import { readUn } from '../../src/core/lists/un.ts';
import type { ListEntry } from '../../src/core/model/list.ts';
import { type DataFile, filesLike, type ScoreData } from '../data.ts';

/** Entries of each publisher; empty where its file is not at hand. */
export type Listed = {
  readonly ofac: readonly ListEntry[];
  readonly un: readonly ListEntry[];
  readonly eu: readonly ListEntry[];
  readonly meti: readonly ListEntry[];
};

export function readListed(data: ScoreData): Listed {
  const like = (form: RegExp): DataFile | undefined => filesLike(data, form)[0];
  const [sdn, alt, add] = [like(/^ofac_sdn\.csv$/), like(/^ofac_alt\.csv$/), like(/^ofac_add\.csv$/)];
  const [un, meti] = [like(/^un_consolidated.*\.xml$/), like(/^jp_meti.*\.txt$/)];
  const [dprk, cyber] = [like(/^eu_.*dprk\.csv$/), like(/^eu_.*cyber\.csv$/)];
  return {
    // Comments at hand are of another edition, and never joined.
    ofac:
      sdn === undefined || alt === undefined || add === undefined
        ? []
        : readOfac({ sdn: rows(sdn), alt: rows(alt), add: rows(add), comments: [] }).entries,
    un: un === undefined ? [] : readUn(parseXml(un.text())).entries,
    eu: [
      ...(dprk === undefined ? [] : readEuAnnex(EU_DPRK, rows(dprk)).entries),
      ...(cyber === undefined ? [] : readEuAnnex(EU_CYBER, rows(cyber)).entries),
    ],
    meti: meti === undefined ? [] : readMeti(meti.text()).entries,
  };
}

/** Publishers end their tables with an end-of-file mark of DOS. */
const rows = (file: DataFile): Row[] =>
  (parse(file.text(), { relax_column_count: true, relax_quotes: true, bom: true }) as string[][]).filter(
    (row) => row.length > 1,
  );

type Open = { name: string; attributes: Record<string, string>; children: Element[]; text: string };

/** Enough XML for one trusted file of measurement; the product parses with limits. */
function parseXml(xml: string): Element {
  const top: Open = { name: '', attributes: {}, children: [], text: '' };
  const stack = [top];
  for (const [, closing, name = '', attributes = '', empty, text] of xml.matchAll(
    /<(\/?)([\w:]+)((?:\s+[\w:]+="[^"]*")*)\s*(\/?)>|([^<]+)|<[?!][^>]*>/g,
  )) {
    const open = stack.at(-1)!;
    if (text !== undefined) open.text += decode(text);
    else if (closing === '/') {
      stack.pop();
      stack.at(-1)!.children.push({ ...open, text: open.text.trim() });
    } else if (name !== '') {
      const found = [...attributes.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]);
      const element: Open = { name, attributes: Object.fromEntries(found), children: [], text: '' };
      if (empty === '/') open.children.push(element);
      else stack.push(element);
    }
  }
  return top.children[0]!;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const decode = (text: string): string =>
  text.replace(/&(#x?)?(\w+);/g, (whole, number: string | undefined, name: string) =>
    number === undefined
      ? (ENTITIES[name] ?? whole)
      : String.fromCodePoint(Number.parseInt(name, number === '#' ? 10 : 16)),
  );
