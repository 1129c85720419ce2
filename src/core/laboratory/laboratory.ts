/**
 * A theft that never happened, on chains that do not exist: every figure is known, so that a trace can be held
 * against the truth. The same seed gives the same bytes everywhere.
 */

import type { Recording } from '../model/case.ts';
import { background } from './background.ts';
import { BTC, type Cast, ETH, ETH_B, enter, TRX } from './cast.ts';
import { contentOf, sealChain } from './chain-builder.ts';
import { knowledgeOf } from './knowledge.ts';
import { BACKGROUND, type Lab, newLab, restingAs } from './lab.ts';
import { refund, roundTrip, toBitcoin, unmatched } from './scenes/bridges.ts';
import { coinJoin, coinsTogether, mixer, peelChain } from './scenes/coins.ts';
import {
  commingle,
  depositToExchange,
  lending,
  stayDormant,
  swapTokens,
  worthlessToken,
  wrap,
} from './scenes/markets.ts';
import { theft } from './scenes/theft.ts';
import { tronEndgame } from './scenes/tron.ts';
import type { PlantedKnowledge, Truth } from './truth.ts';
import { sha256Hex } from './wallet.ts';

export type Laboratory = {
  readonly recording: Recording;
  readonly truth: Truth;
  /** What patterns may know of this world's contracts and prices. */
  readonly known: PlantedKnowledge;
};

export function makeLaboratory(seed: number): Laboratory {
  const lab = newLab(seed);
  const cast = enter(lab);
  play(lab, cast);
  return { recording: recordingOf(lab, cast, seed), truth: truthOf(lab, seed), known: knowledgeOf(cast) };
}

function play(lab: Lab, cast: Cast): void {
  background(lab, cast, 10);
  const loot = theft(lab, cast);
  const [wrapped, cheated, first, second, third, refunded, defaulter, payer, lost, deposited, mingled] =
    loot.branches as string[];
  swapTokens(lab, cast, loot.tokens);
  wrap(lab, cast, wrapped!);
  worthlessToken(lab, cast, cheated!, first!);
  const [peeled, joined, returned] = toBitcoin(lab, cast, [first!, second!, third!]);
  refund(lab, cast, refunded!);
  lending(lab, cast, [defaulter!, payer!]);
  unmatched(lab, cast, lost!);
  depositToExchange(lab, cast, deposited!);
  commingle(lab, cast, mingled!);
  stayDormant(lab, loot);
  peelChain(lab, cast, peeled!);
  const [mixed, beside] = coinJoin(lab, cast, joined!);
  mixer(lab, cast, mixed!);
  coinsTogether(lab, cast, beside!);
  tronEndgame(lab, cast, roundTrip(lab, cast, returned!));
}

const TITLE = {
  en: 'Laboratory: a theft that never happened',
  ja: '実験室（架空）：起きていない窃取事件',
  ko: '실험실(가상): 일어나지 않은 탈취 사건',
};
const SUMMARY = {
  en: 'A laboratory case. An invented exchange loses ether and a token; the thief swaps, wraps, borrows, bridges to Bitcoin, B and TRON, peels, joins coins and deposits. Every name, address and amount is made up, and the truth is known.',
  ja: '実験室（架空）の事例です。架空の取引所からイーサとトークンが盗まれ、スワップ、ラップ、借入、Bitcoin・B・TRON へのブリッジ、ピールチェーン、CoinJoin、入金が行われます。名前・アドレス・金額はすべて架空で、正解が分かっています。',
  ko: '실험실(가상) 사례입니다. 가상의 거래소에서 이더와 토큰이 탈취되고, 스왑·래핑·대출·브리지(비트코인, B, TRON)·필 체인·코인조인·입금이 이어집니다. 이름, 주소, 금액은 모두 지어낸 것이며 정답이 알려져 있습니다.',
};

function recordingOf(lab: Lab, cast: Cast, seed: number): Recording {
  const chains = new Map(
    [...lab.transactions].map(([chain, txs]) => [chain, sealChain(chain, txs, cast.miner)]),
  );
  const readings = {
    meanings: lab.meanings,
    stops: lab.stops,
    freezes: lab.freezes,
    rejected: [...lab.worthless],
  };
  return {
    // Seed 1 is the case that is shown unless another is asked for.
    id: seed === 1 ? 'laboratory' : `laboratory-${seed}`,
    incident: null,
    title: TITLE,
    summary: SUMMARY,
    laboratory: true,
    assets: [BTC, ETH, ETH_B, TRX, cast.usd, cast.weth, cast.lookAlike, cast.usdB, cast.usdt],
    chains,
    readings,
    coverage: { type: 'all' },
    openings: { type: 'genesis' },
    gaps: [],
    provenance: [
      {
        what: 'the whole case',
        source: `written by Ashiato's laboratory from seed ${seed}`,
        licence: 'Apache-2.0',
        retrieved: '2026-01-05',
        relaid: 'nothing: it was made in this form',
      },
    ],
    digests: { [`laboratory-seed-${seed}`]: sha256Hex(contentOf([[...chains], readings])) },
    names: lab.names,
  };
}

function truthOf(lab: Lab, seed: number): Truth {
  const scenes = [...lab.scenes].filter(([scene]) => scene !== BACKGROUND);
  return {
    seed,
    seeds: lab.seeds,
    services: lab.stops.map(({ chain, address, end }) => ({
      chain,
      address,
      name: end.label,
      kind: end.kind,
    })),
    phenomena: scenes.flatMap(([scene, byChain]) =>
      [...byChain].map(([chain, txids]) => ({ scene, chain, txids })),
    ),
    destinations: lab.book.destinations((location) => restingAs(lab, location)),
  };
}
