/** `ashiato scan --blocks <folder>`: follows thefts through a node's block files, without any index. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import {
  incidentOfCase,
  incidentOfFacts,
  incidentsOfFacts,
  withStops,
} from '../../app/scan/scan-incidents.ts';
import type { Incident, Seed } from '../../app/scan/scan-seeds.ts';
import type { Library } from '../../app/trace/library.ts';
import { composeLibrary, composeServiceStops, theftTransactionsOf } from '../../compose/base.ts';
import type { Config } from '../../config.ts';
import { type Network, parseNetwork } from '../../core/chains/bitcoin/network.ts';
import { type Chain, getChain } from '../../core/model/chain.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import type { TxId } from '../../core/model/location.ts';
import { POLICIES, parsePolicy } from '../../core/model/rules.ts';
import { tracesToCsv } from '../../core/report/csv.ts';
import { envelopeToJson } from '../../core/report/envelope.ts';
import { envelopeToText } from '../../core/report/envelope-text.ts';
import { headline } from '../../core/report/headline.ts';
import { traceToJson } from '../../core/report/json.ts';
import { traceToText } from '../../core/report/text.ts';
import { DEFAULT_REQUEST } from '../../core/trace/request.ts';
import type { Trace } from '../../core/trace/result.ts';
import { parseSource, type SourceConfig } from '../../source-config.ts';
import { keep } from '../keep.ts';
import { configWith, parseHops } from '../options.ts';
import { runScan, type ScanQuestion } from '../run-scan.ts';

type Options = {
  blocks?: string;
  source?: string;
  seed?: string[];
  case?: string[];
  network: string;
  policy: string;
  verify: string;
  asOf?: string;
  maxHops?: string;
  minAmount?: string;
  followFees?: true;
  json?: true;
  csv?: true;
  save: boolean;
  data?: string;
};

export function scanCommand(program: Command, env: NodeJS.ProcessEnv): void {
  program
    .command('scan')
    .description('follow thefts through the block files of a Bitcoin node, in one pass and without an index')
    .option('--blocks <folder>', 'the "blocks" folder of Bitcoin Core')
    .option(
      '--source <source>',
      'instead of a folder: a source of the configuration, or bitcoin-core=http://…',
    )
    .option(
      '--seed <seed...>',
      'a stolen output, txid:vout[@height]; name=txid:vout gathers several under one incident',
    )
    .option(
      '--case <name...>',
      'a known incident, such as dmm-2024: what its addresses were paid in the month after it; or the path of a recording; all: every incident with an address on the chain',
    )
    .option('--network <name>', 'bitcoin | regtest', 'bitcoin')
    .option('--policy <name>', `${POLICIES.join(' | ')} | all`, DEFAULT_REQUEST.policy)
    .option(
      '--verify <level>',
      'hits: contents of the blocks that are hit | full: of every block from the first seed on',
      'hits',
    )
    .option('--as-of <date>', 'cut the chain at its last block at or before this date (UTC)')
    .option('--max-hops <n>', 'stop a branch after so many movements')
    .option('--min-amount <amount>', 'stop a branch that stands for less, in BTC')
    .option('--follow-fees', "follow a miner fee's tainted share into the coinbase")
    .option('--json', 'print JSON, one incident a line')
    .option('--csv', 'print the ends as CSV')
    .option('--no-save', 'do not keep the traces in the data folder')
    .option('--data <folder>', 'data folder; a scan that is stopped goes on from there')
    .action(async (options: Options) => {
      const config = configWith(env, options);
      const source = sourceOf(options, config);
      const network = parseNetwork(options.network);
      const thefts = theftsOf(options, network, config);
      const policies = options.policy === 'all' ? POLICIES : [parsePolicy(options.policy)];
      const requests = policies.map((policy) => ({
        ...DEFAULT_REQUEST,
        policy,
        asOf: options.asOf ?? null,
        maxHops: options.maxHops === undefined ? null : parseHops(options.maxHops),
        minAmount: options.minAmount ?? null,
        minConfidence: config.minConfidence,
        followFees: options.followFees ?? false,
      }));
      const verify = parseLevel(options.verify);
      const scanned = await runScan({ source, ...thefts, requests, verify }, config, env);
      if (options.save) for (const { traces, recording } of scanned) await keep(config, traces, recording);
      process.stdout.write(
        render(
          scanned.flatMap(({ traces }) => traces),
          options,
        ),
      );
    });
}

function sourceOf({ blocks, source, network }: Options, config: Config): SourceConfig {
  if ((blocks === undefined) === (source === undefined)) {
    throw new AshiatoError('E_USAGE', 'a scan reads one archive of blocks', {
      where: '--blocks, --source',
      next: 'Give --blocks with the folder of a node, or --source with one of your sources.',
    });
  }
  const { chain } = parseNetwork(network);
  return parseSource(source ?? `bitcoin-files=${resolve(blocks ?? '')}`, config.sources, chain);
}

/** `--case all`: every known incident, as far as the blocks hold it. */
const ALL = 'all';

