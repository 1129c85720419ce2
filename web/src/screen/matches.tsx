/** What was found: who lists it since when, or which theft's value reached it, how, when and through whom. */
import type { FindingsJson } from '../../../src/contract/screen.ts';
import { shorten } from '../format/address.ts';
import { formatCount, groupDigits } from '../format/amount.ts';
import { formatDay } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';
import { Hash } from '../ui/bits.tsx';
import { effectWord } from './words.ts';

type Match = FindingsJson['checks'][number]['matches'][number];
type Listed = Extract<Match, { type: 'listed' }>;
type Exposure = Extract<Match, { type: 'exposure' }>;

export function Matches({ matches }: { matches: readonly Match[] }) {
  if (matches.length === 0) return null;
  return (
    <ul className="matches">
      {matches.map((match) =>
        match.type === 'listed' ? (
          <ListedMatch key={`${match.list} ${match.entry}`} match={match} />
        ) : (
          <ExposureMatch key={`${match.incident} ${match.asset} ${match.ground}`} match={match} />
        ),
      )}
    </ul>
  );
}

function ListedMatch({ match }: { match: Listed }) {
  const { t, lang } = useLanguage();
  const {
    names,
    list,
    entry,
    effect,
    programmes,
    addressListedOn,
    entryListedOn,
    sameKeyAs,
    score,
    features,
  } = match;
  const day = (text: string): string => formatDay(text, 'day', lang);
  return (
    <li>
      <p>
        <strong>{names[0] ?? entry}</strong>{' '}
        {names.length > 1 && <span className="faint">{names.slice(1, 5).join(' / ')}</span>}
      </p>
      <p className="traits">
        <span>{effectWord(effect, t)}</span>
        <span className="mono">
          {list} {entry}
        </span>
        {programmes.length > 0 && <span>{programmes.join(', ')}</span>}
        {addressListedOn !== null && <span>{t('screen.listed.address', { day: day(addressListedOn) })}</span>}
        {entryListedOn !== null && <span>{t('screen.listed.entry', { day: day(entryListedOn) })}</span>}
        {features.length > 0 && <span className="num">{t('screen.score', { score: score.toFixed(2) })}</span>}
      </p>
      {sameKeyAs !== null && <p>{t('screen.listed.sameKey', { address: sameKeyAs })}</p>}
      {features.length > 0 && (
        <ul className="faint" lang="en">
          {features.map(({ feature, value, says }) => (
            <li key={feature}>
              {feature} <span className="num">{value.toFixed(2)}</span>: {says}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function ExposureMatch({ match }: { match: Exposure }) {
  const { t, lang } = useLanguage();
  const { incident, stolenOn, hops, asset, min, max, policies, path, counterparties, cluster } = match;
  const day = (text: string): string => formatDay(text, 'day', lang);
  return (
    <li>
      <p>
        <a href={`/incidents/${incident}`}>
          <strong>{incident}</strong>
        </a>{' '}
        {stolenOn !== null && <span className="faint">{day(stolenOn)}</span>}
      </p>
      <p className="traits">
        <span className="num">{t('screen.hops', { count: hops })}</span>
        {min !== null && max !== null ? (
          <span
            className="num"
            title={policies.map(({ policy, amount }) => `${policy} ${amount}`).join('\n')}
          >
            {min === max ? groupDigits(max) : `${groupDigits(min)} – ${groupDigits(max)}`}{' '}
            <span className="mono faint">{asset}</span>
          </span>
        ) : (
          <span>{t('screen.unmeasured')}</span>
        )}
        <Arrival first={match.firstArrived} last={match.lastArrived} />
      </p>
      {policies.length > 1 && (
        <p className="traits faint">
          {policies.map(({ policy, amount }) => (
            <span key={policy} className="num">
              {policy} {groupDigits(amount)}
            </span>
          ))}
        </p>
      )}
      {path.length > 1 && (
        <p className="path mono" title={path.join(' → ')}>
          {path.map(shorten).join(' → ')}
        </p>
      )}
      {counterparties.count > 0 && <Counterparties counterparties={counterparties} />}
      {cluster !== null && (
        <p>
          {t('screen.cluster', { count: cluster.size })}{' '}
          <span className="mono faint">{cluster.members.map(shorten).join(', ')}</span>
          {cluster.listed.map(({ address, list }) => (
            <strong key={`${address} ${list}`} className="listed">
              {' '}
              {t('screen.isListed', { list })} {shorten(address)}
            </strong>
          ))}
        </p>
      )}
      <p className="faint" lang="en">
        {match.ground}
      </p>
    </li>
  );
}

function Arrival({ first, last }: { first: string | null; last: string | null }) {
  const { t, lang } = useLanguage();
  if (first === null || last === null) return null;
  const [from, to] = [first, last].map((day) => formatDay(day, 'day', lang));
  return (
    <span>
      {first === last
        ? t('screen.arrivedOn', { day: to ?? '' })
        : t('screen.arrived', { first: from ?? '', last: to ?? '' })}
    </span>
  );
}

function Counterparties({ counterparties }: Pick<Exposure, 'counterparties'>) {
  const { t } = useLanguage();
  const { count, largest } = counterparties;
  return (
    <table className="dense counterparties">
      <caption>
        {t('screen.counterparties', { count })}
        {count > largest.length && ` (${t('screen.largest', { shown: formatCount(largest.length) })})`}
      </caption>
      <tbody>
        {largest.map(({ address, direction, amount, end, listedOn }) => (
          <tr key={`${direction} ${address}`}>
            <td className="faint nowrap">{t(direction === 'from' ? 'screen.from' : 'screen.to')}</td>
            <td>
              <Hash hash={address} />
            </td>
            <td className="right num">{groupDigits(amount)}</td>
            <td>{end?.label}</td>
            <td>
              {listedOn.map((list) => (
                <strong key={list} className="listed">
                  {t('screen.isListed', { list })}
                </strong>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
