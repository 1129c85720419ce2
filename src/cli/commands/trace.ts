/** `ashiato trace <case | txid | address | incident>`: where the money ended. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { recordingSource } from '../../adapters/sources/recording.ts';
import { isOnChain, nameTheft } from '../../app/explain/subject.ts';
import { incidentOfTheft } from '../../app/scan/scan-incidents.ts';
import { withoutDeclared } from '../../app/trace/read-meanings.ts';
import { recordTheft } from '../../app/trace/theft.ts';
import { trace } from '../../app/trace/trace.ts';
import { traceLive } from '../../app/trace/trace-live.ts';
import { composeLibrary, composeServiceStops } from '../../compose/base.ts';
import { chooseSources, firstOfEachChain, openSources } from '../../compose/sources.ts';
import { composePricedKnown } from '../../compose/strategy.ts';
import type { Config } from '../../config.ts';
import { CHAINS, getChain } from '../../core/model/chain.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { POLICIES, type PolicyName, parsePolicy } from '../../core/model/rules.ts';
import { tracesToCsv } from '../../core/report/csv.ts';
import { envelopeToJson } from '../../core/report/envelope.ts';
import { envelopeToText } from '../../core/report/envelope-text.ts';
import { traceToGraphml } from '../../core/report/graphml.ts';
import { headline } from '../../core/report/headline.ts';
import { traceToJson } from '../../core/report/json.ts';
import { traceToText } from '../../core/report/text.ts';
import { DEFAULT_REQUEST, parseInstant, type TraceRequest } from '../../core/trace/request.ts';
import type { Trace } from '../../core/trace/result.ts';
import { chainOfSource } from '../../source-config.ts';
import { keep } from '../keep.ts';
import { configWith, parseHops } from '../options.ts';
import { progressBar } from '../progress.ts';
import { runScan } from '../run-scan.ts';

type Options = {
  policy: string;
  asOf?: string;
  knownAt?: string;
  maxHops?: string;
  minAmount?: string;
  followFees?: true;
  json?: true;
  csv?: true;
  graphml?: true;
  save: boolean;
  data?: string;
  source?: string[];
  chain?: string;
  to?: string[];
  since?: string;
  record?: string;
  find?: true;
};

/** Traces, and where they were made from live answers the recording they can be computed from again. */
type Answer = { readonly traces: readonly Trace[]; readonly recording: string | null };

export function traceCommand(program: Command, env: NodeJS.ProcessEnv): void {
  program
    .command('trace')
    .description('follow a theft to its ends')
    .argument(
      '<subject...>',
      'a recorded case, such as ronin-2022 (see "ashiato cases"), the path of your own, laboratory-N to generate one; with sources: transactions (txid, txid:vout), an address, or a known incident',
    )
    .option('--policy <name>', `${POLICIES.join(' | ')} | all (the envelope)`, DEFAULT_REQUEST.policy)
    .option('--as-of <date>', 'cut every chain at its last block at or before this date (UTC)')
    .option('--known-at <day>', 'leave out readings learned after this day')
    .option('--max-hops <n>', 'stop a branch after so many movements')
    .option('--min-amount <amount>', 'stop a branch that stands for less, in whole units of the stolen asset')
    .option('--follow-fees', "follow a miner fee's tainted share into the coinbase")
    .option(
      '--source <source...>',
      'ask live sources: names from the configuration, or type=address, such as esplora=https://mempool.space/api',
    )
    .option('--chain <id>', 'the chain of a source given by address, by CAIP-2 id')
    .option('--to <address...>', 'of named transactions: where the stolen value first rested')
    .option('--since <date>', 'of a named address or incident: from when on what it received was stolen')
    .option('--record <file>', 'write down what the sources said; "ashiato trace <file>" replays it offline')
    .option('--find', "leave a recorded case's own swaps, bridges and loans aside, and find them by rule")
    .option('--json', 'print JSON')
    .option('--csv', 'print the ends as CSV')
    .option('--graphml', 'print the flow as GraphML')
    .option('--no-save', 'do not keep the trace in the data folder')
    .option('--data <folder>', 'data folder')
    .action(async (names: readonly string[], options: Options) => {
      const config = configWith(env, options);
      const policies = options.policy === 'all' ? POLICIES : [parsePolicy(options.policy)];
      const requests = policies.map((policy) => requestOf(policy, options, config));
      const live = options.source !== undefined || isOnChain(names[0] ?? '', CHAINS);
      const { traces, recording } = live
        ? await askSources(names, requests, options, config, env)
        : await replay(names, requests, options);
      if (options.record !== undefined && recording !== null) writeFileSync(options.record, recording);
      if (options.save) await keep(config, traces, recording);
      process.stdout.write(render(traces, options));
    });
}

