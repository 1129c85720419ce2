/** What a person names on the command line, as a theft: transactions, an address, or a known incident. */
import type { IncidentJson } from '../../contract/trace.ts';
import { isFirstRole } from '../../core/attribution/roles.ts';
import { parseAddress } from '../../core/model/address.ts';
import { type Chain, chainNamed } from '../../core/model/chain.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Stop } from '../../core/model/reading.ts';
import type { Theft, TheftPart } from '../trace/theft.ts';

export type Naming = {
  /** Transactions (`txid` or `txid:vout`), or one address, or one incident. */
  readonly names: readonly string[];
  /** The chains of the sources at hand. */
  readonly chains: readonly Chain[];
  /** Addresses that were paid, where transactions are named. */
  readonly to: readonly string[];
  /** Seconds, UTC; null where not given. */
  readonly since: number | null;
  readonly incidents: readonly IncidentJson[];
  /** Where branches end, whatever the theft. */
  readonly stops: readonly Stop[];
};

const TRANSACTION = /^(0x)?([0-9a-f]{64})(?::(\d{1,9}))?$/i;

/** Whether this can only be found on a chain: it is a transaction's id or somebody's address. */
export const isOnChain = (name: string, chains: readonly Chain[]): boolean =>
  TRANSACTION.test(name) || chains.some((chain) => isAddress(chain, name));

/** An address that was named as the thief's stops nothing, whatever a tag says of it. */
export function nameTheft(naming: Naming): Theft {
  const named = theftOf(naming);
  const own = new Set(named.parts.flatMap(addressesOf));
  return { ...named, stops: naming.stops.filter(({ address }) => !own.has(address)) };
}

function addressesOf(part: TheftPart): string[] {
  const named = part.type === 'paid' ? part.addresses : typeof part.to === 'number' ? [] : part.to;
  return named.flatMap((address) =>
    isAddress(part.chain, address) ? [parseAddress(part.chain, address)] : [],
  );
}

function theftOf(naming: Naming): Theft {
  const [first = ''] = naming.names;
  if (naming.names.every((name) => TRANSACTION.test(name))) {
    const title = naming.names.map((name) => name.slice(0, 12)).join(', ');
    return theft(
      first.toLowerCase(),
      null,
      title,
      naming.names.map((name) => transactionPart(name, naming)),
    );
  }
  if (naming.names.length > 1) {
    throw new AshiatoError('E_USAGE', 'several names must all be transactions of one theft', {
      where: first,
      next: 'Name the transactions, or one address, or one incident.',
    });
  }
  const incident = naming.incidents.find((each) => each.id === first);
  return incident === undefined ? addressTheft(first, naming) : incidentTheft(incident, naming);
}

const theft = (id: string, incident: string | null, title: string, parts: readonly TheftPart[]): Theft => ({
  id,
  incident,
  title,
  parts,
  stops: [],
});

function transactionPart(name: string, { chains, to }: Naming): TheftPart {
  const [, prefix, digits = '', vout] = TRANSACTION.exec(name) ?? [];
  const fits = chains.filter((chain) => (prefix === undefined) === (chain.family !== 'evm'));
  const chain = onlyOne(fits, chains, name);
  const txid = `${prefix === undefined ? '' : '0x'}${digits.toLowerCase()}`;
  if (vout !== undefined) return { type: 'transaction', chain, txid, to: Number(vout) };
  if (to.length > 0) return { type: 'transaction', chain, txid, to };
  throw new AshiatoError('E_USAGE', 'a live theft needs the address that was paid', {
    where: '--to',
    next:
      chain.model === 'utxo'
        ? 'Give --to with the address where the stolen value first rested, or name the output as txid:vout.'
        : 'Give --to with the address where the stolen value first rested.',
  });
}

function addressTheft(address: string, { chains, since }: Naming): Theft {
  const fits = chains.filter((chain) => isAddress(chain, address));
  // Said with the reason why it is none, where only one chain could be meant.
  if (fits.length === 0 && chains[0] !== undefined) parseAddress(chains[0], address, 'trace');
  const chain = onlyOne(fits, chains, address);
  if (since === null) {
    throw new AshiatoError('E_USAGE', 'an address needs the date from which on what it received was stolen', {
      where: '--since',
      next: 'Give --since 2025-02-21, or name the transactions of the theft.',
    });
  }
  return theft(address, null, address, [{ type: 'paid', chain, addresses: [address], since }]);
}

/** Of an incident's addresses only those where stolen value first rested, on the chains at hand. */
function incidentTheft(incident: IncidentJson, { chains, since }: Naming): Theft {
  const from = since ?? Date.parse(`${incident.date}T00:00:00Z`) / 1000;
  const parts = chains.flatMap((chain): TheftPart[] => {
    const addresses = incident.addresses
      .filter((each) => isFirstRole(each.role) && chainNamed(each.chain)?.id === chain.id)
      .map((each) => each.address);
    return addresses.length === 0 ? [] : [{ type: 'paid', chain, addresses, since: from }];
  });
  if (parts.length === 0) {
    throw new AshiatoError(
      'E_SEED',
      `of ${incident.id} no address is known where stolen value first rested on ${chains.map((chain) => chain.name).join(', ')}`,
      {
        where: incident.id,
        next: 'Name the transactions of the theft with --to, or a source of another chain.',
      },
    );
  }
  return theft(incident.id, incident.id, incident.victim, parts);
}

function onlyOne(fits: readonly Chain[], chains: readonly Chain[], name: string): Chain {
  const [chain] = fits;
  if (chain !== undefined && fits.length === 1) return chain;
  const names = (several: readonly Chain[]): string => several.map((each) => each.name).join(', ');
  throw new AshiatoError(
    'E_USAGE',
    fits.length === 0
      ? `"${name}" is nothing of ${names(chains)}`
      : `"${name}" may be of ${names(fits)}; a trace begins on one chain`,
    { where: 'trace', next: 'Name one source of its chain with --source.' },
  );
}

function isAddress(chain: Chain, text: string): boolean {
  try {
    parseAddress(chain, text);
    return true;
  } catch {
    return false;
  }
}
