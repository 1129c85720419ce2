/** Configuration: one validated file plus environment, read once. Unknown keys are refused, secrets never printed. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { AshiatoError } from './core/model/errors.ts';
import { nearest } from './core/model/nearest.ts';
import { TRUST_LEVELS } from './core/model/tag.ts';
import { type SourceConfig, sourceSchema } from './source-config.ts';

const namedKey = z.strictObject({
  name: z.string().min(1).max(100),
  key: z.string().regex(/^[A-Za-z0-9+/]{50,}={0,2}$/),
});

/** Nothing is fetched or sent in the clear but on this machine. */
const address = z.string().refine((text) => {
  const url = URL.parse(text);
  return (
    url?.protocol === 'https:' ||
    (url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname))
  );
}, 'write an https address, or http on this machine');

const listMirror = z.strictObject({
  format: z.string().min(1),
  /** By the role of the file, which is "list" where there is one. */
  files: z.record(z.string(), address),
});

const listAccess = z.strictObject({
  format: z.string().min(1),
  code: z.string().regex(/^[\w.@-]{1,80}$/, 'write the code alone, without the address'),
});

const webhook = z.strictObject({
  url: address,
  /** Whose alerts: as "ashiato keys add --tenant" says, or "local". */
  tenant: z.string().min(1).default('local'),
});

const schema = z.object({
  dataFolder: z.string().min(1),
  /** PostgreSQL instead of the embedded SQLite. */
  databaseUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .nullable(),
  host: z.string().min(1),
  port: z.coerce.number().int().min(0).max(65535),
  minConfidence: z.coerce.number().min(0).max(1),
  /** A folder of tables of daily prices; none ships (facts/prices/series.json says why). */
  prices: z.string().min(1).nullable(),
  /** A table of what assets are traded in a day, for detours through what hardly anybody uses. */
  volumes: z.string().min(1).nullable(),
  /** Dollars above which a holding raises an alert. */
  reservesThreshold: z
    .string()
    .regex(/^\d+(\.\d{1,2})?$/, 'write dollars such as 1000000000')
    .nullable(),
  /** Nobody else works here: a proposer may review alone, and the library marks what was reviewed so. */
  singleOperator: z.union([z.boolean(), z.stringbool()]),
  /** A file of screening rules instead of the default ones. */
  screeningRules: z.string().min(1).nullable(),
  sources: z.array(sourceSchema),
  /** Keys whose signed editions of lists are imported; SPKI, DER, base64. */
  listKeys: z.array(namedKey),
  /** People of whom two together may approve an edition that shrank. */
  approvers: z.array(namedKey),
  /** How often a server fetches lists; 0: never, somebody else does. With a tenth more still below half an hour, when lists are warned about. */
  listRefreshMinutes: z.coerce.number().min(0).max(27),
  /** Further ways to a list's files, after its publisher's own; what comes this way is nobody's word that it is current. */
  listMirrors: z.array(listMirror),
  /** What a publisher gives everybody who registers, and asks for with each request. */
  listAccess: z.array(listAccess),
  /** Formats that are fetched although their reader never met a real file. */
  listsUnverified: z.array(z.string().min(1)),
  /** Where alerts are sent, signed with the key of the answers. */
  webhooks: z
    .array(webhook)
    .refine((rows) => new Set(rows.map(({ tenant }) => tenant)).size === rows.length, 'one a tenant'),
  /** Packs of tags: files or folders, and how far their publisher is believed at most. */
  tagPacks: z.array(z.strictObject({ path: z.string().min(1), trust: z.enum(TRUST_LEVELS).default('T3') })),
});

export type Config = Omit<z.infer<typeof schema>, 'sources'> & { readonly sources: readonly SourceConfig[] };

/** Settings that have no variable, for they are lists. */
const TABLES = [
  'sources',
  'tagPacks',
  'listKeys',
  'listMirrors',
  'listAccess',
  'listsUnverified',
  'approvers',
  'webhooks',
] as const;

const ENVIRONMENT: {
  readonly [key in Exclude<keyof Config, (typeof TABLES)[number]>]: string;
} = {
  dataFolder: 'ASHIATO_HOME',
  databaseUrl: 'DATABASE_URL',
  host: 'ASHIATO_HOST',
  port: 'ASHIATO_PORT',
  minConfidence: 'ASHIATO_MIN_CONFIDENCE',
  singleOperator: 'ASHIATO_SINGLE_OPERATOR',
  screeningRules: 'ASHIATO_RULES',
  prices: 'ASHIATO_PRICES',
  volumes: 'ASHIATO_VOLUMES',
  reservesThreshold: 'ASHIATO_RESERVES_THRESHOLD',
  listRefreshMinutes: 'ASHIATO_LIST_REFRESH_MINUTES',
};
/** Read elsewhere: by the tests (ASHIATO_DATA), by commands that need sources (ASHIATO_SOURCES) and here. */
const OTHER_VARIABLES = ['ASHIATO_CONFIG', 'ASHIATO_DATA', 'ASHIATO_SOURCES'];

const FILE_KEYS = [...Object.keys(ENVIRONMENT), ...TABLES];

