/**
 * The built-in set: generators of small labelled files, named and written like the real ones, so that a section
 * reads both the same way. A new one is a file beside this and a row here.
 */
import { madeOf, type ScoreData } from '../data.ts';
import { madeCoinJoins } from './coinjoins.ts';
import { madeExtracts } from './extracts.ts';
import { madeFlows } from './flows.ts';
import { madeTheftExtracts } from './theft-extracts.ts';
import { madeTornado } from './tornado.ts';

/** File name below the root → content. The same bytes every time. */
type Generator = () => Readonly<Record<string, string>>;

const GENERATORS: readonly Generator[] = [
  madeCoinJoins,
  madeFlows,
  madeTornado,
  madeExtracts,
  madeTheftExtracts,
];

export const builtIn = (): ScoreData => madeOf(Object.assign({}, ...GENERATORS.map((make) => make())));
