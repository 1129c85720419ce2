/** Edits with their change, source and deeds; those that wait are accepted or rejected, those that stand taken back. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { EditJson } from '../../../src/contract/library.ts';
import { type Deed, decideEdit } from '../api/library.ts';
import { useLanguage } from '../i18n/index.ts';
import { Time } from '../ui/bits.tsx';
import { Refusal } from '../ui/states.tsx';
import { useWho } from '../ui/who.ts';
import { confidenceWord } from '../ui/words.ts';
import { fieldWord, STATE_KEYS, titleIn, valueWord } from './words.ts';

export function EditList({ edits }: { edits: readonly EditJson[] }) {
  return (
    <ol className="edits">
      {edits.toReversed().map((edit) => (
        <li key={edit.id}>
          <Edit edit={edit} />
        </li>
      ))}
    </ol>
  );
}

function Edit({ edit }: { edit: EditJson }) {
  const { t, lang } = useLanguage();
  const { id, state, entry, titles, creates, changes, source, confidence, by, reason, at, deeds } = edit;
  return (
    <div className={`edit edit-${state}`}>
      <p className="strip">
        <span className="mono">{id}</span>
        <strong>{t(STATE_KEYS[state])}</strong>
        <Link to="/library" search={{ entry: `${entry.kind}/${entry.id}` }}>
          {titleIn(titles, lang)}
        </Link>
        {creates && <span>{t('library.new')}</span>}
      </p>
      <ul className="changes">
        {changes.map(({ field, was, value }) => (
          <li key={`${field} ${was} ${value}`}>
            <span className="faint">{fieldWord(field, t)}</span>{' '}
            {was !== null && <del>{valueWord(field, was, t, lang)}</del>}
            {was !== null && value !== null && ' → '}
            {value !== null && <ins>{valueWord(field, value, t, lang)}</ins>}
            {was === null && <span className="faint"> {t('library.change.beside')}</span>}
            {value === null && <span className="faint"> {t('library.change.strike')}</span>}
          </li>
        ))}
      </ul>
      <p>
        {source.says} <span className="faint">{confidenceWord(confidence, t)}</span>
        {source.passage !== null && <q>{source.passage.quote}</q>}
      </p>
      <p className="faint">
        {t('library.proposedBy', { by })} <Time at={at} /> {reason}
      </p>
      {deeds.map((deed) => (
        <p key={deed.at} className="faint">
          {t('library.by', { deed: t(STATE_KEYS[deed.type]), by: deed.by })} <Time at={deed.at} />{' '}
          {deed.selfReviewed && <strong>{t('library.selfReviewed')}</strong>} {deed.reason}
        </p>
      ))}
      {(state === 'open' || state === 'accepted') && <Decide edit={edit} />}
    </div>
  );
}

function Decide({ edit: { id, state } }: { edit: EditJson }) {
  const { t } = useLanguage();
  const [by, setBy] = useWho();
  const [reason, setReason] = useState('');
  const client = useQueryClient();
  const decide = useMutation({
    mutationFn: decideEdit,
    onSuccess: () => client.invalidateQueries(),
  });
  const button = (deed: Deed['deed'], text: string) => (
    <button
      type="button"
      className="button"
      disabled={by.trim() === '' || decide.isPending}
      onClick={() => decide.mutate({ edit: id, deed, by, reason })}
    >
      {text}
    </button>
  );
  return (
    <div className="form">
      <label>
        {t('library.who')}
        <input value={by} onChange={(event) => setBy(event.target.value)} autoComplete="name" />
      </label>
      <label className="grow">
        {t('library.why')}
        <input value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      {state === 'open' && button('accepted', t('library.accept'))}
      {state === 'open' && button('rejected', t('library.reject'))}
      {button('retracted', t('library.retract'))}
      {decide.error !== null && <Refusal error={decide.error} />}
    </div>
  );
}
