/** D13: a peel chain whose pieces go to deposit addresses of one service, a trader's way to cash out. */
import type { DetectorCard, Finding } from '../model/finding.ts';
import type { CoinView } from './coin-view.ts';
import { variesLess } from './evenness.ts';
import type { Peel, PeelChain } from './peel-chain.ts';

export const peelToOtcCard: DetectorCard = {
  id: 'peel-chain/to-service',
  question: 'Are the pieces of a peel chain paid into one service?',
  definition:
    'At least 5 peels of one chain go to scripts labelled as deposit addresses of the same service, to more than one of them, and vary by less than a half (standard deviation / mean).',
  source: 'Cases of 2018–2020 (U.S. v. Tian Yinyin and Li Jiadong, 2020); typology D13',
  innocent:
    'A merchant or a miner who sells in portions looks the same; the label of the service is somebody’s word.',
  cost: 'O(peels)',
};

const FEWEST = 5;
const EVEN_PERCENT = 50n;

export function findPeelsToService(
  start: CoinView,
  chain: PeelChain,
  serviceOf: (script: string) => string | null,
): Finding[] {
  const byService = new Map<string, Peel[]>();
  for (const peel of chain.links.flatMap((link) => link.peels)) {
    const service = serviceOf(peel.script);
    if (service === null) continue;
    const there = byService.get(service);
    if (there === undefined) byService.set(service, [peel]);
    else there.push(peel);
  }
  return [...byService].flatMap(([service, peels]): Finding[] => {
    const even = variesLess(
      peels.map((peel) => peel.value),
      EVEN_PERCENT,
    );
    if (peels.length < FEWEST || !even || new Set(peels.map((peel) => peel.script)).size < 2) return [];
    return [
      {
        detector: peelToOtcCard.id,
        subject: { type: 'transaction', chain: start.chain, txid: start.txid },
        says: `${peels.length} alike pieces of a peel chain are paid to deposit addresses of ${service}.`,
        strength: Math.min(0.9, 0.5 + peels.length / 40),
        evidence: peels.map(({ txid, vout, value }) => ({
          what: `output ${vout}, to a deposit address of ${service}`,
          chain: start.chain,
          txid,
          amount: value,
        })),
      },
    ];
  });
}
