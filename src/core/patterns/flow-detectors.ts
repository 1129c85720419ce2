/** Cards of everything that reads movements of value: swaps, bridges, loans, and what a trace's road shows. */
import type { DetectorCard } from '../model/finding.ts';
import { BRIDGE_CARDS } from './bridge/bridges.ts';
import { comminglingCard } from './commingling.ts';
import { freezeReactionCard } from './freeze-reaction.ts';
import { freezeRiskSwapCard } from './freeze-risk-swap.ts';
import { collateralLaunderingCard } from './lending/collateral-laundering.ts';
import { LENDING } from './lending/positions.ts';
import { nativeSwapBurstCard } from './native-swap-burst.ts';
import { obscureDetourCard } from './obscure-detour.ts';
import { dustCard, poisoningCard, spoofedEventCard } from './poisoning.ts';
import { refundAbuseCard } from './refund-abuse.ts';
import { roundTripCard } from './round-trip.ts';
import { SETTLEMENT } from './swap/cow.ts';
import { POOLS } from './swap/pools.ts';
import { SWAPS } from './swap/read-swaps.ts';
import { tronEndgameCard } from './tron-endgame.ts';
import { worthlessTokenCard } from './worthless-token.ts';

export const FLOW_DETECTORS: readonly DetectorCard[] = [
  SWAPS,
  SETTLEMENT,
  POOLS,
  LENDING,
  ...BRIDGE_CARDS,
  freezeRiskSwapCard,
  collateralLaunderingCard,
  nativeSwapBurstCard,
  refundAbuseCard,
  roundTripCard,
  obscureDetourCard,
  worthlessTokenCard,
  tronEndgameCard,
  comminglingCard,
  freezeReactionCard,
  poisoningCard,
  dustCard,
  spoofedEventCard,
];
