/** A decision for a terminal: the outcome first, then each check in its own words, then what it rests on. */
import { plainText } from '../core/attribution/labels.ts';
import type { Cluster, Decision, ListStanding, Match } from '../core/model/decision.ts';
import { wrapLines } from './figures.ts';

const at = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

export function decisionToText(decision: Decision): string {
  const { subject, outcome, action, rule, checks, notChecked, lists, task, coverage } = decision;
  const laboratory = decision.environment === 'laboratory' ? ' · LABORATORY, nothing here is real' : '';
  const next = checks.find((check) => check.next !== null)?.next ?? null;
  return wrapLines(
    [
      `${outcome.toUpperCase()}  ${plainText(subject.text)}  → ${action} (${rule.id})${laboratory}`,
      `  ${plainText(rule.reason)}`,
      ...checks.flatMap((check) => [
        `  ${check.name}: ${check.outcome}${check.code === null ? '' : ` ${check.code}`}: ${plainText(check.says)}`,
        ...check.matches.slice(0, 10).map((match) => `    ${matchLine(match)}`),
        ...(check.outcome === 'indeterminate'
          ? check.notFoundIn.map(
              ({ list, edition }) => `    historical: not_found_in(${list}, ${plainText(edition)})`,
            )
          : []),
      ]),
      ...notChecked.map(({ name, why }) => `  not checked: ${name}: ${why}`),
      ...lists.map((standing) => `  ${standingLine(standing)}`),
      ...(coverage === null
        ? []
        : [
            coverage.tips.length === 0
              ? '  flows: no trace covers a chain of this subject'
              : `  flows: ${coverage.complete ? 'complete' : 'incomplete'} up to ${coverage.tips.map(({ chain, height }) => `${chain} block ${height}`).join(', ')}`,
          ]),
      ...decision.overrides.map(
        ({ id, type, by, reason, until }) =>
          `  override ${id} (${type}) by ${by.map(plainText).join(' and ')} until ${at(until)}: ${plainText(reason)}`,
      ),
      ...(task === null
        ? []
        : [
            `  task (${task.jurisdiction}): ${task.says}${task.dueBy === null ? '' : ` By ${at(task.dueBy)}.`} [${task.source}]${task.verified ? '' : ' (unverified)'}`,
          ]),
      ...decision.caveats.map((caveat) => `  note: ${plainText(caveat)}`),
      `  decided ${at(decision.decidedAt)}, valid until ${at(decision.validUntil)}, rules ${decision.rules.version} (${decision.rules.digest.slice(0, 12)})`,
      ...(next === null ? [] : [`Next: ${next}`]),
      '',
    ].join('\n'),
  );
}

function matchLine(match: Match): string {
  switch (match.type) {
    case 'listed': {
      const address = match.addressListedOn === null ? '' : `, address since ${match.addressListedOn}`;
      const entity = match.entryListedOn === null ? '' : `, entity since ${match.entryListedOn}`;
      const key = match.sameKeyAs === null ? '' : `, as ${match.sameKeyAs}, whose key spends from it, too`;
      const score = match.features.length === 0 ? '' : `, score ${match.score.toFixed(2)}`;
      return `${match.list} entry ${match.entry}: ${plainText(match.names.slice(0, 3).join(' / '))} [${match.effect}; ${plainText(match.programmes.join(', '))}]${address}${entity}${key}${score}`;
    }
    case 'exposure': {
      const amount =
        match.max === null
          ? 'amount not measured'
          : `${match.min} to ${match.max} base units of ${match.asset}`;
      return [
        `${match.incident}${match.stolenOn === null ? '' : ` of ${match.stolenOn}`}: ${match.hops} hops, ${amount}${arrival(match)}; ${match.path.map(plainText).join(' → ')}`,
        ...(match.policies.length < 2
          ? []
          : [`envelope: ${match.policies.map(({ policy, amount }) => `${policy} ${amount}`).join(', ')}`]),
        ...match.counterparties.largest.map(
          ({ direction, address, amount, end, listedOn }) =>
            `${direction} ${plainText(address)}: ${amount}${end === null ? '' : `, ${end.kind} ${plainText(end.label)}`}${listedOn.length === 0 ? '' : `, LISTED on ${listedOn.join(', ')}`}`,
        ),
        ...(match.cluster === null ? [] : [clusterLine(match.cluster)]),
      ].join('\n      ');
    }
  }
}

const arrival = ({ firstArrived, lastArrived }: Extract<Match, { type: 'exposure' }>): string =>
  lastArrived === null
    ? ''
    : firstArrived === lastArrived
      ? `, arrived ${lastArrived}`
      : `, arrived ${firstArrived} to ${lastArrived}`;

const clusterLine = ({ size, members, listed }: Cluster): string =>
  `spent together with ${size - 1} more (a lead, no identity): ${members.map(plainText).join(', ')}${listed.length === 0 ? '' : `; LISTED: ${listed.map(({ address, list }) => `${address} on ${list}`).join(', ')}`}`;

function standingLine({
  list,
  edition,
  published,
  origin,
  verifiedAt,
  partial,
  state,
}: ListStanding): string {
  const by = origin === 'signed-import' ? ' (so whoever carried it here signed)' : '';
  const confirmed =
    verifiedAt === null
      ? 'never confirmed by its publisher'
      : `confirmed by its publisher ${at(verifiedAt)}${by}`;
  return `list ${list}: ${plainText(edition)} (${published}), ${confirmed}, ${state}${partial ? ', only a part of it' : ''}`;
}
