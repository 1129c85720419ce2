/**
 * Extracts of one theft that name no negatives: genuine transfers by hop, in which a fan-out is looked for, and the
 * token contracts that touched its addresses, of which those that read like a recognised token are to be told.
 */
import { foldSymbol, judgeToken, RECOGNISED_ASSETS } from '../../src/core/attribution/assets.ts';
import { nativeAsset, tokenAsset } from '../../src/core/model/asset.ts';
import { getChain } from '../../src/core/model/chain.ts';
import type { TxId } from '../../src/core/model/location.ts';
import { fanOutCard, findFanOuts, type Spread } from '../../src/core/patterns/fan-out.ts';
import { spoofedEventCard } from '../../src/core/patterns/poisoning.ts';
import { type DataFile, filesLike, type ScoreData, stemOf } from '../data.ts';
import { type Scored, type SetScore, scoreSet } from '../score.ts';
import type { Section } from '../section.ts';
import { malformed, rowsOf } from './csv.ts';

const ETHEREUM = getChain('eip155:1');

export const theftExtracts: Section = {
  name: 'Fan-out and look-alike tokens',
  run: (data: ScoreData) => [
    ...filesLike(data, /_hops_.*\.csv$/).map(fanOuts),
    ...filesLike(data, /_token_symbols.*\.csv$/).map(tokens),
  ],
};

const familyOf = (file: DataFile): string => stemOf(file).split('_')[0] ?? '';

/**
 * Labelled is the bare count of the file: addresses that pay ten or more others in one asset within six hours. The
 * detector also asks that they are paid for the first time and alike, so what it leaves out is listed, not hidden.
 */
function fanOuts(file: DataFile): SetScore {
  const paid = new Set<string>();
  const spreads = rowsOf(file)
    .map((row, i) => ({ row, time: timeOf(row.utc, `${file.name}:${i + 2}`) }))
    .sort((a, b) => a.time - b.time)
    .map(({ row, time }): Spread => {
      const [from = '', to = '', asset = '', amount = '0'] = [row.from, row.to, row.asset, row.amount];
      const fresh = !paid.has(to);
      paid.add(to);
      return {
        chain: ETHEREUM.id,
        txid: (row.tx_prefix ?? '') as TxId,
        time,
        from,
        to,
        asset:
          asset === ETHEREUM.native.symbol
            ? nativeAsset(ETHEREUM).id
            : tokenAsset(ETHEREUM, contractOf(asset, file), asset, 18).id,
        // In millionths: only shape and roundness are looked at.
        amount: BigInt(Math.round(Number(amount) * 1e6)) * 10n ** 12n,
        fresh,
      };
    });
  const found = new Map(
    findFanOuts(spreads).map(({ subject, says }) => [
      subject.type === 'address' ? subject.address : '',
      says,
    ]),
  );
  const items = [...Map.groupBy(spreads, ({ from }) => from)].map(([from, own]): Scored => {
    const most = busiest(own);
    return {
      id: from,
      labelled: most >= 10,
      found: found.has(from),
      why: `${most} within six hours; ${found.get(from) ?? 'not even'}`,
    };
  });
  return scoreSet(
    {
      detector: fanOutCard.id,
      family: familyOf(file),
      set: stemOf(file),
      notes: [
        'Nobody labelled fan-outs: a positive is an address that pays ten or more others in one asset within six hours, counted apart from the detector. One followed branch is no sample.',
      ],
    },
    items,
  );
}

/** The most receivers of one asset within six hours of any payment. */
function busiest(own: readonly Spread[]): number {
  let most = 0;
  for (const first of own) {
    const near = own.filter(
      ({ asset, time }) => asset === first.asset && time >= first.time && time < first.time + 6 * 3600,
    );
    most = Math.max(most, new Set(near.map(({ to }) => to)).size);
  }
  return most;
}

function timeOf(text: string | undefined, where: string): number {
  const time = Date.parse(text ?? '') / 1000;
  if (Number.isNaN(time)) throw malformed(`"${text}" is no time (utc)`, where);
  return time;
}

function contractOf(symbol: string, { name }: DataFile): string {
  const known = RECOGNISED_ASSETS.find(({ asset }) => asset.chain === ETHEREUM.id && asset.symbol === symbol);
  if (known === undefined) throw malformed(`${symbol} is not a recognised asset`, name);
  return known.contract;
}

/** What anybody can check without us: the symbol, folded by Unicode alone, is a genuine one's and the contract is not. */
function tokens(file: DataFile): SetScore {
  const genuine = [
    ETHEREUM.native.symbol,
    ...RECOGNISED_ASSETS.flatMap(({ asset }) => (asset.chain === ETHEREUM.id ? [asset.symbol] : [])),
  ];
  const rows = rowsOf(file);
  const verdicts = rows.map(({ contractAddress = '', tokenSymbol = '' }) =>
    judgeToken(ETHEREUM, contractAddress, tokenSymbol),
  );
  const recognised = verdicts.filter(({ verdict }) => verdict === 'recognised').length;
  const items = rows.map(({ contractAddress = '', tokenSymbol = '' }, i): Scored => {
    const verdict = verdicts[i]!;
    const twin = genuine.some((symbol) => isTwin(tokenSymbol, symbol));
    return {
      id: contractAddress,
      labelled: twin && verdict.verdict !== 'recognised',
      found: verdict.verdict === 'look-alike',
      why: `"${tokenSymbol}"${verdict.verdict === 'look-alike' ? ` reads like ${verdict.of}` : ''}`,
    };
  });
  return scoreSet(
    {
      detector: spoofedEventCard.id,
      family: familyOf(file),
      set: stemOf(file),
      notes: [
        'Nobody labelled the tokens one by one. A positive is a contract that is not recognised and whose symbol, without what is invisible, without punctuation and with Cyrillic and Greek letters read as drawn, is a recognised one’s: a list of letters kept apart from the detector’s.',
      ],
      figures: [
        { name: 'genuine tokens among the rows, told as recognised', value: recognised },
        {
          name: 'symbols that only fold to a genuine one by letters of another script',
          value: rows.filter(
            ({ tokenSymbol = '' }) =>
              !/^[ -~]*$/.test(tokenSymbol) &&
              genuine.some((symbol) => foldSymbol(symbol) === foldSymbol(tokenSymbol)),
          ).length,
        },
      ],
    },
    items,
  );
}

/** Letters that are drawn alike, written down apart from the detector's table. */
const DRAWN: Readonly<Record<string, string>> = {
  А: 'A',
  В: 'B',
  Е: 'E',
  Н: 'H',
  К: 'K',
  М: 'M',
  О: 'O',
  Р: 'P',
  С: 'C',
  Т: 'T',
  Х: 'X',
  І: 'I',
  Ѕ: 'S',
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  х: 'x',
  і: 'i',
  ѕ: 's',
  һ: 'h',
  т: 't',
  м: 'm',
  н: 'h',
  Ε: 'E',
  Τ: 'T',
  Η: 'H',
  Α: 'A',
  Ο: 'O',
  Β: 'B',
  Μ: 'M',
  Ι: 'I',
  Κ: 'K',
  Ρ: 'P',
  Χ: 'X',
  τ: 't',
};

function isTwin(symbol: string, genuine: string): boolean {
  const bare = [...symbol.normalize('NFKD').replace(/[\p{M}\p{C}\p{Z}\p{P}]/gu, '')];
  const read = bare.map((letter) => DRAWN[letter] ?? letter).join('');
  return read.toLowerCase() === genuine.toLowerCase();
}
