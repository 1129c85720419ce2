/** A proposed edit of one field; nothing changes before another person accepts it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { EntryJson, ProposalJson } from '../../../src/contract/library.ts';
import { proposeEdit } from '../api/library.ts';
import { useLanguage } from '../i18n/index.ts';
import { Refusal } from '../ui/states.tsx';
import { useWho } from '../ui/who.ts';
import { confidenceWord } from '../ui/words.ts';
import { fieldWord, titleIn, valueWord } from './words.ts';

type Action = 'replace' | 'beside' | 'strike';
const CONFIDENCES = ['high', 'medium', 'low'] as const;

export function ProposeForm({ entry }: { entry: EntryJson }) {
  const { t, lang } = useLanguage();
  const fields = entry.fields.filter(({ editable }) => editable);
  const [name, setName] = useState(fields[0]?.name ?? '');
  const [wanted, setWanted] = useState<Action>('replace');
  const [chosen, setChosen] = useState<string | null>(null);
  const [value, setValue] = useState('');
  const [source, setSource] = useState('');
  const [confidence, setConfidence] = useState<ProposalJson['confidence']>('medium');
  const [by, setBy] = useWho();
  const [reason, setReason] = useState('');
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: proposeEdit,
    onSuccess: async () => {
      setValue('');
      setReason('');
      await client.invalidateQueries({ queryKey: ['library'] });
    },
  });
  const standing = fields.find((field) => field.name === name)?.statements ?? [];
  const action: Action = standing.length === 0 ? 'beside' : wanted;
  const old = standing.find((each) => each.value === chosen)?.value ?? standing[0]?.value ?? null;
  const ready =
    by.trim() !== '' &&
    source.trim() !== '' &&
    (action === 'strike' || value.trim() !== '') &&
    !send.isPending;
  return (
    <details className="propose">
      <summary>{t('library.propose')}</summary>
      <p className="hint">{t('library.propose.hint')}</p>
      <form
        className="decide"
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate({
            entry: { kind: entry.kind, id: entry.id },
            changes: [
              {
                field: name,
                was: action === 'beside' ? null : old,
                value: action === 'strike' ? null : value.trim(),
              },
            ],
            source,
            confidence,
            by,
            reason,
          });
        }}
      >
        <label>
          {t('library.form.field')}
          <select value={name} onChange={(event) => setName(event.target.value)}>
            {fields.map((field) => (
              <option key={field.name} value={field.name}>
                {fieldWord(field.name, t)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('library.form.action')}
          <select value={action} onChange={(event) => setWanted(event.target.value as Action)}>
            {standing.length > 0 && <option value="replace">{t('library.form.replace')}</option>}
            <option value="beside">{t('library.form.beside')}</option>
            {standing.length > 0 && <option value="strike">{t('library.form.strike')}</option>}
          </select>
        </label>
        {action !== 'beside' && (
          <label className="grow">
            {t('library.form.old')}
            <select value={old ?? ''} onChange={(event) => setChosen(event.target.value)}>
              {standing.map((each) => (
                <option key={each.value} value={each.value}>
                  {each.label === null ? valueWord(name, each.value, t, lang) : titleIn(each.label, lang)}
                </option>
              ))}
            </select>
          </label>
        )}
        {action !== 'strike' && (
          <label className="grow">
            {t('library.form.value')}
            <input value={value} onChange={(event) => setValue(event.target.value)} />
          </label>
        )}
        <label className="wide">
          {t('library.form.source')}
          <input value={source} onChange={(event) => setSource(event.target.value)} />
        </label>
        <label>
          {t('library.form.confidence')}
          <select
            value={confidence}
            onChange={(event) => setConfidence(event.target.value as ProposalJson['confidence'])}
          >
            {CONFIDENCES.map((level) => (
              <option key={level} value={level}>
                {confidenceWord(level, t)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('library.who')}
          <input value={by} onChange={(event) => setBy(event.target.value)} autoComplete="name" />
        </label>
        <label className="grow">
          {t('library.why')}
          <input value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
        <button type="submit" className="button" disabled={!ready}>
          {t('library.form.send')}
        </button>
        {send.error !== null && <Refusal error={send.error} />}
        {send.data !== undefined && <p role="status">{t('library.form.sent', { edit: send.data.id })}</p>}
      </form>
    </details>
  );
}
