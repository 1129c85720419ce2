/** Import of 50,000 tags: YAML and CSV, from text to a book that answers by address. */
import { packOfCsv } from '../src/adapters/tags/tables.ts';
import { parsePack } from '../src/adapters/tags/yaml.ts';
import { type RawPack, tagsOfPack } from '../src/core/attribution/tagpack.ts';
import { openTagBook } from '../src/core/attribution/tags.ts';
import { type Figure, round, timeMs } from './figure.ts';
import { prng } from './synthetic.ts';

const ROWS = 50_000;

/** A book of 50,000 rows within ten seconds is one that a person waits for. */
const MOST_MS = 10_000;

export async function tagFigures(): Promise<Figure[]> {
  const random = prng(1);
  const digit = (): string => Math.floor(random() * 16).toString(16);
  const addresses = Array.from({ length: ROWS }, () => `0x${Array.from({ length: 40 }, digit).join('')}`);
  const yaml = `title: bench\ncreator: bench\nsource: https://example.org\ncurrency: ETH\nconfidence: forensic\ntags:\n${addresses
    .map(
      (address, i) =>
        `- address: '${address}'\n  label: Label ${i}\n  category: exchange\n  actor: actor${i % 500}\n`,
    )
    .join('')}`;
  const csv = `address,label,category,actor,currency\n${addresses.map((address, i) => `${address},Label ${i},exchange,actor${i % 500},ETH\n`).join('')}`;
  const load = (pack: RawPack): void => {
    const { tags } = tagsOfPack(pack, 'T3');
    const book = openTagBook(tags, []);
    if (book.size !== ROWS || book.of(addresses[7]!)[0]?.label !== 'Label 7')
      throw new Error('the import lost tags');
  };
  const figure = async (name: string, read: () => RawPack): Promise<Figure> => {
    const ms = await timeMs(3, () => load(read()));
    return {
      name: `import of ${ROWS} tags from ${name}`,
      value: round((ROWS * 1000) / ms),
      unit: 'tags/s',
      against: null,
      ratio: null,
      target: `${round((ROWS * 1000) / MOST_MS)} tags/s`,
      holds: ms <= MOST_MS,
    };
  };
  return [
    await figure('a TagPack', () => parsePack(yaml, 'bench', 'tags', 'bench.yaml')),
    await figure('CSV', () => packOfCsv(csv, 'bench', 'bench.csv', new Map())),
  ];
}
