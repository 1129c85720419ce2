/** What was found about one candidate: given against what contradicts it, and the question before anything else. */
import { useMutation } from '@tanstack/react-query';
import type { CandidateScreenJson, EvidenceJson } from '../../../src/contract/hiring.ts';
import { isField } from '../../../src/core/hiring/fields.ts';
import { ASKED, type CheckId } from '../../../src/core/hiring/indicators.ts';
import { eraseCandidate } from '../api/hiring.ts';
import { formatDay } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';
import type { Key, Translate } from '../i18n/keys.ts';
import { Refusal } from '../ui/states.tsx';

const isCheck = (text: string): text is CheckId => Object.hasOwn(ASKED, text);

const WORDS = [
  'limit',
  'candidate',
  'list',
  'trace',
  'source',
  'cluster',
  'finding',
  'answer',
  'check_digit',
  'agrees',
] as const;

/** A field by its label, one of our words, or the word as it came. */
function wordFor(what: string, t: Translate): string {
  if (isField(what)) return t(`hiring.field.${what}`);
  const word = WORDS.find((each) => each === what);
  return word === undefined ? what : t(`hiring.word.${word}`);
}

export function CandidateEvidence({ candidate }: { candidate: CandidateScreenJson }) {
  const { t, lang } = useLanguage();
  const { ref, evidence, not_checked, same_person, names, kept } = candidate;
  return (
    <article className="candidate" data-testid="candidate">
      <h2>
        <span className="mono">{ref}</span> {t('hiring.pieces', { count: evidence.length })}
      </h2>
      {same_person.length > 0 && (
        <p className="notice">{t('hiring.samePerson', { refs: same_person.join(', ') })}</p>
      )}
      {evidence.length === 0 && <p>{t('hiring.none')}</p>}
      {evidence.map((piece, i) => (
        <Piece key={`${piece.check}-${i}`} piece={piece} />
      ))}
      {names.alike > names.agreeing && (
        <p className="hint">{t('hiring.alike', { count: names.alike - names.agreeing })}</p>
      )}
      <details>
        <summary>{t('hiring.notChecked', { count: not_checked.length })}</summary>
        <ul className="not-checked">
          {not_checked.map(({ check, why }) => (
            <li key={`${check}${why}`}>
              <span className="mono faint">{check}</span> {isCheck(check) && t(`hiring.check.${check}`)}
              {why.startsWith('not given') ? (
                <span className="faint"> {t('hiring.notGiven')}</span>
              ) : (
                <span className="faint" lang="en">
                  {' '}
                  {why}
                </span>
              )}
            </li>
          ))}
        </ul>
      </details>
      {kept.marks > 0 ? (
        <Kept refName={ref} marks={kept.marks} until={formatDay(kept.expires, 'day', lang)} />
      ) : (
        <p className="hint">{t('hiring.keptNothing')}</p>
      )}
    </article>
  );
}

const STRENGTH: Readonly<Record<string, Key>> = {
  weak: 'hiring.strength.weak',
  medium: 'hiring.strength.medium',
  strong: 'hiring.strength.strong',
};

function Piece({ piece }: { piece: EvidenceJson }) {
  const { t, lang } = useLanguage();
  const { check, says, given, against, advised, innocent, question } = piece;
  const known = isCheck(check);
  const strength = STRENGTH[advised.strength ?? ''];
  return (
    <section className="piece">
      <h3>
        {known ? t(`hiring.check.${check}`) : says} <span className="mono faint">{check}</span>
      </h3>
      <dl className="sides">
        <Side name={t('hiring.given')} rows={given} />
        {against.length > 0 && <Side name={t('hiring.against')} rows={against} />}
      </dl>
      <p className="question">
        <span className="question-name">{t('hiring.question')}</span>{' '}
        {known ? t(`hiring.ask.${check}`) : question}
      </p>
      <p className="innocent">
        <span className="faint">{t('hiring.innocent')}</span>{' '}
        {known ? t(`hiring.innocent.${check}`) : innocent}
      </p>
      <details>
        <summary>
          {strength === undefined ? t('hiring.strength.none') : t(strength)}
          {' · '}
          {t('hiring.sources', { count: advised.by.length })}
        </summary>
        <p lang="en" className="faint">
          {says} {piece.indicator}.
        </p>
        <ul>
          {advised.by.map(({ id, publisher, title, date, seen }) => (
            <li key={id} lang="en">
              {publisher}: {title} ({/^\d{4}-\d\d-\d\d$/.test(date) ? formatDay(date, 'day', lang) : date}).{' '}
              <span className="faint">{seen}</span>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function Side({ name, rows }: { name: string; rows: EvidenceJson['given'] }) {
  const { t } = useLanguage();
  return (
    <div>
      <dt className="side-name">{name}</dt>
      {rows.map(({ what, value }) => (
        <dd key={`${what}${value}`}>
          <span className="faint">{wordFor(what, t)}</span> <span className="value">{value}</span>
        </dd>
      ))}
    </div>
  );
}

function Kept({ refName, marks, until }: { refName: string; marks: number; until: string }) {
  const { t } = useLanguage();
  const erasing = useMutation({ mutationFn: () => eraseCandidate(refName) });
  if (erasing.data !== undefined) return <p className="hint">{t('hiring.erased')}</p>;
  return (
    <>
      <p className="hint">
        {t('hiring.kept', { count: marks, until })}{' '}
        <button type="button" className="link" disabled={erasing.isPending} onClick={() => erasing.mutate()}>
          {t('hiring.erase')}
        </button>
      </p>
      {erasing.error !== null && <Refusal error={erasing.error} />}
    </>
  );
}
