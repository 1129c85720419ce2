/** Every detector's card. A new detector is a file of its own and a row here. */
import { coSpendCard } from '../attribution/clusters/co-spend.ts';
import type { DetectorCard } from '../model/finding.ts';
import { scatterCard } from './btc-scatter.ts';
import { changeCard } from './change/change.ts';
import { COINJOIN_DETECTORS } from './coinjoin/coinjoin.ts';
import { DEPOSIT_REUSE } from './deposit-reuse.ts';
import { dormancyCard } from './dormancy.ts';
import { fanOutCard } from './fan-out.ts';
import { FLOW_DETECTORS } from './flow-detectors.ts';
import { layeredMixingCard } from './layered-mixing.ts';
import { coinbaseLineageCard } from './mining/coinbase-lineage.ts';
import { hashRentalCard } from './mining/hash-rental.ts';
import { MIXER_PREFUNDING } from './mixer-prefunding.ts';
import { PAYROLL } from './payroll.ts';
import { PAYROLL_THEFT_BRIDGE } from './payroll-theft-bridge.ts';
import { peelCard } from './peel-chain.ts';
import { peelToOtcCard } from './peel-to-otc.ts';
import { REHEARSAL } from './rehearsal.ts';
import { RHYTHM } from './rhythm.ts';
import { ROUTE_AVOIDANCE } from './route-avoidance.ts';
import { STRUCTURING } from './structuring.ts';
import { TORNADO_LINK } from './tornado/link.ts';
import { TORNADO_SIBLINGS } from './tornado/siblings.ts';

export const DETECTORS: readonly DetectorCard[] = [
  ...FLOW_DETECTORS,
  ...COINJOIN_DETECTORS.map(({ card }) => card),
  coSpendCard,
  changeCard,
  peelCard,
  peelToOtcCard,
  scatterCard,
  fanOutCard,
  layeredMixingCard,
  dormancyCard,
  coinbaseLineageCard,
  hashRentalCard,
  TORNADO_LINK,
  TORNADO_SIBLINGS,
  DEPOSIT_REUSE,
  MIXER_PREFUNDING,
  REHEARSAL,
  STRUCTURING,
  PAYROLL,
  PAYROLL_THEFT_BRIDGE,
  RHYTHM,
  ROUTE_AVOIDANCE,
];
