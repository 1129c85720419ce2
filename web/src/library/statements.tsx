/** The statements of a field: values said alike stand together, with one mark that tells who says them. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { EntryJson } from '../../../src/contract/library.ts';
import { useLanguage } from '../i18n/index.ts';
import { confidenceWord } from '../ui/words.ts';
import { titleIn, valueWord } from './words.ts';

type FieldJson = EntryJson['fields'][number];
type StatementJson = FieldJson['statements'][number];
export type SourceJson = StatementJson['sources'][number];

type Props = {
  readonly field: FieldJson;
  /** The number of a source in the list below the entry; null: the list is not shown. */
  readonly numberOf: ((source: SourceJson) => number) | null;
};

export function Statements({ field, numberOf }: Props) {
  const { t } = useLanguage();
  return (
    <>
      {field.contradicts && <p className="differ">{t('library.differ')}</p>}
      {groupsOf(field.statements).map((group) => (
        <div key={group[0]?.value} className="statement">
          <Values field={field} group={group} />
          <Said statement={group[0]!} numberOf={numberOf} />
        </div>
      ))}
    </>
  );
}

/** So that a Japanese name is drawn in Japanese forms on a Korean page. */
const LANGUAGE: Record<string, string> = { 'name.en': 'en', 'name.ja': 'ja', 'name.ko': 'ko' };
const LIST = ['entry', 'mitre', 'detector'];
/** Of a longer list the rest is folded, and counted. */
const MOST = 24;

function Values({ field, group }: { field: FieldJson; group: readonly StatementJson[] }) {
  const { t, lang } = useLanguage();
  const [all, setAll] = useState(false);
  const shown = all ? group : group.slice(0, MOST);
  // Short values of a list run on; several sentences or figures stand on lines of their own.
  const runsOn =
    group.length === 1 || LIST.includes(field.type) || ['alias', 'chain', 'taken', 'by'].includes(field.name);
  return (
    <span className={runsOn ? 'values' : 'values lines'}>
      {shown.map(({ value, label }) =>
        field.refers === null ? (
          <span
            key={value}
            lang={LANGUAGE[field.name]}
            className={field.type === 'dollars' ? 'num' : ''}
            title={label?.en ?? value}
          >
            {LIST.includes(field.type) ? (
              <>
                <span className="mono">{value}</span>
                {label !== null && <span className="faint"> {titleIn(label, lang)}</span>}
              </>
            ) : (
              valueWord(field.name, value, t, lang)
            )}
          </span>
        ) : (
          <Link
            key={value}
            to="/library"
            search={(before) => ({ ...before, entry: `${field.refers}/${value}`, review: undefined })}
            title={value}
          >
            {label === null ? value : titleIn(label, lang)}
          </Link>
        ),
      )}
      {shown.length < group.length && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          {t('list.more', { count: group.length - shown.length })}
        </button>
      )}
    </span>
  );
}

/** Whole on hover and on focus; as numbers beside every value where the list of sources is shown. */
function Said({ statement, numberOf }: { statement: StatementJson; numberOf: Props['numberOf'] }) {
  const { t } = useLanguage();
  const { sources, confidence, rated, edit } = statement;
  return (
    <span className="said-by">
      <button
        type="button"
        className="mark"
        aria-label={[confidenceWord(confidence, t), ...sources.map(({ says }) => says)].join('; ')}
      >
        <Mark confidence={confidence} rated={rated} />
      </button>
      {numberOf !== null && (
        <span className="said-numbers num">
          {confidenceWord(confidence, t)} [{sources.map(numberOf).join(', ')}]
          {edit !== null && ` ${t('library.edited', { edit })}`}
        </span>
      )}
      <span className="said-text" role="note">
        <span className="said-head">
          {confidenceWord(confidence, t)}
          {!rated && <span className="faint"> · {t('library.ground')}</span>}
          {edit !== null && <span> · {t('library.edited', { edit })}</span>}
        </span>
        {sources.map((source) => (
          <span key={source.says} className="said-source">
            <SourceText source={source} />
          </span>
        ))}
      </span>
    </span>
  );
}

/** An address in a source is shown whole and not made a link: it leads off this machine. */
export function SourceText({ source: { says, seen, passage } }: { source: SourceJson }) {
  const { t } = useLanguage();
  const at = says.search(/https?:\/\//);
  return (
    <>
      <span lang="en">{at < 0 ? says : says.slice(0, at)}</span>
      {at >= 0 && <span className="mono">{says.slice(at)}</span>}
      {seen !== null && <span className="faint"> · {t('library.seen', { seen })}</span>}
      {passage !== null && <span> · {t('library.passage', passage)}</span>}
    </>
  );
}

/** A full circle, half of one, an empty one; dashed where nobody rated it. */
function Mark({ confidence, rated }: { confidence: string; rated: boolean }) {
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true" className={rated ? 'confidence' : 'confidence by-ground'}>
      <circle cx="6" cy="6" r="4.5" className="ring" />
      {confidence === 'high' && <circle cx="6" cy="6" r="4.5" className="full" />}
      {confidence === 'medium' && <path d="M6 1.5a4.5 4.5 0 0 0 0 9Z" className="full" />}
    </svg>
  );
}

function groupsOf(statements: readonly StatementJson[]): StatementJson[][] {
  const groups = new Map<string, StatementJson[]>();
  for (const each of statements) {
    const key = JSON.stringify([each.sources, each.confidence, each.rated, each.edit]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return [...groups.values()];
}