async function replay(
  names: readonly string[],
  requests: readonly TraceRequest[],
  options: Options,
): Promise<Answer> {
  const [name = ''] = names;
  refuseLiveOptions(names, options);
  const library = composeLibrary();
  const recording = library.openCase(name);
  const source = recordingSource(recording);
  if (options.find) {
    const { traces, document } = await traceLive(source, {
      subject: async () => withoutDeclared(recording),
      requests,
      sources: [`recording ${recording.id}`],
      replay: recordingSource,
      known: library.knownOf(name),
    });
    return { traces, recording: document };
  }
  const traces: Trace[] = [];
  for (const request of requests) {
    const progress = progressBar(`${recording.id} ${request.policy}`);
    traces.push(await trace(recording, source, request, { onProgress: progress.show }));
    progress.clear();
  }
  return { traces, recording: null };
}

/** What only makes sense where live sources are asked is not passed over in silence. */
function refuseLiveOptions(names: readonly string[], { to, since, record, find }: Options): void {
  const written = find ? undefined : record;
  const given = Object.entries({ to, since, record: written }).find(([, value]) => value !== undefined);
  if (given === undefined && names.length === 1) return;
  throw new AshiatoError('E_USAGE', `"${names[0]}" is a recorded case, and no source is named`, {
    where: given === undefined ? `"${names[1]}"` : `--${given[0]}`,
    next: 'Name live sources with --source, or leave this out.',
  });
}

async function askSources(
  names: readonly string[],
  requests: readonly TraceRequest[],
  options: Options,
  config: Config,
  env: NodeJS.ProcessEnv,
): Promise<Answer> {
  const chosen = chooseSources(options.source, options.chain, config, env);
  const rows = options.source === undefined ? firstOfEachChain(chosen) : chosen;
  const chains = rows.map((row) => getChain(chainOfSource(row)));
  const theft = nameTheft({
    names,
    chains,
    to: options.to ?? [],
    since: options.since === undefined ? null : startOf(options.since),
    incidents: composeLibrary().incidents,
    stops: chains.flatMap((chain) => composeServiceStops(chain, config)),
  });
  const [only] = rows;
  if (only?.type === 'bitcoin-files' && rows.length === 1) {
    const incidents = [incidentOfTheft(theft)];
    const question = { source: only, incidents, candidates: [], requests, verify: 'hits' } as const;
    const [scanned] = await runScan(question, config, env);
    return { traces: scanned!.traces, recording: scanned!.recording };
  }
  const source = await openSources(rows, config, env);
  const progress = progressBar(theft.id.slice(0, 20));
  const { traces, document } = await traceLive(source, {
    subject: (recorded) => recordTheft(recorded, theft),
    requests,
    sources: rows.map((row) => row.id),
    replay: recordingSource,
    onProgress: () => progress.show,
    known: composePricedKnown(config),
  });
  progress.clear();
  return { traces, recording: document };
}

/** A day begins with its first second. */
const startOf = (date: string): number => parseInstant(date, '--since') - (/T/.test(date) ? 0 : 86_399);

function requestOf(policy: PolicyName, options: Options, config: Config): TraceRequest {
  return {
    ...DEFAULT_REQUEST,
    policy,
    asOf: options.asOf ?? null,
    knownAt: options.knownAt ?? null,
    maxHops: options.maxHops === undefined ? null : parseHops(options.maxHops),
    minAmount: options.minAmount ?? null,
    minConfidence: config.minConfidence,
    followFees: options.followFees ?? false,
  };
}

function render(traces: readonly Trace[], options: Options): string {
  const [only] = traces;
  if (options.csv) return tracesToCsv(traces);
  if (options.policy === 'all') {
    if (options.graphml)
      throw new AshiatoError('E_USAGE', 'GraphML draws one policy', {
        where: '--graphml',
        next: 'Choose one with --policy.',
      });
    return options.json ? `${JSON.stringify(envelopeToJson(traces), null, 2)}\n` : envelopeToText(traces);
  }
  if (options.json) return `${JSON.stringify(traceToJson(only!), null, 2)}\n`;
  return options.graphml ? traceToGraphml(only!) : traceToText(only!, headline(only!));
}
