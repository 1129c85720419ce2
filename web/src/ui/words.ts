/** Machine words → catalogue keys. What has no key is shown as it came: unknown is better than wrong. */
import type { EndKind } from '../../../src/core/model/movement.ts';
import type { PolicyName } from '../../../src/core/model/rules.ts';
import type { Key, Translate } from '../i18n/keys.ts';

export const END_KEYS: Record<EndKind, Key> = {
  unspent: 'end.unspent',
  frozen: 'end.frozen',
  service: 'end.service',
  'probable-service': 'end.probable-service',
  mixer: 'end.mixer',
  'bridged-unmatched': 'end.bridged-unmatched',
  recovered: 'end.recovered',
  burnt: 'end.burnt',
  fee: 'end.fee',
  'below-threshold': 'end.below-threshold',
  budget: 'end.budget',
  'no-data': 'end.no-data',
};

export const POLICY_KEYS: Record<PolicyName, { name: Key; says: Key }> = {
  fifo: { name: 'policy.fifo', says: 'policy.fifo.says' },
  lifo: { name: 'policy.lifo', says: 'policy.lifo.says' },
  haircut: { name: 'policy.haircut', says: 'policy.haircut.says' },
  tiho: { name: 'policy.tiho', says: 'policy.tiho.says' },
  libr: { name: 'policy.libr', says: 'policy.libr.says' },
  poison: { name: 'policy.poison', says: 'policy.poison.says' },
};

const REASON_KEYS: Record<string, Key> = {
  'outflows-not-recorded': 'reason.outflows-not-recorded',
  'beyond-hop-3': 'reason.beyond-hop-3',
  'input-value-unknown': 'reason.input-value-unknown',
  conversion: 'reason.conversion',
  'unresolved-swap': 'reason.unresolved-swap',
  'seed-overlap': 'reason.seed-overlap',
  'max-hops': 'reason.max-hops',
};

const MOVE_KEYS: Record<string, Key> = {
  seed: 'move.type.seed',
  transfer: 'move.type.transfer',
  swap: 'move.type.swap',
  'bridge-out': 'move.type.bridge-out',
  'bridge-in': 'move.type.bridge-in',
  lend: 'move.type.lend',
  fee: 'move.type.fee',
};

const STATUS_KEYS: Record<string, Key> = {
  official: 'status.official',
  multilateral: 'status.multilateral',
  vendor: 'status.vendor',
  researcher: 'status.researcher',
  suspected: 'status.suspected',
};

const CONFIDENCE_KEYS: Record<string, Key> = {
  high: 'confidence.high',
  medium: 'confidence.medium',
  low: 'confidence.low',
};

const VICTIM_KEYS: Record<string, Key> = {
  exchange: 'victim.exchange',
  individual: 'victim.individual',
  project: 'victim.project',
  defi: 'victim.defi',
  company: 'victim.company',
  bridge: 'victim.bridge',
  'payment processor': 'victim.payment',
  wallet: 'victim.wallet',
  casino: 'victim.casino',
  ransomware: 'victim.ransomware',
  other: 'victim.other',
  'mining marketplace': 'victim.mining',
  'supply chain': 'victim.supply',
  'exchange/bridge': 'victim.exchangebridge',
  'bridge/defi': 'victim.bridgedefi',
  'stablecoin issuer': 'victim.issuer',
};

const GAP_KEYS: Record<string, Key> = {
  'unexplained-credit': 'gap.unexplained-credit',
  'opening-unknown': 'gap.opening-unknown',
  'input-value-unknown': 'gap.input-value-unknown',
  'seed-overlap': 'gap.seed-overlap',
  declared: 'gap.declared',
  'reading-refused': 'gap.reading-refused',
  coverage: 'gap.coverage',
};

const ROLE_KEYS: Record<string, Key> = {
  direct_theft: 'role.direct_theft',
  holding: 'role.holding',
  laundering: 'role.laundering',
  labelled_attacker: 'role.labelled_attacker',
  mixer_depositor: 'role.mixer_depositor',
  exploiter_eoa: 'role.exploiter_eoa',
  listed_by_source: 'role.listed_by_source',
  mixer_withdrawal: 'role.mixer_withdrawal',
  first_split: 'role.first_split',
  cashout: 'role.cashout',
  victim_wallet: 'role.victim_wallet',
  bridge_input: 'role.bridge_input',
  bridge_output: 'role.bridge_output',
  mixer_intermediary: 'role.mixer_intermediary',
  cex_intermediary: 'role.cex_intermediary',
  cex_withdrawal: 'role.cex_withdrawal',
  intermediary: 'role.intermediary',
  cex_deposit: 'role.cex_deposit',
  malicious_contract: 'role.malicious_contract',
  consolidation: 'role.consolidation',
};

const lookUp = (keys: Record<string, Key>, word: string, t: Translate): string => {
  const key = keys[word];
  return key === undefined ? word : t(key);
};

export const reasonWord = (label: string, t: Translate): string => lookUp(REASON_KEYS, label, t);
export const moveWord = (type: string, t: Translate): string => lookUp(MOVE_KEYS, type, t);
export const statusWord = (status: string, t: Translate): string => lookUp(STATUS_KEYS, status, t);
export const confidenceWord = (confidence: string, t: Translate): string =>
  lookUp(CONFIDENCE_KEYS, confidence, t);
export const victimWord = (type: string, t: Translate): string => lookUp(VICTIM_KEYS, type, t);
/** A role without a key is the source's own word. */
export const roleWord = (role: string, t: Translate): string =>
  lookUp(ROLE_KEYS, role, t).replaceAll('_', ' ');
export const gapWord = (type: string, t: Translate): string => lookUp(GAP_KEYS, type, t);

/** The kind of an end, with its name or reason where it has one. */
export function endWords(kind: EndKind, label: string, t: Translate): { kind: string; label: string } {
  return { kind: t(END_KEYS[kind]), label: label === '' ? '' : reasonWord(label, t) };
}
