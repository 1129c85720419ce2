/** Who says so: never a bare claim. */
import type { IncidentJson } from '../../../src/contract/trace.ts';
import { useLanguage } from '../i18n/index.ts';
import { confidenceWord, statusWord } from './words.ts';

/** How much stands behind an attribution, as a shape and a word. */
export function Standing({ status, confidence }: { status: string; confidence: string }) {
  const { t } = useLanguage();
  const filled = status === 'official' || status === 'multilateral';
  return (
    <span className="standing" title={confidenceWord(confidence, t)}>
      <svg viewBox="0 0 10 10" aria-hidden="true">
        <circle cx="5" cy="5" r="4" className="ring" />
        {filled && <circle cx="5" cy="5" r="4" className="full" />}
        {!filled && status !== 'suspected' && <path d="M5 1a4 4 0 0 1 0 8Z" className="full" />}
      </svg>
      {statusWord(status, t)}
    </span>
  );
}

export function Attribution({ by, limit }: { by: IncidentJson['attribution']['by']; limit: number }) {
  const { t } = useLanguage();
  const all = by.map(({ who, date }) => `${who} ${date || t('list.undated')}`).join('\n');
  return (
    <span title={all}>
      {by.slice(0, limit).map(({ who, date }, i) => (
        <span key={`${who} ${date}`} className="saying">
          {i > 0 && <span className="faint"> · </span>}
          {who} <span className="faint num">{date || t('list.undated')}</span>
        </span>
      ))}
      {by.length > limit && <span className="faint"> {t('list.more', { count: by.length - limit })}</span>}
    </span>
  );
}
