/**
 * The services of `facts/services.json` as tags. The table grades nobody, so its sources are graded here: what an
 * authority or the service itself published is declared, a list whose changes are reviewed in public is reviewed,
 * and what was only found by crawling or by searching is a lead, because exchanges rotate their wallets.
 */
import { parseAddress } from '../model/address.ts';
import { CHAINS, type Chain, chainNamed } from '../model/chain.ts';
import type { Scope, Tag, TrustLevel } from '../model/tag.ts';
import { idOf } from './tagpack.ts';

/** One address of a service, as the facts have it. */
export type ServiceRow = {
  readonly service: string;
  /** The facts' word for what it is: `mixer`, `bridge`, `dex_router`, `exchange`, `instant_swapper`, … */
  readonly kind: string;
  /** A chain's name, or `evm`: the same address on all of them. */
  readonly chain: string;
  readonly address: string;
  /** What it is within the service: `router V4`, `100 ETH`; empty where the facts say nothing. */
  readonly detail: string;
  readonly source: string;
  /** `2022-11 (proof of reserves)`: published by the service itself. */
  readonly published: string | null;
};

export const SERVICES_PACK = 'facts/services.json';

type Grade = { readonly level: TrustLevel; readonly confidence: number; readonly known: string | null };

const GRADES: readonly (readonly [begins: string, Grade])[] = [
  ['OFAC list', { level: 'T1', confidence: 0.9, known: '2022-08-08' }],
  ['duneanalytics/spellbook', { level: 'T2', confidence: 0.6, known: '2026-08-21' }],
  ['lifinance/contracts', { level: 'T2', confidence: 0.7, known: '2026-08-21' }],
  ['graphsense/graphsense-tagpacks', { level: 'T2', confidence: 0.6, known: '2026-05-12' }],
  ['tayvano:', { level: 'T2', confidence: 0.6, known: null }],
  ['many stored public repositories', { level: 'T2', confidence: 0.5, known: null }],
  ['brianleect/etherscan-labels', { level: 'T3', confidence: 0.4, known: '2023-10-02' }],
];
const UNGRADED: Grade = { level: 'T3', confidence: 0.3, known: null };

function gradeOf({ source, published }: ServiceRow): Grade {
  const month = published === null ? null : /^\d{4}-\d\d/.exec(published)?.[0];
  if (month != null) return { level: 'T1', confidence: 0.9, known: `${month}-28` };
  return GRADES.find(([begins]) => source.startsWith(begins))?.[1] ?? UNGRADED;
}

/** Rows of chains that are not followed (Solana, Gnosis, …) make tags that are found by address alone. */
export function tagsOfServices(rows: readonly ServiceRow[]): Tag[] {
  return rows.map((row) => {
    const grade = gradeOf(row);
    const place = placeOf(row);
    const claim = {
      pack: SERVICES_PACK,
      ...place,
      label: row.detail === '' ? row.service : `${row.service}: ${row.detail}`,
      category: row.kind === 'exchange_reserve' ? 'exchange' : row.kind,
      abuse: null,
      concepts: [],
      actor: row.service,
      author: SERVICES_PACK,
      source: row.source,
      confidence: grade.confidence,
      level: grade.level,
      created: grade.known,
      modified: null,
      validUntil: null,
      note: row.published,
    };
    return { id: idOf(claim), ...claim };
  });
}

const EVM: Chain | undefined = CHAINS.find((chain) => chain.family === 'evm');

function placeOf({ chain: name, address, service }: ServiceRow): { scope: Scope; address: string } {
  const where = `${SERVICES_PACK} ${service}`;
  if (name === 'evm' && EVM !== undefined)
    return { scope: { type: 'family', family: 'evm' }, address: parseAddress(EVM, address, where) };
  const chain = chainNamed(name);
  if (chain === null)
    return {
      scope: { type: 'unsupported', network: name },
      address: /^0x/.test(address) ? address.toLowerCase() : address,
    };
  return { scope: { type: 'chain', chain: chain.id }, address: parseAddress(chain, address, where) };
}
