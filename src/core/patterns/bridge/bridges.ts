/** Every bridge that is read. A new bridge is a file of its own and a row here. */
import type { DetectorCard } from '../../model/finding.ts';
import type { Known } from '../known.ts';
import { across } from './across.ts';
import { avalanche } from './avalanche.ts';
import type { Bridge } from './bridge.ts';
import { cctp } from './cctp.ts';
import { chainflip } from './chainflip.ts';
import { debridge } from './debridge.ts';
import { layerzero } from './layerzero.ts';
import { PAIRING } from './pair.ts';
import { memoBridge, THORCHAIN } from './thorchain.ts';
import { UNREAD } from './unread.ts';
import { wormhole } from './wormhole.ts';

/** Cards of everything that reads a bridge. */
export const BRIDGE_CARDS: readonly DetectorCard[] = [
  PAIRING,
  THORCHAIN,
  ...[cctp, across, layerzero, wormhole, debridge, avalanche, chainflip].map(({ card }) => card),
  UNREAD,
];

/** Chainflip comes last: on Bitcoin it has to look at every payment, and what another bridge claims is not its own. */
export const bridgesOf = (known: Known): readonly Bridge[] => [
  ...known.memoBridges.map(memoBridge),
  cctp,
  across,
  layerzero,
  wormhole,
  debridge,
  avalanche,
  chainflip,
];
