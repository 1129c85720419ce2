import { useState } from 'react';
import type { StolenAssetJson, TraceViewJson } from '../../../src/contract/trace.ts';
import { nameOf } from '../format/address.ts';
import { useLanguage } from '../i18n/index.ts';
import { Amount, Hash, PlaceText, Time } from './bits.tsx';
import { endWords, moveWord } from './words.ts';

const FIRST = 25;

type Props = { indexes: readonly number[]; view: TraceViewJson; asset: StolenAssetJson };

export function Movements({ indexes, view, asset }: Props) {
  const { t } = useLanguage();
  const [all, setAll] = useState(false);
  const shown = all ? indexes : indexes.slice(0, FIRST);
  const severalChains = new Set(view.movements.map(({ chain }) => chain)).size > 1;
  const place = (id: string | null, chain: string) =>
    id === null ? (
      <span className="faint">–</span>
    ) : (
      <PlaceText
        place={id}
        name={nameOf(view.names, id)}
        chain={severalChains ? view.chains[chain] : undefined}
      />
    );
  return (
    <div className="scroll">
      <table className="dense movements">
        <thead>
          <tr>
            <th scope="col">{t('move.time')}</th>
            <th scope="col">{t('move.type')}</th>
            <th scope="col">{t('move.from')}</th>
            <th scope="col">{t('move.to')}</th>
            <th scope="col" className="right">
              {t('move.amount')}
            </th>
            <th scope="col" className="right">
              {t('move.origin')}
            </th>
            <th scope="col">{t('move.tx')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((index) => {
            const movement = view.movements[index]!;
            const unit = view.assets[movement.asset];
            const end = movement.end === null ? null : endWords(movement.end.kind, movement.end.label, t);
            return (
              <tr key={index}>
                <td className="nowrap">
                  <Time at={movement.time} />
                </td>
                <td className="nowrap">{moveWord(movement.type, t)}</td>
                <td>{place(movement.from, movement.chain)}</td>
                <td>
                  {movement.to !== null && place(movement.to, movement.chain)}
                  {end !== null && <span className="faint">{` ${end.kind} ${end.label}`}</span>}
                </td>
                <td className="right nowrap">
                  {unit === undefined ? (
                    movement.amount
                  ) : (
                    <Amount units={BigInt(movement.amount)} unit={unit} />
                  )}
                </td>
                <td className="right nowrap">
                  <Amount units={BigInt(movement.origin)} unit={asset} />
                </td>
                <td>
                  <Hash hash={movement.txid} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {indexes.length > shown.length && (
        <p className="hint">
          {t('evidence.more', { count: indexes.length - shown.length })}{' '}
          <button type="button" className="link" onClick={() => setAll(true)}>
            {t('evidence.all')}
          </button>
        </p>
      )}
    </div>
  );
}
