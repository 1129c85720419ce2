/**
 * Which of an incident's known addresses may start a trace. An allow-list: a role that is not in it, known or
 * new, is never a seed. Left out are wallets of victims, of exchanges and of people whose keys were taken,
 * what was seized, frozen or given back, addresses where several thefts run together, contracts that hold
 * nothing, wallets that only paid for the attack, withdrawals from a mixer (which are likelihoods, not
 * movements), and addresses whose role no source states or states with doubt.
 */
const SEED_ROLES = [
  'direct_theft',
  'exploiter_eoa',
  'first_split',
  'tranche',
  'holding',
  'consolidation',
  'intermediary',
  'laundering',
  'bridge_input',
  'bridge_output',
  'mixer_intermediary',
  'mixer_depositor',
  'insider_wallet',
  'labelled_attacker',
  'fbi_listed',
] as const;
type SeedRole = (typeof SEED_ROLES)[number];

export const isSeedRole = (role: string): role is SeedRole =>
  (SEED_ROLES as readonly string[]).includes(role);

/** Roles of the address where stolen value first rested. Further down the road the same units would count twice. */
const FIRST_ROLES: readonly string[] = ['direct_theft', 'exploiter_eoa'] satisfies SeedRole[];

export const isFirstRole = (role: string): boolean => FIRST_ROLES.includes(role);
