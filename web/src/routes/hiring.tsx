/** Is this contractor a front? Evidence with a question each, no score; nothing leaves the machine. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { HiringAnswer } from '../../../src/contract/hiring.ts';
import { ASKED, LEFT_OUT } from '../../../src/core/hiring/indicators.ts';
import { type Given, screenFile, screenGiven } from '../api/hiring.ts';
import { CandidateEvidence } from '../hiring/evidence.tsx';
import { CandidateForm } from '../hiring/form.tsx';
import { useLanguage, useTitle } from '../i18n/index.ts';
import { Loading, Refusal } from '../ui/states.tsx';

const CHECKS = Object.keys(ASKED).length;

export function Hiring() {
  const { t } = useLanguage();
  useTitle(`${t('hiring.title')} · Ashiato`);
  const [keep, setKeep] = useState(true);
  const asking = useMutation({
    mutationFn: (what: Given | File) =>
      what instanceof File ? screenFile(what, keep) : screenGiven(what, keep),
  });
  const answer = asking.data;
  return (
    <div className="page hiring">
      <h1 className="lead" data-testid="headline">
        {answer === undefined ? t('hiring.lead', { count: CHECKS }) : headlineOf(answer, t)}
      </h1>
      <p className="unvalidated">
        <strong lang="en">weights unvalidated: no labelled data</strong> {t('hiring.unvalidated')}
      </p>
      <div className="hiring-columns">
        <CandidateForm busy={asking.isPending} keep={keep} setKeep={setKeep} ask={asking.mutate} />
        <div>
          <section aria-live="polite" aria-busy={asking.isPending}>
            {asking.isPending && <Loading text={t('hiring.asking')} />}
            {asking.error !== null && <Refusal error={asking.error} />}
            {answer === undefined && !asking.isPending && asking.error === null && (
              <p className="hint">{t('hiring.empty')}</p>
            )}
            {answer?.candidates.map((candidate) => (
              <CandidateEvidence key={candidate.ref} candidate={candidate} />
            ))}
            {answer !== undefined && answer.refused.length > 0 && <Refused answer={answer} />}
            {answer !== undefined && <Lists answer={answer} />}
          </section>
          <Standing />
        </div>
      </div>
    </div>
  );
}

/** What holds for everybody, whoever is asked about. */
function Standing() {
  const { t } = useLanguage();
  return (
    <section>
      <h2>{t('hiring.appeal')}</h2>
      <ol className="plain-list">
        {(['hiring.appeal.1', 'hiring.appeal.2', 'hiring.appeal.3'] as const).map((key) => (
          <li key={key}>{t(key)}</li>
        ))}
      </ol>
      <h2>{t('hiring.left')}</h2>
      <p className="hint">{t('hiring.left.hint')}</p>
      <dl className="left-out">
        {LEFT_OUT.map(({ indicator }) => (
          <div key={indicator}>
            <dt>
              {t(`hiring.left.${indicator}`)} <span className="mono faint">{indicator}</span>
            </dt>
            <dd>{t(`hiring.why.${indicator}`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function headlineOf({ candidates, refused }: HiringAnswer, t: ReturnType<typeof useLanguage>['t']): string {
  const pieces = candidates.reduce((sum, { evidence }) => sum + evidence.length, 0);
  const among = t('hiring.among', { count: candidates.length });
  const said = pieces === 0 ? t('hiring.foundNone', { among }) : t('hiring.found', { count: pieces, among });
  return refused.length === 0 ? said : `${said} ${t('hiring.refused', { count: refused.length })}`;
}

function Refused({ answer: { refused } }: { answer: HiringAnswer }) {
  const { t } = useLanguage();
  return (
    <section className="candidate" data-testid="refused">
      <h2>{t('hiring.refused', { count: refused.length })}</h2>
      <ul>
        {refused.map(({ where, ref, error }) => (
          <li key={where} lang="en">
            <span className="mono">{ref ?? where}</span> {error.message}{' '}
            <span className="mono faint">{error.code}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Lists({ answer: { lists } }: { answer: HiringAnswer }) {
  const { t } = useLanguage();
  const old = lists.filter(({ state, partial }) => state === 'stale' || partial).map(({ list }) => list);
  return old.length === 0 ? null : <p className="notice">{t('hiring.lists', { lists: old.join(', ') })}</p>;
}
