/** The form of one candidate, made from the table of fields, and the file of many. */
import { useState } from 'react';
import { FIELD_NAMES, FIELDS, type FieldGroup, type FieldName } from '../../../src/core/hiring/fields.ts';
import type { Given } from '../api/hiring.ts';
import { useLanguage } from '../i18n/index.ts';
import { FileButton } from '../ui/file-button.tsx';

type Props = {
  readonly busy: boolean;
  readonly keep: boolean;
  readonly setKeep: (keep: boolean) => void;
  readonly ask: (what: Given | File) => void;
};

const GROUPS: readonly FieldGroup[] = ['person', 'payout', 'contact', 'work', 'account'];
/** What most people have at hand; the rest is folded. */
const OPEN: readonly FieldGroup[] = ['person', 'payout'];
const LONG: readonly FieldName[] = ['cv_text', 'bid_text'];

export function CandidateForm({ busy, keep, setKeep, ask }: Props) {
  const { t } = useLanguage();
  const [given, setGiven] = useState<Given>({});
  const put = (name: FieldName, text: string): void => setGiven({ ...given, [name]: text });
  return (
    <form
      className="candidate-form"
      onSubmit={(event) => {
        event.preventDefault();
        ask(given);
      }}
    >
      {GROUPS.map((group) => {
        const names = FIELD_NAMES.filter((name) => FIELDS[name].group === group);
        const fields = names.map((name) => (
          <Field key={name} name={name} value={given[name] ?? ''} put={(text) => put(name, text)} />
        ));
        return OPEN.includes(group) ? (
          <fieldset key={group}>
            <legend>{t(`hiring.group.${group}`)}</legend>
            {fields}
          </fieldset>
        ) : (
          <details key={group}>
            <summary>
              {t(`hiring.group.${group}`)}{' '}
              <span className="faint">{t('hiring.fields', { count: names.length })}</span>
            </summary>
            {group === 'account' && <p className="hint">{t('hiring.notice')}</p>}
            {fields}
          </details>
        );
      })}
      <label className="check">
        <input type="checkbox" checked={keep} onChange={(event) => setKeep(event.target.checked)} />
        <span>{t('hiring.keep')}</span>
      </label>
      <p className="form-actions">
        <button type="submit" className="button" disabled={busy || (given.ref ?? '').trim() === ''}>
          {t('hiring.ask')}
        </button>
        <FileButton
          name={t('hiring.file')}
          accept=".csv,.json,text/csv,application/json"
          disabled={busy}
          take={ask}
        />
      </p>
      <p className="hint">{t('hiring.file.hint')}</p>
    </form>
  );
}

type FieldProps = { readonly name: FieldName; readonly value: string; readonly put: (text: string) => void };

function Field({ name, value, put }: FieldProps) {
  const { t } = useLanguage();
  const { kind } = FIELDS[name];
  const label = t(`hiring.field.${name}`);
  if (kind === 'yes')
    return (
      <label className="check">
        <input
          type="checkbox"
          name={name}
          checked={value === 'yes'}
          onChange={(event) => put(event.target.checked ? 'yes' : '')}
        />
        <span>{label}</span>
      </label>
    );
  const common = { id: `hiring-${name}`, name, value, autoComplete: 'off', spellCheck: false } as const;
  return (
    <label className="field" htmlFor={`hiring-${name}`}>
      <span>{label}</span>
      {LONG.includes(name) ? (
        <textarea rows={3} {...common} onChange={(event) => put(event.target.value)} />
      ) : (
        <input
          {...common}
          type={kind === 'day' ? 'date' : kind === 'count' ? 'number' : 'text'}
          min={kind === 'count' ? 0 : undefined}
          placeholder={
            kind === 'days' ? '2026-04-30; 2026-05-12' : kind === 'texts' ? t('hiring.several') : undefined
          }
          required={name === 'ref'}
          onChange={(event) => put(event.target.value)}
        />
      )}
    </label>
  );
}
