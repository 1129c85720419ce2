/** What is claimed about the chosen place, and what detectors see on the branches that meet it. */
import { useQuery } from '@tanstack/react-query';
import type { Explanation } from '../../../src/contract/explain.ts';
import { explainQuery } from '../api/cases.ts';
import { useLanguage } from '../i18n/index.ts';
import { Failure, Loading } from './states.tsx';

/** CAIP-10 accounts by their address, outpoints by their transaction; what has neither is not asked about. */
function subjectOf(place: string): string | null {
  const outpoint = /\/([0-9a-f]{64}):\d+$/.exec(place)?.[1];
  if (outpoint !== undefined) return outpoint;
  return place.includes('/') ? null : place.slice(place.lastIndexOf(':') + 1);
}

export function Known({ place }: { place: string }) {
  const { t } = useLanguage();
  const subject = subjectOf(place);
  const answer = useQuery({ ...explainQuery(subject ?? ''), enabled: subject !== null });
  if (subject === null) return null;
  if (answer.error !== null) return <Failure error={answer.error} retry={() => void answer.refetch()} />;
  if (answer.data === undefined) return <Loading />;
  const { claims, listings, findings, conflict, clusters } = answer.data;
  return (
    <div className="known">
      <h3>{t('known.title')}</h3>
      {claims.length + listings.length + findings.length + clusters.length === 0 && (
        <p className="hint">{t('known.nothing')}</p>
      )}
      {conflict !== null && <p className="hint">{t('known.conflict')}</p>}
      {listings.map(({ list, entry, names, edition, listedOn }) => (
        <p key={`${list} ${entry}`}>
          <strong>{t('known.listed', { list })}</strong> <bdi>{names.slice(0, 3).join(' / ')}</bdi>{' '}
          <span className="faint">
            {entry} · <bdi>{edition}</bdi>
            {listedOn !== null && ` · ${listedOn}`}
          </span>
        </p>
      ))}
      <ul className="members">
        {claims.map((claim) => (
          <Claim key={claim.id} claim={claim} />
        ))}
      </ul>
      {clusters.map(({ incident, members }) => (
        <p key={incident} className="hint">
          {t('known.cluster', { count: members.length })}
        </p>
      ))}
      {findings.map((finding) => (
        <details key={`${finding.detector} ${finding.says}`}>
          <summary>
            <bdi lang="en">{finding.says}</bdi>{' '}
            <span className="faint num">{finding.strength.toFixed(2)}</span>
          </summary>
          <p className="hint">
            {t('known.innocent')} <bdi lang="en">{finding.innocent}</bdi>
          </p>
          <ul className="members">
            {finding.evidence.slice(0, 20).map((row, i) => (
              // Rows have no names of their own, and their order does not change.
              <li key={i}>
                <bdi lang="en">{row.what}</bdi> <code>{row.txid ?? row.address ?? ''}</code>
              </li>
            ))}
            {finding.evidence.length > 20 && (
              <li className="faint">{t('known.more', { count: finding.evidence.length - 20 })}</li>
            )}
          </ul>
        </details>
      ))}
    </div>
  );
}

const LEVELS = {
  T0: 'known.level.T0',
  T1: 'known.level.T1',
  T2: 'known.level.T2',
  T3: 'known.level.T3',
  T4: 'known.level.T4',
} as const;

const STATES = { contested: 'known.state.contested', retracted: 'known.state.retracted' } as const;

const DEEDS = {
  contest: 'known.deed.contest',
  retract: 'known.deed.retract',
  restore: 'known.deed.restore',
} as const;

function Claim({ claim }: { claim: Explanation['claims'][number] }) {
  const { t } = useLanguage();
  return (
    <li>
      <strong>
        <bdi>{claim.label}</bdi>
      </strong>{' '}
      <span className="faint">
        {t(LEVELS[claim.level])} · <span className="num">{claim.confidence.toFixed(2)}</span> ·{' '}
        <bdi>{claim.source}</bdi>
        {claim.created !== null && ` · ${claim.created}`}
        {claim.state !== 'standing' && ` · ${t(STATES[claim.state])}`}
      </span>
      {claim.history.length > 0 && (
        <ul className="members">
          {claim.history.map(({ action, by, at, reason }) => (
            <li key={`${action} ${at}`} className="faint">
              {t(DEEDS[action])} · <bdi>{by}</bdi> · <span className="num">{at.slice(0, 10)}</span> ·{' '}
              <bdi>{reason}</bdi>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