const defaults = (env: NodeJS.ProcessEnv): Config => ({
  dataFolder: join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'ashiato'),
  databaseUrl: null,
  host: '127.0.0.1',
  port: 7700,
  minConfidence: 0.5,
  singleOperator: false,
  prices: pricesBeside(env),
  volumes: null,
  reservesThreshold: null,
  screeningRules: null,
  sources: [],
  tagPacks: [],
  listRefreshMinutes: 15,
  listMirrors: [],
  listAccess: [],
  listsUnverified: [],
  webhooks: [],
  listKeys: [],
  approvers: [],
});

/** The folder of real data that tests use holds prices too. */
function pricesBeside({ ASHIATO_DATA }: NodeJS.ProcessEnv): string | null {
  const folder = ASHIATO_DATA === undefined ? null : join(ASHIATO_DATA, 'prices');
  return folder !== null && existsSync(folder) ? folder : null;
}

/** File, then environment, then what the command line says; later wins. */
export function readConfig(env: NodeJS.ProcessEnv, flags: Partial<Config>): Config {
  const file = env.ASHIATO_CONFIG === undefined ? {} : readFile(resolve(env.ASHIATO_CONFIG));
  const given: Record<string, unknown> = { ...defaults(env), ...file };
  for (const name of Object.keys(env).filter((key) => key.startsWith('ASHIATO_'))) {
    if (!Object.values(ENVIRONMENT).includes(name) && !OTHER_VARIABLES.includes(name))
      refuse(name, [...Object.values(ENVIRONMENT), ...OTHER_VARIABLES], 'environment');
  }
  for (const [key, name] of Object.entries(ENVIRONMENT))
    if (env[name] !== undefined && env[name] !== '') given[key] = env[name];
  for (const [key, value] of Object.entries(flags)) if (value !== undefined) given[key] = value;
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ...parsed.data, dataFolder: folderAt(resolve(parsed.data.dataFolder)) };
  const { issues } = parsed.error;
  // A misspelt key is also a missing one; the spelling is what helps.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue?.code === 'unrecognized_keys')
    refuse(issue.keys[0]!, keysOfRow(given, issue.path), issue.path.map(String).join('.'));
  const key = (issue?.path ?? []).map(String).join('.');
  throw new AshiatoError(
    'E_CONFIG_VALUE',
    `the setting "${key}" is not allowed: ${issue?.message ?? 'unreadable'}`,
    {
      where: key,
      next: `Correct it in the configuration file, in ${ENVIRONMENT[key as keyof typeof ENVIRONMENT] ?? 'the environment'} or on the command line.`,
    },
  );
}

/** Nothing would be found in what is no folder, and nothing found reads as nothing kept. */
function folderAt(path: string): string {
  let isOther = false;
  try {
    isOther = !statSync(path).isDirectory();
  } catch (error) {
    isOther = (error as { code?: string }).code === 'ENOTDIR';
  }
  if (!isOther) return path;
  throw new AshiatoError('E_DATA_FOLDER', 'the data folder is a file, or lies below one', {
    where: path,
    next: 'Name a folder with --data or ASHIATO_HOME; it is made where there is none.',
  });
}

const ROWS = {
  listMirrors: listMirror,
  listAccess,
  webhooks: webhook,
  listKeys: namedKey,
  approvers: namedKey,
};

/** The keys that the row at this path has; of a source, those of its kind. */
function keysOfRow({ sources }: Record<string, unknown>, path: readonly PropertyKey[]): string[] {
  const [table] = path;
  if (table !== 'sources') return Object.keys(ROWS[table as keyof typeof ROWS]?.shape ?? {});
  const row: unknown = Array.isArray(sources) ? sources[Number(path[1])] : undefined;
  const type: unknown = row !== null && typeof row === 'object' && 'type' in row ? row.type : undefined;
  const shape = sourceSchema.options.find((option) => option.shape.type.value === type)?.shape;
  return Object.keys(shape ?? {});
}

function readFile(path: string): Record<string, unknown> {
  if (!existsSync(path))
    throw new AshiatoError('E_CONFIG_VALUE', `there is no configuration file ${path}`, {
      where: 'ASHIATO_CONFIG',
      next: 'Create it or unset ASHIATO_CONFIG.',
    });
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AshiatoError('E_CONFIG_VALUE', `${path} is not JSON`, {
      where: path,
      next: 'Write one JSON object of settings.',
      cause,
    });
  }
  if (content === null || typeof content !== 'object' || Array.isArray(content)) {
    throw new AshiatoError('E_CONFIG_VALUE', `${path} is not a JSON object`, {
      where: path,
      next: 'Write one JSON object of settings.',
    });
  }
  for (const key of Object.keys(content)) if (!FILE_KEYS.includes(key)) refuse(key, FILE_KEYS, path);
  return content as Record<string, unknown>;
}

function refuse(key: string, known: readonly string[], where: string): never {
  const guess = nearest(key, known);
  throw new AshiatoError(
    'E_CONFIG_KEY',
    `"${key}" is not a setting${guess === null ? '' : `; did you mean "${guess}"?`}`,
    {
      where,
      next: `Remove or correct it. Known: ${known.join(', ')}.`,
    },
  );
}
