/** A proposed edit of one field; nothing changes before another person accepts it. */
import { useState } from 'react';
import type { EntryJson } from '../../../src/contract/library.ts';
import { useLanguage } from '../i18n/index.ts';
import { ProposalForm } from './proposal-form.tsx';
import { fieldWord, titleIn, valueWord } from './words.ts';

type Action = 'replace' | 'beside' | 'strike';

export function ProposeEdit({ entry }: { entry: EntryJson }) {
  const { t, lang } = useLanguage();
  const fields = entry.fields.filter(({ editable }) => editable);
  const [name, setName] = useState(fields[0]?.name ?? '');
  const [wanted, setWanted] = useState<Action>('replace');
  const [chosen, setChosen] = useState<string | null>(null);
  const [value, setValue] = useState('');
  const standing = fields.find((field) => field.name === name)?.statements ?? [];
  const action: Action = standing.length === 0 ? 'beside' : wanted;
  const old = standing.find((each) => each.value === chosen)?.value ?? standing[0]?.value ?? null;
  const change = {
    field: name,
    was: action === 'beside' ? null : old,
    value: action === 'strike' ? null : value.trim(),
  };
  return (
    <details className="propose">
      <summary>{t('library.propose')}</summary>
      <p className="hint">{t('library.propose.hint')}</p>
      <ProposalForm
        claimed={
          change.value === '' ? null : { entry: { kind: entry.kind, id: entry.id }, changes: [change] }
        }
        sent={() => setValue('')}
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
      </ProposalForm>
    </details>
  );
}
