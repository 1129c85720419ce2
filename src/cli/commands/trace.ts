/** `ashiato trace <case>`, or `<txid> --rpc … --to …` on a live chain: where the money ended. */
import type { Command } from 'commander';
import { openEvmRpc } from '../../adapters/sources/evm-rpc/source.ts';
import { recordingSource } from '../../adapters/sources/recording.ts';
import { saveTrace } from '../../app/save-trace.ts';
import { recordTheft } from '../../app/theft.ts';
import { trace } from '../../app/trace.ts';
import { composeLibrary, composeStore } from '../../compose.ts';
import { type Config, readConfig } from '../../config.ts';
import type { Recording } from '../../core/model/case.ts';
import { getChain } from '../../core/model/chain.ts';
import { AshiatoError } from '../../core/model/errors.ts';
import { POLICIES, type PolicyName, parsePolicy } from '../../core/model/rules.ts';
import { tracesToCsv } from '../../core/report/csv.ts';
import { envelopeToJson } from '../../core/report/envelope.ts';
import { envelopeToText } from '../../core/report/envelope-text.ts';
import { traceToGraphml } from '../../core/report/graphml.ts';
import { headline } from '../../core/report/headline.ts';
import { traceToJson } from '../../core/report/json.ts';
import { traceToText } from '../../core/report/text.ts';
import { DEFAULT_REQUEST, type TraceRequest } from '../../core/trace/request.ts';
import type { Trace } from '../../core/trace/result.ts';
import type { ChainSource } from '../../ports/chain-source.ts';
import { progressBar } from '../progress.ts';

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
  rpc?: string[];
  chain: string;
  to?: string[];
};

/** What is traced, and where its data comes from; what cannot be replayed is not kept. */
type Subject = { readonly recording: Recording; readonly source: ChainSource; readonly replayable: boolean };

export function traceCommand(program: Command, env: NodeJS.ProcessEnv): void {
  program
    .command('trace')
    .description('follow a theft to its ends')
    .argument(
      '<case>',
      'a recorded case, such as ronin-2022 (see "ashiato cases"), the path of your own, laboratory-N to generate one; with --rpc the hash of the theft',
    )
    .option('--policy <name>', `${POLICIES.join(' | ')} | all (the envelope)`, DEFAULT_REQUEST.policy)
    .option('--as-of <date>', 'cut every chain at its last block at or before this date (UTC)')
    .option('--known-at <day>', 'leave out readings learned after this day')
    .option('--max-hops <n>', 'stop a branch after so many movements')
    .option('--min-amount <amount>', 'stop a branch that stands for less, in whole units of the stolen asset')
    .option('--follow-fees', "follow a miner fee's tainted share into the coinbase")
    .option('--rpc <url...>', 'follow a live EVM chain through these nodes (or name them in ASHIATO_RPC)')
    .option('--chain <id>', 'the chain of the nodes, by CAIP-2 id', 'eip155:1')
    .option('--to <address...>', 'with --rpc: where the stolen value first rested')
    .option('--json', 'print JSON')
    .option('--csv', 'print the ends as CSV')
    .option('--graphml', 'print the flow as GraphML')
    .option('--no-save', 'do not keep the trace in the data folder')
    .option('--data <folder>', 'data folder')
    .action(async (name: string, options: Options) => {
      const config = readConfig(env, options.data === undefined ? {} : { dataFolder: options.data });
      const subject = await subjectOf(name, options, env);
      const { recording, source } = subject;
      const traces: Trace[] = [];
      for (const policy of options.policy === 'all' ? POLICIES : [parsePolicy(options.policy)]) {
        const progress = progressBar(`${recording.id} ${policy}`);
        traces.push(
          await trace(recording, source, requestOf(policy, options, config), { onProgress: progress.show }),
        );
        progress.clear();
      }
      if (options.save && subject.replayable) await keep(config, traces);
      process.stdout.write(render(traces, options));
    });
}

async function subjectOf(name: string, options: Options, env: NodeJS.ProcessEnv): Promise<Subject> {
  if (options.rpc === undefined && options.to === undefined) {
    const recording = composeLibrary().openCase(name);
    return { recording, source: recordingSource(recording), replayable: true };
  }
  const urls = (options.rpc ?? (env.ASHIATO_RPC ?? '').split(/[\s,]+/)).filter((url) => url !== '');
  if (urls.length === 0) {
    throw new AshiatoError('E_USAGE', 'a live theft needs nodes to ask', {
      where: '--rpc',
      next: 'Name two nodes in ASHIATO_RPC or with --rpc, or leave out --to to trace a recorded case.',
    });
  }
  if (options.to === undefined) {
    throw new AshiatoError('E_USAGE', 'a live theft needs the address that was paid', {
      where: '--to',
      next: 'Give --to with the address where the stolen value first rested.',
    });
  }
  const chain = getChain(options.chain);
  const source = pinned(await openEvmRpc({ urls, chain: chain.id }));
  return {
    recording: await recordTheft(source, { chain, txids: [name], thieves: options.to }),
    source,
    replayable: false,
  };
}

/** Every policy is asked about the same blocks, though the chain grows meanwhile. */
function pinned(source: ChainSource): ChainSource {
  const tips = new Map<number | null, ReturnType<ChainSource['tips']>>();
  return {
    ...source,
    tips(asOf) {
      const known = tips.get(asOf) ?? source.tips(asOf);
      tips.set(asOf, known);
      return known;
    },
  };
}

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

function parseHops(text: string): number {
  const hops = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (hops < 1) {
    throw new AshiatoError('E_USAGE', `"${text}" is not a number of hops`, {
      where: '--max-hops',
      limit: '1 to 999999',
      next: 'Give a whole number of movements.',
    });
  }
  return hops;
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

/** A trace that cannot be kept because another process holds the folder is still an answer; it says so. */
async function keep(config: Config, traces: readonly Trace[]): Promise<void> {
  try {
    const store = await composeStore(config);
    try {
      for (const each of traces) await saveTrace(store, each);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof AshiatoError) || error.code !== 'E_STORE_LOCKED') throw error;
    process.stderr.write(
      `${error.code}: ${error.message}\nThis trace is printed but not kept there. Next: save it with --json > trace.json; "ashiato recompute trace.json" takes the file.\n`,
    );
  }
}
