/** Loading, error and stale are states with a next step, not blanks. */
import { Link } from '@tanstack/react-router';
import { ApiError } from '../api/http.ts';
import { formatInstant } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';
import { KeyField, wantsKey } from './key-field.tsx';

export function Loading({ text }: { text?: string | undefined }) {
  const { t } = useLanguage();
  return (
    <div className="state" role="status">
      <div className="progress" aria-hidden="true" />
      <p>{text ?? t('state.loading')}</p>
    </div>
  );
}

export function Failure({ error, retry }: { error: Error; retry?: (() => void) | undefined }) {
  const { t } = useLanguage();
  const detail = error instanceof ApiError ? error.detail : null;
  const silent = detail?.code === 'E_UNREACHABLE';
  return (
    <div className="state failure" role="alert">
      <h2>{t('state.error.title')}</h2>
      {silent ? <p>{t('state.error.network')}</p> : <p lang="en">{error.message}</p>}
      {detail?.where !== undefined && <p className="faint mono">{detail.where}</p>}
      {detail?.next !== undefined && <p lang="en">{detail.next}</p>}
      <p className="state-actions">
        {retry !== undefined && (
          <button type="button" className="button" onClick={retry}>
            {t('state.error.retry')}
          </button>
        )}
        <Link to="/">{t('state.error.home')}</Link>
        {detail !== null && (
          <span className="faint mono">{t('state.error.code', { code: detail.code })}</span>
        )}
      </p>
    </div>
  );
}

/** What was refused of a form, where it stands: what, where, which limit, what to do next. */
export function Refusal({ error }: { error: Error }) {
  const { t } = useLanguage();
  const detail = error instanceof ApiError ? error.detail : null;
  if (wantsKey(error)) return <KeyField again={() => {}} />;
  return (
    <p className="refusal" role="alert">
      {detail?.code === 'E_UNREACHABLE' ? t('state.error.network') : <span lang="en">{error.message}</span>}
      {detail?.where !== undefined && <span className="mono"> {detail.where}</span>}
      {detail?.limit !== undefined && <span> ({detail.limit})</span>}
      {detail?.next !== undefined && <span lang="en"> {detail.next}</span>}
      {detail !== null && <span className="faint mono"> {detail.code}</span>}
    </p>
  );
}

/** Old data is shown, and said to be old. */
export function Stale({ at, retry }: { at: number; retry: () => void }) {
  const { t, lang } = useLanguage();
  return (
    <div className="notice" role="status">
      {t('state.stale', { time: formatInstant(new Date(at).toISOString(), lang) })}{' '}
      <button type="button" className="link" onClick={retry}>
        {t('state.error.retry')}
      </button>
    </div>
  );
}

export function NotFound() {
  const { t } = useLanguage();
  return (
    <div className="state">
      <h1>{t('state.notfound.title')}</h1>
      <p>
        <Link to="/">{t('state.error.home')}</Link>
      </p>
    </div>
  );
}

export function Crash({ error }: { error: unknown }) {
  const { t } = useLanguage();
  return (
    <div className="state failure" role="alert">
      <h1>{t('state.crash.title')}</h1>
      <p>{t('state.crash.next')}</p>
      <pre className="mono">{error instanceof Error ? error.message : String(error)}</pre>
    </div>
  );
}
