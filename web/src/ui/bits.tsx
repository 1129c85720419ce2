/** The small parts every page shares: amounts, times, addresses, swatches. */
import { useEffect, useState } from 'react';
import type { EndKind } from '../../../src/core/model/movement.ts';
import { parsePlace, shorten, shortPlace } from '../format/address.ts';
import { exactAmount, tableAmount } from '../format/amount.ts';
import { formatShare } from '../format/share.ts';
import { formatInstant, utc } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';

export type Unit = { readonly symbol: string; readonly decimals: number };

export function Amount({ units, unit }: { units: bigint; unit: Unit }) {
  const { t } = useLanguage();
  const exact = `${exactAmount(units, unit.decimals, unit.symbol)} = ${t('conserve.units', { units: units.toString() })}`;
  return (
    <span className="num" title={exact}>
      {tableAmount(units, unit.decimals, unit.symbol)}
    </span>
  );
}

export function Share({ part, whole }: { part: bigint; whole: bigint }) {
  const { lang } = useLanguage();
  return <span className="num">{formatShare(part, whole, lang)}</span>;
}

/** An instant in the reader's zone; UTC on hover. */
export function Time({ at }: { at: string }) {
  const { lang } = useLanguage();
  return (
    <time dateTime={at} title={utc(at)} className="num">
      {formatInstant(at, lang)}
    </time>
  );
}

export function Swatch({ kind }: { kind: EndKind }) {
  return (
    <svg className="swatch" viewBox="0 0 12 12" aria-hidden="true">
      <rect width="12" height="12" className={`fill k-${kind}`} />
    </svg>
  );
}

/** `what` names it where the text itself is too long to say. */
export function Copy({ text, what = text }: { text: string; what?: string }) {
  const { t } = useLanguage();
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1500);
    return () => clearTimeout(timer);
  }, [done]);
  const label = done ? t('copy.done') : t('copy.do', { what });
  return (
    <button
      type="button"
      className="copy"
      aria-label={label}
      title={label}
      onClick={(event) => {
        event.stopPropagation();
        navigator.clipboard?.writeText(text).then(
          () => setDone(true),
          () => setDone(false),
        );
      }}
    >
      <svg viewBox="0 0 12 12" aria-hidden="true">
        {done ? <path d="M2 6.5 5 9.5 10.5 3" /> : <path d="M4 3.5V1.5h6.5V8H8.5M1.5 3.5H8.5V10.5H1.5Z" />}
      </svg>
    </button>
  );
}

/** A place: its name where it has one, and its address, whole on hover and copied whole. */
export function PlaceText({
  place,
  name,
  chain,
}: {
  place: string;
  name?: string | undefined;
  chain?: string | undefined;
}) {
  const { text } = parsePlace(place);
  return (
    <span className="place">
      {name !== undefined && <span className="place-name">{name}</span>}
      <span className="mono" title={place}>
        {shortPlace(place)}
      </span>
      {chain !== undefined && <span className="faint">{chain}</span>}
      <Copy text={text} />
    </span>
  );
}

export function Hash({ hash }: { hash: string }) {
  return (
    <span className="place">
      <span className="mono" title={hash}>
        {shorten(hash)}
      </span>
      <Copy text={hash} />
    </span>
  );
}
