/** The bytes of a list's files, decoded as their format asks and read by its reader. */
import type { Content, FileType, Format } from '../../core/lists/formats.ts';
import type { ReadList } from '../../core/lists/reading.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { ListFiles } from '../../ports/list-shelf.ts';
import { readTable } from './csv.ts';
import { readPdf } from './pdf.ts';
import { readText } from './text.ts';
import { readXml } from './xml.ts';

export function parseList(format: Format, files: ListFiles): ReadList {
  const contents = new Map(
    format.files.map(({ role, type }): [string, Content] => {
      const bytes = files.get(role);
      const where = role === 'list' ? format.id : `${format.id} ${role}`;
      if (bytes === undefined)
        throw new AshiatoError('E_LIST_PARTIAL', `the file "${role}" is missing`, {
          where: format.id,
          next: `Give all of: ${format.files.map((file) => file.role).join(', ')}.`,
        });
      return [role, contentOf(type, bytes, where)];
    }),
  );
  return format.read(contents);
}

function contentOf(type: FileType, bytes: Uint8Array, where: string): Content {
  switch (type) {
    case 'table':
      return { type, rows: readTable(bytes, where) };
    case 'xml':
      return { type, root: readXml(bytes, where) };
    case 'text':
      return { type, text: readText(bytes, where) };
    case 'pdf':
      return { type: 'text', text: readPdf(bytes, where) };
  }
}
