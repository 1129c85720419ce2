/** Where chain data comes from, as it stands in the configuration file or on the command line. */
import { z } from 'zod';
import { getChain } from './core/model/chain.ts';
import { AshiatoError } from './core/model/errors.ts';
import { nearest } from './core/model/nearest.ts';

const address = z.url({ protocol: /^https?$/ });
const addresses = z.array(address).min(1);
const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
const network = z.enum(['bitcoin', 'regtest']).default('bitcoin');
const chain = z.string().default('eip155:1');
/** Given as it is, or as "env:NAME", which reads it from the environment. */
const secret = z.string().min(1).optional();

export const sourceSchema = z.discriminatedUnion('type', [
  z.strictObject({ id, type: z.literal('bitcoin-files'), folder: z.string().min(1), network }),
  z.strictObject({
    id,
    type: z.literal('bitcoin-core'),
    url: address,
    cookieFile: z.string().min(1).optional(),
    user: secret,
    password: secret,
    network,
  }),
  z.strictObject({
    id,
    type: z.literal('esplora'),
    urls: addresses,
    network,
    requestsPerSecond: z.number().positive().optional(),
  }),
  z.strictObject({
    id,
    type: z.literal('evm-rpc'),
    chain,
    urls: addresses,
    /** Sources of type etherscan that name the blocks of an account's history. */
    histories: z.array(id).default([]),
  }),
  z.strictObject({ id, type: z.literal('etherscan'), chain, urls: addresses, apiKey: secret }),
  z.strictObject({
    id,
    type: z.literal('tron-http'),
    chain: z.string().default('tron:0x2b6653dc'),
    urls: addresses,
    apiKey: secret,
  }),
]);

export type SourceConfig = z.infer<typeof sourceSchema>;
type SourceType = SourceConfig['type'];

export const SOURCE_TYPES: readonly SourceType[] = sourceSchema.options.map(
  (option) => option.shape.type.value,
);

/** `<id>` of a configured source, or `<type>=<address>[,<address>]`. */
export function parseSource(
  text: string,
  configured: readonly SourceConfig[],
  chainId: string | undefined,
): SourceConfig {
  const known = configured.find((source) => source.id === text);
  if (known !== undefined) return known;
  const [, type = '', rest = ''] = /^([a-z-]+)=(.+)$/.exec(text) ?? [];
  if (!(SOURCE_TYPES as readonly string[]).includes(type)) {
    const names = [...configured.map((source) => source.id), ...SOURCE_TYPES.map((each) => `${each}=…`)];
    const guess = nearest(type === '' ? text : `${type}=…`, names);
    throw new AshiatoError(
      'E_SOURCE_UNKNOWN',
      `"${type === '' ? text.slice(0, 40) : type}" is no configured source and no kind of source${guess === null ? '' : `; did you mean "${guess}"?`}`,
      {
        where: '--source',
        next: `Name one of: ${names.join(', ')}.`,
      },
    );
  }
  const urls = rest.split(',').filter((url) => url !== '');
  const row = { id: type, type, ...argumentsOf(type as SourceType, urls, chainId) };
  const parsed = sourceSchema.safeParse(row);
  if (parsed.success) return parsed.data;
  throw new AshiatoError('E_CONFIG_VALUE', `the source is not allowed: ${parsed.error.issues[0]?.message}`, {
    where: `--source ${type}=…, ${parsed.error.issues[0]?.path.join('.')}`,
    next: 'Write type=https://host/path; it is not repeated here, for it may hold a key.',
  });
}

function argumentsOf(type: SourceType, urls: readonly string[], chainId: string | undefined): object {
  const laboratory = chainId !== undefined && getChain(chainId).laboratory === true;
  const bitcoin = { network: laboratory ? 'regtest' : 'bitcoin' };
  switch (type) {
    case 'bitcoin-files':
      return { folder: urls[0], ...bitcoin };
    case 'bitcoin-core':
      return { url: urls[0], ...bitcoin };
    case 'esplora':
      return { urls, ...bitcoin };
    case 'evm-rpc':
    case 'etherscan':
    case 'tron-http':
      return { urls, ...(chainId === undefined ? {} : { chain: chainId }) };
  }
}

/** The chain a source serves, by CAIP-2 id. */
export function chainOfSource(source: SourceConfig): string {
  switch (source.type) {
    case 'evm-rpc':
    case 'etherscan':
    case 'tron-http':
      return source.chain;
    case 'bitcoin-files':
    case 'bitcoin-core':
    case 'esplora':
      return source.network === 'bitcoin'
        ? 'bip122:000000000019d6689c085ae165831e93'
        : 'bip122:0f9188f13cb7b2c71f2a335e3a4fc328';
  }
}

/** The secret itself. Where its variable is not set, the name is told and nothing else. */
export function readSecret(given: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  const name = given === undefined ? undefined : /^env:(.+)$/.exec(given)?.[1];
  if (name === undefined) return given;
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new AshiatoError('E_CONFIG_VALUE', `the variable ${name} is not set`, {
    where: 'sources',
    next: `Set ${name}, or write the secret into the configuration file.`,
  });
}