function theftsOf(
  { seed = [], case: cases = [] }: Options,
  { chain: id }: Network,
  config: Config,
): Pick<ScanQuestion, 'incidents' | 'candidates'> {
  const names = cases.filter((name) => name !== ALL);
  const chain = getChain(id);
  const stops = composeServiceStops(chain, config);
  const library = composeLibrary();
  const own = [...Map.groupBy(seed.map(parseSeed), ({ incident }) => incident)].map(
    ([name, seeds]): Incident => ({
      id: name,
      incident: null,
      title: name,
      // An output that is named twice was stolen once.
      seeds: [...new Map(seeds.map((each) => [`${each.txid}:${each.vout}`, each])).values()].map(
        ({ txid, vout, height }) => ({ txid, vout, height }),
      ),
      paid: null,
      stops: [],
    }),
  );
  const incidents = [...own, ...names.map((name) => incidentNamed(name, library, chain))];
  const candidates = cases.includes(ALL)
    ? incidentsOfFacts(library.incidents, theftTransactionsOf, chain).filter(
        (each) => !names.includes(each.id),
      )
    : [];
  const twice = incidents.find((each, i) => incidents.findIndex(({ id: other }) => other === each.id) < i);
  if (incidents.length + candidates.length === 0 || twice !== undefined) {
    throw new AshiatoError(
      'E_USAGE',
      twice === undefined ? 'a scan needs a theft to follow' : `two thefts are called ${twice.id}`,
      {
        where: '--seed, --case',
        next: 'Give --seed txid:vout or --case with a known incident, each theft under a name of its own.',
      },
    );
  }
  const stopped = (each: readonly Incident[]): Incident[] =>
    each.map((incident) => withStops(incident, stops));
  return { incidents: stopped(incidents), candidates: stopped(candidates) };
}

function incidentNamed(name: string, library: Library, chain: Chain): Incident {
  const known = library.incidents.find((each) => each.id === name);
  return known === undefined
    ? incidentOfCase(library.openCase(name), chain)
    : incidentOfFacts(known, theftTransactionsOf(name), chain);
}

function parseSeed(text: string): Seed & { readonly incident: string } {
  const parts = /^(?:([\w.-]{1,64})=)?([0-9a-f]{64}):(\d{1,9})(?:@(\d{1,9}))?$/i.exec(text);
  if (parts === null) {
    throw new AshiatoError('E_SEED', `"${text}" does not name an output`, {
      where: '--seed',
      next: 'Write txid:vout, txid:vout@height or name=txid:vout@height.',
    });
  }
  const [, incident = 'seed', txid = '', vout = '', height] = parts;
  return {
    incident,
    txid: txid.toLowerCase() as TxId,
    vout: Number(vout),
    height: height === undefined ? null : Number(height),
  };
}

function parseLevel(text: string): 'hits' | 'full' {
  if (text === 'hits' || text === 'full') return text;
  throw new AshiatoError('E_USAGE', `"${text}" is not a level of verification`, {
    where: '--verify',
    next: 'Use hits or full.',
  });
}

/** Each incident is answered alone, and under all policies as the range between them. */
function render(traces: readonly Trace[], { csv, json, policy }: Options): string {
  if (csv) return tracesToCsv(traces);
  const incidents = [...Map.groupBy(traces, (trace) => trace.recording.id).values()];
  if (policy === 'all') {
    return incidents
      .map((all) => (json ? `${JSON.stringify(envelopeToJson(all))}\n` : envelopeToText(all)))
      .join(json ? '' : '\n');
  }
  if (json) return traces.map((trace) => `${JSON.stringify(traceToJson(trace))}\n`).join('');
  return traces.map((trace) => traceToText(trace, headline(trace))).join('\n');
}
