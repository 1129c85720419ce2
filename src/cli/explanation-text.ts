/** An explanation for a terminal: what is known and from whom, in the order of how far it may be believed. */
import type { Explanation } from '../contract/explain.ts';
import { plainText } from '../core/attribution/labels.ts';
import { LEVEL_SAYS } from '../core/attribution/trust.ts';
import { formatDecimal } from '../core/model/amount.ts';
import { getChain } from '../core/model/chain.ts';
import { counted } from '../core/model/counted.ts';
import { wrapLines } from './figures.ts';

export function explanationToText(answer: Explanation): string {
  const { subject } = answer;
  const names = subject.chains.map((id) => getChain(id)).filter((chain) => chain.laboratory !== true);
  return wrapLines(
    [
      `${subject.id}`,
      `${subject.type} · ${names.map((chain) => chain.name).join(', ') || 'laboratory'}`,
      '',
      answer.says,
      '',
      ...section('claims', answer.claims.flatMap(claimLines)),
      ...(answer.conflict === null
        ? []
        : [`  ! ${plainText(answer.conflict)}; none of them overrules the other`, '']),
      ...section('lists', answer.listings.map(listingLine)),
      ...section('incidents', answer.incidents.map(incidentLine)),
      ...section('traces', answer.traces.flatMap(traceLines)),
      ...section('cluster', answer.clusters.flatMap(clusterLines)),
      ...section('findings', answer.findings.flatMap(findingLines)),
      ...answer.caveats.map((caveat) => `note: ${caveat}`),
      '',
    ].join('\n'),
  );
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ''];

function claimLines(claim: Explanation['claims'][number]): string[] {
  const kind = [claim.category, ...claim.concepts, claim.abuse === null ? null : `accused of ${claim.abuse}`]
    .filter((each) => each !== null)
    .join(', ');
  const dates = [
    claim.created === null ? null : `known since ${claim.created}`,
    claim.modified === null ? null : `last modified ${claim.modified}`,
    claim.validUntil === null ? null : `holds until ${claim.validUntil}`,
  ].filter((each) => each !== null);
  const who = claim.actorName ?? claim.actor;
  return [
    `${claim.level} ${claim.confidence.toFixed(2)}  ${plainText(claim.label)}${kind === '' ? '' : ` [${plainText(kind)}]`}${who === null ? '' : ` · ${plainText(who)}`} · ${claim.where}${claim.state === 'standing' ? '' : ` · ${claim.state.toUpperCase()}`}`,
    `    ${LEVEL_SAYS[claim.level]}`,
    `    by ${plainText(claim.author)}, from ${plainText(claim.source)}${dates.length === 0 ? ', undated' : `, ${dates.join(', ')}`}`,
    `    ${claim.stops === null ? 'ends no branch' : `a branch ends here as ${claim.stops}`} · tag ${claim.id} of ${plainText(claim.pack)}`,
    ...(claim.deceives === null ? [] : [`    ! the label may deceive: ${plainText(claim.deceives)}`]),
    ...claim.history.map(
      ({ action, of, by, reason, at }) =>
        `    ${at.slice(0, 10)} ${PAST[action]} (${of}) by ${plainText(by)}: ${plainText(reason)}`,
    ),
  ];
}

const PAST = { contest: 'contested', retract: 'retracted', restore: 'restored' } as const;

const listingLine = ({
  list,
  edition,
  entry,
  names,
  effect,
  listedOn,
}: Explanation['listings'][number]): string =>
  `${list} entry ${entry}: ${plainText(names.slice(0, 3).join(' / '))} [${effect}]${listedOn === null ? '' : `, address since ${listedOn}`} (${plainText(edition)})`;

const incidentLine = ({
  id,
  victim,
  date,
  role,
  chain,
  source,
  note,
}: Explanation['incidents'][number]): string =>
  `${id} (${victim}, ${date}): ${role} on ${chain}, according to ${source}${note === null ? '' : `; ${note}`}`;

function traceLines(sight: Explanation['traces'][number]): string[] {
  const units = (amount: string, decimals: number): string => formatDecimal(BigInt(amount), decimals);
  return [
    `${sight.incident} under ${sight.policy}${sight.kept ? ' (kept here)' : ' (recorded case)'}: ${counted(sight.movementsIn, 'movement')} in, ${sight.movementsOut} out`,
    ...sight.flows.map(
      ({ symbol, decimals, arrived, left }) =>
        `  for ${units(arrived, decimals)} ${symbol} of the theft in, for ${units(left, decimals)} out; what came back counts each time`,
    ),
    ...(sight.ends.length === 0 ? [] : [`  branches end here: ${plainText(sight.ends.join(', '))}`]),
    `  ${sight.transactions.slice(0, 3).join(', ')}${sight.transactions.length > 3 ? ', …' : ''}`,
  ];
}

const clusterLines = ({ incident, members }: Explanation['clusters'][number]): string[] => [
  `spent together with ${members.length - 1} more on a branch of ${incident} (CoinJoins left out):`,
  ...members.slice(0, 10).map((member) => `  ${member}`),
  ...(members.length > 10 ? [`  … ${members.length - 10} more in --json`] : []),
];

function findingLines(finding: Explanation['findings'][number]): string[] {
  return [
    `${finding.detector} ${finding.strength.toFixed(2)}: ${plainText(finding.says)}`,
    ...finding.evidence
      .slice(0, 5)
      .map(
        ({ what, txid, address }) =>
          `    ${plainText(what)}${address === undefined ? '' : ` · ${address}`}${txid === undefined ? '' : ` · ${txid}`}`,
      ),
    ...(finding.evidence.length > 5 ? [`    … ${finding.evidence.length - 5} more rows in --json`] : []),
    `    the same for honest reasons: ${finding.innocent}`,
  ];
}
