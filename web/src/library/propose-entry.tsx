/** A proposed new entry, with what an entry of its kind cannot be without. */
import { useState } from 'react';
import { KINDS, type Kind } from '../../../src/core/library/entry.ts';
import { FIELDS, REQUIRED } from '../../../src/core/library/fields.ts';
import { useLanguage } from '../i18n/index.ts';
import { ProposalForm } from './proposal-form.tsx';
import { fieldWord, KIND_KEYS, valueWord } from './words.ts';

export function ProposeEntry() {
  const { t, lang } = useLanguage();
  const [kind, setKind] = useState<Kind>('incident');
  const [id, setId] = useState('');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const changes = REQUIRED[kind].map((field) => ({ field, was: null, value: (values[field] ?? '').trim() }));
  const whole = id.trim() !== '' && changes.every(({ value }) => value !== '');
  const set = (field: string, value: string): void => setValues((before) => ({ ...before, [field]: value }));
  return (
    <details className="propose">
      <summary>{t('library.propose.new')}</summary>
      <p className="hint">{t('library.propose.new.hint')}</p>
      <ProposalForm
        claimed={whole ? { entry: { kind, id: id.trim() }, creates: true, changes } : null}
        sent={() => {
          setId('');
          setValues({});
        }}
      >
        <label>
          {t('library.kinds')}
          <select
            value={kind}
            onChange={(event) => setKind(KINDS.find((each) => each === event.target.value) ?? 'incident')}
          >
            {KINDS.map((each) => (
              <option key={each} value={each}>
                {t(KIND_KEYS[each])}
              </option>
            ))}
          </select>
        </label>
        <label className="grow">
          {t('library.form.id')}
          <input value={id} placeholder="example-2026" onChange={(event) => setId(event.target.value)} />
        </label>
        {REQUIRED[kind].map((field) => {
          const choices = choicesOf(kind, field);
          return (
            <label key={field} htmlFor={`new-${field}`} className={choices === null ? 'grow' : ''}>
              {fieldWord(field, t)}
              {choices === null ? (
                <input
                  id={`new-${field}`}
                  type={field === 'date' ? 'date' : 'text'}
                  value={values[field] ?? ''}
                  onChange={(event) => set(field, event.target.value)}
                />
              ) : (
                <select
                  id={`new-${field}`}
                  value={values[field] ?? ''}
                  onChange={(event) => set(field, event.target.value)}
                >
                  <option value="" />
                  {choices.map((choice) => (
                    <option key={choice} value={choice}>
                      {valueWord(field, choice, t, lang)}
                    </option>
                  ))}
                </select>
              )}
            </label>
          );
        })}
      </ProposalForm>
    </details>
  );
}

function choicesOf(kind: Kind, field: string): readonly string[] | null {
  const spec = FIELDS[kind].find(({ name }) => name === field);
  return spec?.is.type === 'choice' ? spec.is.of : null;
}
