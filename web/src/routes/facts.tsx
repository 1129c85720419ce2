/** What is published about an incident, with its sources. The texts are the publishers', in English. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { IncidentJson } from '../../../src/contract/trace.ts';
import { paths } from '../api/cases.ts';
import { groupDigits, JOIN } from '../format/amount.ts';
import { exactMoney, shortMoney } from '../format/money.ts';
import { formatDay } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';
import { Standing } from '../ui/attribution.tsx';
import { victimWord } from '../ui/words.ts';

export function Facts({ incident }: { incident: IncidentJson }) {
  const { t, lang } = useLanguage();
  const { attribution, recovered, lossUsd, lossUsdRange } = incident;
  const actor = [attribution.actor, attribution.cluster].filter((name) => name !== null).join(' · ');
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">{t('incident.facts')}</h2>
      <dl className="facts">
        <Fact name={t('incident.date')}>{formatDay(incident.date, incident.datePrecision, lang)}</Fact>
        <Fact name={t('incident.victim')}>
          {incident.victim} <span className="faint">{victimWord(incident.victimType, t)}</span>
        </Fact>
        <Fact name={t('incident.country')}>{incident.country ?? t('incident.unknown')}</Fact>
        <Fact name={t('incident.loss')}>
          {lossUsd === null ? t('list.nofigure') : <span className="num">{exactMoney(lossUsd)}</span>}
          {lossUsdRange !== null && (
            <span className="faint">
              {' '}
              {t('incident.range', {
                low: shortMoney(lossUsdRange[0], lang),
                high: shortMoney(lossUsdRange[1], lang),
              })}
            </span>
          )}
          {!incident.includedInTotal && <span className="faint"> {t('incident.notcounted')}</span>}
        </Fact>
        <Fact name={t('incident.assets')}>
          {incident.assets.length === 0 && t('incident.unknown')}
          {incident.assets.map(({ amount, unit }) => (
            <span key={`${amount} ${unit}`} className="num item">
              {amount === null ? unit : `${groupDigits(amount)}${JOIN}${unit}`}
            </span>
          ))}
        </Fact>
        <Fact name={t('incident.chains')}>{incident.chains.join(', ')}</Fact>
        <Fact name={t('incident.actor')}>{actor === '' ? t('incident.unknown') : actor}</Fact>
        <Fact name={t('incident.status')}>
          <Standing status={attribution.status} confidence={attribution.confidence} />
        </Fact>
        <Fact name={t('incident.by')}>
          {attribution.by.map(({ who, date }) => (
            <span key={`${who} ${date}`} className="item">
              {who} <span className="faint num">{date || t('list.undated')}</span>
            </span>
          ))}
        </Fact>
        <Fact name={t('incident.access')}>{text(incident.summary) ?? t('incident.unknown')}</Fact>
        <Fact name={t('incident.laundering')}>
          {text(incident.launderingSummary) ?? t('incident.unknown')}
        </Fact>
        <Fact name={t('incident.recovered')}>
          {recovered === null ? (
            t('incident.unknown')
          ) : (
            <>
              {recovered.usd !== null && <span className="num item">{exactMoney(recovered.usd)}</span>}
              {text(recovered.summary)}
            </>
          )}
        </Fact>
        {incident.notes !== null && incident.notes !== '' && (
          <Fact name={t('incident.notes')}>{text(incident.notes)}</Fact>
        )}
        <Fact name={t('incident.sources')}>
          {incident.sources.map((source) => (
            <span key={source.key} className="source">
              {source.publisher}: <cite lang="en">{source.title}</cite>{' '}
              {source.date !== null && <span className="faint num">{source.date}</span>}
            </span>
          ))}
        </Fact>
      </dl>
      <p>
        <Link to="/library" search={{ entry: `incident/${incident.id}` }}>
          {t('library.open')}
        </Link>{' '}
        <a href={paths.incident(incident.id)}>{t('incident.json')}</a>
      </p>
    </section>
  );
}

const text = (words: string): ReactNode => (words === '' ? null : <span lang="en">{words}</span>);

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
