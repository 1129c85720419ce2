/** One answer, whole: the outcome and what to do, what it rests on, what it does not say, and until when it holds. */
import type { FindingsJson } from '../../../src/contract/screen.ts';
import type { Item } from '../api/screen.ts';
import { formatCount } from '../format/amount.ts';
import { formatDay } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';
import { Copy, Hash, Time } from '../ui/bits.tsx';
import { Matches } from './matches.tsx';
import { actionWord, checkWord, outcomeWord, stateWord } from './words.ts';

export const instant = (seconds: number): string => new Date(seconds * 1_000).toISOString();

/** A shape and a word beside the colour. */
export function OutcomeMark({ outcome }: { outcome: FindingsJson['outcome'] }) {
  const { t } = useLanguage();
  return (
    <span className={`outcome o-${outcome}`}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        {outcome === 'hit' && <rect width="12" height="12" />}
        {outcome === 'clear' && <circle cx="6" cy="6" r="5.5" />}
        {outcome === 'indeterminate' && <path d="M6 .5 11.5 11h-11Z" />}
      </svg>
      {outcomeWord(outcome, t)}
    </span>
  );
}

export function Decision({ item: { subject, findings } }: { item: Item }) {
  const { t, lang } = useLanguage();
  const { outcome, action, rule, checks, notChecked, task, overrides, caveats, coverage, asOf } = findings;
  return (
    <article className="decision" data-outcome={outcome}>
      <p className="subject">
        <span className="mono">{subject.text}</span>
        <Copy text={subject.text} />
      </p>
      <p className="verdict">
        <OutcomeMark outcome={outcome} /> <strong>{actionWord(action, t)}</strong>
        {asOf !== null && (
          <span className="faint"> {t('screen.asOfDay', { day: formatDay(asOf, 'day', lang) })}</span>
        )}
      </p>
      <p lang="en">
        {rule.reason} <span className="faint mono">{rule.id}</span>
      </p>
      {task !== null && (
        <p className="notice">
          {t('screen.task', { jurisdiction: task.jurisdiction })} <span lang="en">{task.says}</span>{' '}
          {task.dueBy !== null && (
            <strong>
              {t('screen.dueBy')} <Time at={instant(task.dueBy)} />
            </strong>
          )}{' '}
          <span className="faint" lang="en">
            {task.source}
          </span>{' '}
          {!task.verified && <strong>{t('screen.unverified')}</strong>}
        </p>
      )}
      <h2>{t('screen.checks')}</h2>
      {checks.map((check) => (
        <section key={check.name} className="examined">
          <p>
            <OutcomeMark outcome={check.outcome} /> <strong>{checkWord(check.name, t)}</strong>{' '}
            {check.code !== null && <span className="mono faint">{check.code}</span>}
          </p>
          <p lang="en">{check.says}</p>
          {check.next !== null && <p lang="en">→ {check.next}</p>}
          <Matches matches={check.matches} />
        </section>
      ))}
      <h2>{t('screen.notChecked')}</h2>
      <ul lang="en">
        {notChecked.map(({ name, why }) => (
          <li key={name}>
            {checkWord(name, t)}: {why}
          </li>
        ))}
        {caveats.map((caveat) => (
          <li key={caveat}>{caveat}</li>
        ))}
      </ul>
      <h2>{t('screen.scope')}</h2>
      <p>
        {coverage === null
          ? t('screen.scope.none')
          : coverage.tips.length === 0
            ? t('screen.scope.noTrace')
            : t(coverage.complete ? 'screen.scope.complete' : 'screen.scope.incomplete', {
                hops: coverage.maxHops ?? t('screen.scope.anyHops'),
              })}
      </p>
      {coverage !== null && (
        <ul>
          {coverage.tips.map(({ chain, height, hash }) => (
            <li key={chain}>
              <span className="mono">{chain}</span> <span className="num">{formatCount(height)}</span>{' '}
              <Hash hash={hash} />
            </li>
          ))}
        </ul>
      )}
      <Lists lists={findings.lists} at={findings.decidedAt} />
      {overrides.length > 0 && (
        <>
          <h2>{t('screen.overrides')}</h2>
          <ul>
            {overrides.map(({ id, by, reason, until }) => (
              <li key={id}>
                {by.join(', ')}: {reason} (<Time at={instant(until)} />)
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="footing">
        {t('screen.decided')} <Time at={instant(findings.decidedAt)} />. {t('screen.holds')}{' '}
        <Time at={instant(findings.validUntil)} />. {t('screen.rules', { version: findings.rules.version })}{' '}
        <Hash hash={findings.rules.digest} />
      </p>
    </article>
  );
}

function Lists({ lists, at }: { lists: FindingsJson['lists']; at: number }) {
  const { t, lang } = useLanguage();
  return (
    <>
      <h2>{t('screen.lists')}</h2>
      <table className="dense">
        <thead>
          <tr>
            <th scope="col">{t('screen.list')}</th>
            <th scope="col">{t('screen.edition')}</th>
            <th scope="col">{t('screen.published')}</th>
            <th scope="col">{t('screen.confirmed')}</th>
            <th scope="col">{t('screen.state')}</th>
          </tr>
        </thead>
        <tbody>
          {lists.map(({ list, edition, published, verifiedAt, partial, state, digest }) => (
            <tr key={list}>
              <td className="mono nowrap">{list}</td>
              <td title={digest}>{edition}</td>
              <td className="nowrap">{formatDay(published, 'day', lang)}</td>
              <td className="nowrap">
                {verifiedAt === null ? (
                  t('screen.never')
                ) : (
                  <span title={instant(verifiedAt)}>{ageOf(at - verifiedAt, lang)}</span>
                )}
              </td>
              <td>
                {stateWord(state, t)}
                {partial && <span className="aside">{t('screen.partial')}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** "3 hours ago", in the largest whole unit. */
function ageOf(seconds: number, lang: string): string {
  const format = new Intl.RelativeTimeFormat(lang, { numeric: 'always' });
  if (seconds < 3_600) return format.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 172_800) return format.format(-Math.floor(seconds / 3_600), 'hour');
  return format.format(-Math.floor(seconds / 86_400), 'day');
}
