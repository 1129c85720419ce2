/** The form: an address, a transaction, a name, or a thousand of them. */
import { useState } from 'react';
import type { QuestionJson } from '../../../src/contract/screen.ts';
import { CHAINS } from '../../../src/core/model/chain.ts';
import { formatCount } from '../format/amount.ts';
import { useLanguage } from '../i18n/index.ts';
import { FileButton } from '../ui/file-button.tsx';
import { type Beside, type Direction, questionsOf, rowsOf } from './questions.ts';

const DIRECTIONS = [
  ['deposit', 'screen.deposit'],
  ['withdrawal', 'screen.withdrawal'],
] as const satisfies readonly (readonly [Direction, string])[];

type Props = {
  readonly busy: boolean;
  readonly ask: (questions: readonly QuestionJson[]) => void;
  readonly fail: (error: Error) => void;
};

export function Ask({ busy, ask, fail }: Props) {
  const { t } = useLanguage();
  const [text, setText] = useState('');
  const [beside, setBeside] = useState<Beside>({ chain: '', direction: 'deposit', asOf: '' });
  const count = text.trim() === '' ? 0 : countOf(text);
  const submit = (): void => {
    try {
      ask(questionsOf(text, beside));
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label className="wide">
        <span>{t('screen.subjects')}</span>
        <textarea
          rows={Math.min(10, Math.max(2, text.split('\n').length))}
          spellCheck={false}
          autoCapitalize="off"
          className="mono"
          placeholder="0x098B716B8Aaf21512996dC57EB0615e2383E2f96"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && count > 0) submit();
          }}
        />
      </label>
      <fieldset className="segments">
        <legend className="hidden">{t('screen.direction')}</legend>
        {DIRECTIONS.map(([direction, name]) => (
          <label key={direction}>
            <input
              type="radio"
              name="direction"
              checked={beside.direction === direction}
              onChange={() => setBeside({ ...beside, direction })}
            />
            <span>{t(name)}</span>
          </label>
        ))}
      </fieldset>
      <label>
        <span>{t('screen.chain')}</span>
        <select
          value={beside.chain}
          onChange={(event) => setBeside({ ...beside, chain: event.target.value })}
        >
          <option value="">{t('screen.chain.any')}</option>
          {CHAINS.filter((chain) => chain.laboratory !== true).map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('screen.asOf')}</span>
        <input
          type="date"
          value={beside.asOf}
          onChange={(event) => setBeside({ ...beside, asOf: event.target.value })}
        />
      </label>
      <FileButton
        name={t('screen.file')}
        accept=".csv,.txt,text/csv,text/plain"
        take={(file) => void file.text().then(setText)}
      />
      <button type="submit" className="button" disabled={busy || count === 0}>
        {busy ? t('screen.asking') : t('screen.ask', { count: Math.max(1, count) })}
      </button>
      <p className="hint">{t('screen.hint', { most: formatCount(1_000) })}</p>
    </form>
  );
}

/** A table that cannot be read is counted as one thing, and refused when it is asked. */
function countOf(text: string): number {
  try {
    const rows = rowsOf(text);
    return rows[0]?.includes('subject') === true ? rows.length - 1 : rows.length;
  } catch {
    return 1;
  }
}
