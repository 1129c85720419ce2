/** The answer of a hiring screen for a terminal: evidence with its question, then what holds for everybody. */

import type { CandidateScreenJson, EvidenceJson, HiringAnswer } from '../contract/hiring.ts';
import { counted } from '../core/model/counted.ts';

export function hiringToText(answer: HiringAnswer): string {
  const { candidates, refused, left_out, weights, decides, appeal, lists } = answer;
  const stale = lists.filter(({ state, partial }) => state === 'stale' || partial).map(({ list }) => list);
  return `${[
    ...candidates.map(candidateToText),
    ...refused.map(
      ({ where, error }) =>
        `${where}: not read\n  ${error.code}: ${error.message}${error.where === undefined ? '' : ` (${error.where})`}\n`,
    ),
    decides,
    weights,
    '',
    'If it is contested:',
    ...appeal.map((line) => `  ${line}`),
    'Left out, with the reason:',
    ...left_out.map(({ indicator, what, why }) => `  ${indicator}  ${what}: ${why}`),
    ...(stale.length === 0 ? [] : [`Old or partial, so that silence says nothing: ${stale.join(', ')}`]),
  ].join('\n')}\n`;
}

function candidateToText({
  ref,
  evidence,
  not_checked,
  same_person,
  names,
  kept,
}: CandidateScreenJson): string {
  const pieces = evidence.length === 1 ? '1 piece' : `${evidence.length} pieces`;
  return [
    `${ref}: ${pieces} of evidence to ask about, ${not_checked.length} signs not checked`,
    ...(same_person.length === 0 ? [] : [`  Probably the same person: ${same_person.join(', ')}`]),
    ...(names.alike > names.agreeing
      ? [
          `  ${counted(names.alike - names.agreeing, 'like name')} on lists without a second identifier, which adds nothing`,
        ]
      : []),
    ...evidence.flatMap(evidenceToText),
    kept.marks === 0
      ? '  Nothing is kept.'
      : `  Kept: ${kept.marks} keyed marks until ${kept.expires}; "ashiato hiring erase ${ref}" forgets them.`,
    '',
  ].join('\n');
}

function evidenceToText({
  check,
  says,
  given,
  against,
  advised,
  innocent,
  question,
}: EvidenceJson): string[] {
  const by = advised.by.map(({ publisher, date }) => `${publisher} ${date}`).join('; ');
  const stated = (rows: EvidenceJson['given']): string =>
    rows.map(({ what, value }) => `${what}: ${value}`).join('; ');
  return [
    `  ${check}  ${says}`,
    `      given     ${stated(given)}`,
    ...(against.length === 0 ? [] : [`      against   ${stated(against)}`]),
    `      source    ${by === '' ? 'no advisory' : by} (called ${advised.strength ?? 'nothing'})`,
    `      innocent  ${innocent}`,
    `      ask       ${question}`,
  ];
}
