/**
 * `facts/services.json` and `facts/contracts.json` as what patterns may know: routers, pools, wrappers, lenders and
 * bridges by their address, and the factories that pools prove themselves by.
 */
import { z } from 'zod';
import { parseAddress } from '../../core/model/address.ts';
import { CHAINS, type Chain, type ChainId, chainNamed } from '../../core/model/chain.ts';
import {
  type KnownContract,
  type KnownRows,
  type PoolFactory,
  recognisedAssets,
} from '../../core/patterns/known.ts';
import { readTable } from './table.ts';

const SERVICES_FILE = 'services.json';
const CONTRACTS_FILE = 'contracts.json';

const text = z.string().min(1);
const placed = z.looseObject({
  service: text,
  contracts: z.array(z.looseObject({ chain: text, address: text, role: text, source: text })),
});
const servicesTable = z.looseObject({
  schema_version: z.literal(1),
  bridges: z.array(placed),
  dex_routers: z.array(placed),
});
const contractsTable = z.looseObject({
  schema_version: z.literal(1),
  contracts: z.array(
    z.strictObject({
      chain: text,
      address: text,
      service: text,
      role: z.enum(['wrapper', 'router', 'pool', 'settlement', 'bridge', 'lender']),
      detail: text,
      source: text,
    }),
  ),
  dex_factories: z.array(
    z.strictObject({
      chain: text,
      address: text,
      service: text,
      kind: z.enum(['pair', 'fee']),
      deployer: text.exactOptional(),
      init_code_hash: z.string().regex(/^0x[0-9a-f]{64}$/),
      source: text,
    }),
  ),
});

const bitcoin = CHAINS.find((chain) => chain.family === 'bitcoin' && chain.laboratory !== true);
const byName = (name: string): ChainId | null => chainNamed(name)?.id ?? null;

/** THORChain's names for chains (thornode, common/chain.go); null: not followed. */
const THORCHAIN_CHAINS: ReadonlyMap<string, ChainId | null> = new Map([
  ['BTC', bitcoin?.id ?? null],
  ['ETH', byName('ethereum')],
  ['BSC', byName('bsc')],
  ['AVAX', byName('avalanche')],
  ['BASE', byName('base')],
  ['TRON', byName('tron')],
  ...['THOR', 'LTC', 'BCH', 'DOGE', 'GAIA', 'XRP', 'SOL', 'NOBLE', 'BNB'].map((name): [string, null] => [
    name,
    null,
  ]),
]);

export function loadKnownContracts(factsFolder: string): KnownRows {
  const services = readTable(factsFolder, SERVICES_FILE, servicesTable);
  const own = readTable(factsFolder, CONTRACTS_FILE, contractsTable);
  const listed = [
    ...rowsOf(services.bridges, 'bridge'),
    ...rowsOf(services.dex_routers, 'router'),
    ...own.contracts,
  ];
  return {
    contracts: listed.flatMap((row): KnownContract[] =>
      chainsOf(row.chain).map((chain) => ({
        chain: chain.id,
        address: parseAddress(chain, row.address, `${row.service} ${row.detail}`),
        service: row.service,
        // Orders of many are settled at once there, so that what crosses its edge is nobody's alone.
        role: row.service === 'CoW Protocol' ? 'settlement' : row.role,
        detail: row.detail,
        source: row.source,
      })),
    ),
    factories: own.dex_factories.flatMap((row): PoolFactory[] =>
      chainsOf(row.chain).map((chain) => ({
        chain: chain.id,
        address: parseAddress(chain, row.address, row.service),
        service: row.service,
        kind: row.kind,
        initCodeHash: row.init_code_hash,
        source: row.source,
        ...(row.deployer === undefined ? {} : { deployer: parseAddress(chain, row.deployer, row.service) }),
      })),
    ),
    memoBridges: [{ service: 'THORChain', chains: THORCHAIN_CHAINS }],
    assets: recognisedAssets(),
  };
}

type Row = Pick<KnownContract, 'address' | 'service' | 'role' | 'detail' | 'source'> & { chain: string };

const rowsOf = (services: readonly z.infer<typeof placed>[], role: 'bridge' | 'router'): Row[] =>
  services.flatMap(({ service, contracts }) =>
    contracts.map(({ chain, address, role: detail, source }) => ({
      chain,
      address,
      service,
      role,
      detail,
      source,
    })),
  );

/** A row of "evm" stands for every EVM chain that is followed; one of a chain that is not, for none. */
function chainsOf(name: string): readonly Chain[] {
  if (name === 'evm') return CHAINS.filter((chain) => chain.family === 'evm' && chain.laboratory !== true);
  const chain = chainNamed(name);
  return chain === null ? [] : [chain];
}
