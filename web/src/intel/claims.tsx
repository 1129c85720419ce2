/** The claims of an article, and a person who accepts or rejects those chosen. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ArticleJson } from '../../../src/contract/intel.ts';
import { articleQuery, articlesQuery, decideClaims } from '../api/intel.ts';
import { useLanguage } from '../i18n/index.ts';
import { Refusal } from '../ui/states.tsx';
import { useWho } from '../ui/who.ts';
import { kindWord, reading } from './words.ts';

type Props = {
  readonly article: ArticleJson;
  readonly chosen: string | null;
  readonly choose: (claim: string) => void;
};

const STATES = {
  open: 'intel.state.open',
  accepted: 'intel.state.accepted',
  rejected: 'intel.state.rejected',
} as const;

export function Claims({ article, chosen, choose }: Props) {
  const { t } = useLanguage();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string): void =>
    setPicked((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  if (article.claims.length === 0) return <p className="hint">{t('intel.claims.none')}</p>;
  return (
    <>
      <div className="scroll">
        <table className="dense claims">
          <thead>
            <tr>
              <th scope="col">
                <span className="hidden">{t('intel.col.pick')}</span>
              </th>
              <th scope="col">{t('intel.col.kind')}</th>
              <th scope="col">{t('intel.col.says')}</th>
              <th scope="col">{t('intel.col.state')}</th>
            </tr>
          </thead>
          <tbody>
            {article.claims.map((claim) => (
              <tr key={claim.id} aria-selected={claim.id === chosen}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={t('intel.pick', { quote: claim.quote })}
                    disabled={claim.state !== 'open'}
                    checked={picked.has(claim.id)}
                    onChange={() => toggle(claim.id)}
                  />
                </td>
                <td className="nowrap">{kindWord(claim.says, t)}</td>
                <td>
                  <button type="button" className="row-button" onClick={() => choose(claim.id)}>
                    <span className="claim-says">{reading(claim.says, t)}</span>
                    <span className="faint item">“{claim.quote}”</span>
                  </button>
                </td>
                <td>
                  <span className="nowrap">{t(STATES[claim.state])}</span>
                  {claim.decision !== null && (
                    <span className="faint item">
                      {claim.decision.by}
                      {claim.decision.reason === '' ? '' : `: ${claim.decision.reason}`}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Decide claims={[...picked]} done={() => setPicked(new Set())} article={article.id} />
    </>
  );
}

function Decide({ claims, article, done }: { claims: string[]; article: string; done: () => void }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const [by, setBy] = useWho();
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: (verdict: 'accepted' | 'rejected') => decideClaims({ claims, verdict, by, reason }),
    async onSuccess() {
      setReason('');
      done();
      await Promise.all([
        client.invalidateQueries({ queryKey: articlesQuery.queryKey, exact: true }),
        client.invalidateQueries({ queryKey: articleQuery(article).queryKey }),
      ]);
    },
  });
  const ready = claims.length > 0 && by.trim() !== '' && !decide.isPending;
  return (
    <form className="form" onSubmit={(event) => event.preventDefault()}>
      <p>{t('intel.decide', { count: claims.length })}</p>
      <label>
        {t('intel.by')}
        <input
          value={by}
          maxLength={200}
          autoComplete="name"
          onChange={(event) => setBy(event.target.value)}
        />
      </label>
      <label className="grow">
        {t('intel.reason')}
        <input value={reason} maxLength={2000} onChange={(event) => setReason(event.target.value)} />
      </label>
      <button type="button" className="button" disabled={!ready} onClick={() => decide.mutate('accepted')}>
        {t('intel.accept')}
      </button>
      <button type="button" className="button" disabled={!ready} onClick={() => decide.mutate('rejected')}>
        {t('intel.reject')}
      </button>
      {decide.data !== undefined && decide.data.proposed.length > 0 && (
        <p role="status">
          {t('intel.proposed', { count: decide.data.proposed.length })}{' '}
          <Link to="/library">{t('library.title')}</Link>
        </p>
      )}
      {decide.error !== null && <Refusal error={decide.error} />}
    </form>
  );
}
