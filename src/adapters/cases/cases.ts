/** Reads a recorded case from its folder. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { judgeToken } from '../../core/attribution/assets.ts';
import { decodeTable } from '../../core/chains/table/decode.ts';
import { parseAddress } from '../../core/model/address.ts';
import { type Asset, nativeAsset, tokenAsset } from '../../core/model/asset.ts';
import type { Coverage, Recording } from '../../core/model/case.ts';
import { getChain } from '../../core/model/chain.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { Gap } from '../../core/model/movement.ts';
import { readCaseBytes, readPinned, sha256, splitTable } from './files.ts';
import { readSeeds, readStops, readSwaps, transactionsOf } from './readings.ts';
import { type CaseFile, parseCaseFile } from './schema.ts';
import { judgeTokens, rejectedOf, tokenGap } from './tokens.ts';

const CASE_FILE = 'case.json';
const TRANSFERS = 'transfers.csv';

/** Ids of the cases under a folder, sorted. */
export function listCases(root: string): string[] {
  const entries = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const holdsCase = (id: string): boolean => readdirSync(join(root, id)).includes(CASE_FILE);
  return entries
    .map((entry) => entry.name)
    .filter(holdsCase)
    .sort();
}

export function loadCase(folder: string): Recording {
  const bytes = readCaseBytes(folder, CASE_FILE);
  const where = join(basename(folder), CASE_FILE);
  const file = parseCaseFile(parseJson(bytes, where), where);
  const assets = readAssets(file, where);
  const table = splitTable(readPinned(folder, TRANSFERS, pinOf(file, TRANSFERS, where)), TRANSFERS);
  const chains = decodeTable(table, { assets, declarations: new Set(Object.keys(file.declarations)) });
  const words = { where, assets, declarations: file.declarations, transactions: transactionsOf(chains) };
  const tokens = readTokens(folder, file, where);
  return {
    id: file.id,
    incident: file.incident,
    title: file.title,
    summary: file.summary,
    laboratory: file.laboratory,
    assets: [...assets.values()],
    chains,
    readings: {
      meanings: [...readSeeds(file.seeds, words), ...readSwaps(file.swaps, words)],
      stops: readStops(file.stops, words),
      freezes: [],
      rejected: tokens === null ? [] : tokens.rejected,
    },
    coverage: readCoverage(file, where),
    openings: { type: file.openings },
    gaps: [...file.gaps, ...(tokens === null ? [] : [tokens.gap]), ...declaredGaps(file)],
    provenance: file.provenance,
    digests: { [CASE_FILE]: sha256(bytes), ...file.files },
    names: new Map(
      file.names.map((entry) => [accountId(entry.chain, entry.address, `${where} names`), entry.name]),
    ),
  };
}

function parseJson(bytes: Buffer, where: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new AshiatoError('E_CASE_TABLE', `not JSON: ${message}`, {
      where,
      next: 'Correct the syntax.',
      cause,
    });
  }
}

function pinOf(file: CaseFile, name: string, where: string): string {
  const pinned = file.files[name];
  if (pinned === undefined) {
    throw new AshiatoError('E_CASE_TABLE', `files does not list ${name}`, {
      where: `${where} files`,
      next: 'Pin it with its SHA-256.',
    });
  }
  return pinned;
}

function readAssets(file: CaseFile, where: string): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  file.assets.forEach((entry, index) => {
    const at = `${where} assets.${index}`;
    if (assets.has(entry.symbol)) {
      throw new AshiatoError('E_CASE_TABLE', `the asset "${entry.symbol}" is declared twice`, {
        where: at,
        next: 'Give each asset its own word.',
      });
    }
    assets.set(entry.symbol, readAsset(entry, at));
  });
  return assets;
}

/** The chain's own coin, or a token that at least does not dress up as another. */
function readAsset(entry: CaseFile['assets'][number], where: string): Asset {
  const chain = getChain(entry.chain);
  if (entry.contract === null) {
    const native = nativeAsset(chain);
    if (native.decimals !== entry.decimals) throw wrongDecimals(native, entry.decimals, where);
    return native;
  }
  const contract = parseAddress(chain, entry.contract, `${where} contract`);
  const judgement = judgeToken(chain, contract, entry.symbol);
  if (judgement.verdict === 'look-alike') {
    throw new AshiatoError('E_ASSET_UNKNOWN', `the contract ${contract} is not that of ${judgement.of}`, {
      where,
      next: 'Correct the contract, or give the token a symbol of its own.',
    });
  }
  if (judgement.verdict === 'unrecognised') return tokenAsset(chain, contract, entry.symbol, entry.decimals);
  if (judgement.asset.decimals !== entry.decimals)
    throw wrongDecimals(judgement.asset, entry.decimals, where);
  return judgement.asset;
}

const wrongDecimals = (asset: Asset, given: number, where: string): AshiatoError =>
  new AshiatoError('E_CASE_TABLE', `${asset.symbol} has ${asset.decimals} decimals, not ${given}`, {
    where: `${where} decimals`,
    next: 'Correct the decimals.',
  });

function readCoverage({ coverage, assets }: CaseFile, where: string): Coverage {
  if (coverage.type === 'all') return coverage;
  const chain = getChain(assets[0]!.chain);
  const addresses = coverage.addresses.map((address) =>
    parseAddress(chain, address, `${where} coverage.addresses`),
  );
  return { type: 'addresses', addresses: new Set(addresses), reason: coverage.reason };
}

function readTokens(
  folder: string,
  file: CaseFile,
  where: string,
): { rejected: ReturnType<typeof rejectedOf>; gap: Gap } | null {
  if (file.tokens === undefined) return null;
  const chain = getChain(file.tokens.chain);
  const bytes = readPinned(folder, file.tokens.file, pinOf(file, file.tokens.file, where));
  const judged = judgeTokens(splitTable(bytes, file.tokens.file), chain);
  return { rejected: rejectedOf(judged), gap: tokenGap(judged, chain) };
}

/** Whatever the authors added to the recording is said aloud. */
const declaredGaps = (file: CaseFile): Gap[] =>
  Object.values(file.declarations).map(({ author, source, note }) => ({
    type: 'declared',
    text: `${note} (Declared by ${author}; source: ${source}.)`,
  }));

function accountId(chain: string, address: string, where: string): string {
  const known = getChain(chain);
  return `${known.id}:${parseAddress(known, address, where)}`;
}
