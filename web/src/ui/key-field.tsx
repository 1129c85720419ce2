/** Asked for where the server wants an API key: kept for this tab only. */
import { useState } from 'react';
import { ApiError, apiKey } from '../api/http.ts';
import { useLanguage } from '../i18n/index.ts';

export const wantsKey = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 401 || error.status === 403);

export function KeyField({ again }: { again: () => void }) {
  const { t } = useLanguage();
  const [text, setText] = useState('');
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') apiKey.forget();
        else apiKey.keep(text.trim());
        setText('');
        again();
      }}
    >
      <label>
        <span>{t('key.wanted')}</span>
        <input
          type="password"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <button type="submit" className="button">
        {t('key.use')}
      </button>
    </form>
  );
}
