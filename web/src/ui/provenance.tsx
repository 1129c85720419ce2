/** What is missing, where the trace starts, and where the recording comes from. */
import type { CaseJson, TraceJson, TraceViewJson } from '../../../src/contract/trace.ts';
import { paths } from '../api/cases.ts';
import { nameOf } from '../format/address.ts';
import { formatCount } from '../format/amount.ts';
import { formatInstant } from '../format/time.ts';
import { useLanguage } from '../i18n/index.ts';
import { Amount, Hash, PlaceText } from './bits.tsx';
import { gapWord } from './words.ts';

export function Gaps({ gaps, view }: { gaps: TraceJson['gaps']; view: TraceViewJson }) {
  const { t } = useLanguage();
  return (
    <section aria-labelledby="gaps">
      <h2 id="gaps">{t('gaps.title')}</h2>
      {gaps.length === 0 && <p className="hint">{t('gaps.none')}</p>}
      <ul className="gaps">
        {gaps.map((gap) => {
          const unit = gap.asset === undefined ? undefined : view.assets[gap.asset];
          return (
            <li key={`${gap.type} ${gap.txid ?? ''} ${gap.location ?? ''} ${gap.text}`}>
              <span className="gap-type">{gapWord(gap.type, t)}</span>
              <span>
                <span lang="en">{gap.text}</span>{' '}
                {gap.amount !== undefined && unit !== undefined && (
                  <Amount units={BigInt(gap.amount)} unit={unit} />
                )}{' '}
                {gap.location !== undefined && (
                  <PlaceText place={gap.location} name={nameOf(view.names, gap.location)} />
                )}{' '}
                {gap.txid !== undefined && <Hash hash={gap.txid} />}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

export function Seeds({ recorded, view }: { recorded: CaseJson; view: TraceViewJson }) {
  const { t } = useLanguage();
  return (
    <section aria-labelledby="seeds">
      <h2 id="seeds">{t('seeds.title')}</h2>
      <div className="scroll">
        <table className="dense seeds">
          <thead>
            <tr>
              <th scope="col">{t('seeds.place')}</th>
              <th scope="col" className="right">
                {t('seeds.amount')}
              </th>
              <th scope="col" className="right">
                {t('seeds.stands')}
              </th>
              <th scope="col">{t('seeds.note')}</th>
              <th scope="col">{t('seeds.source')}</th>
            </tr>
          </thead>
          <tbody>
            {recorded.seeds.map((seed) => (
              <tr key={`${seed.location} ${seed.asset} ${seed.stolen} ${seed.amount} ${seed.note}`}>
                <td>
                  <PlaceText place={seed.location} name={nameOf(view.names, seed.location)} />
                </td>
                <td className="right nowrap">
                  <AmountOf units={seed.amount} asset={seed.asset} view={view} />
                </td>
                <td className="right nowrap">
                  <AmountOf units={seed.origin} asset={seed.stolen} view={view} />
                </td>
                <td lang="en">{seed.note}</td>
                <td lang="en" className="faint">
                  {seed.source}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function AmountOf({ units, asset, view }: { units: string; asset: string; view: TraceViewJson }) {
  const stolen = view.trace.assets.find((one) => one.asset === asset);
  const unit = view.assets[asset] ?? stolen;
  return unit === undefined ? (
    <span className="num">{units}</span>
  ) : (
    <Amount units={BigInt(units)} unit={unit} />
  );
}

export function Provenance({ recorded, trace }: { recorded: CaseJson; trace: TraceJson }) {
  const { t, lang } = useLanguage();
  return (
    <section aria-labelledby="provenance">
      <h2 id="provenance">{t('prov.title')}</h2>
      <p>{recorded.summary[lang]}</p>
      <p className="hint">
        {t('prov.span', {
          count: formatCount(recorded.transactions),
          from: formatInstant(recorded.from, lang),
          to: formatInstant(recorded.to, lang),
        })}
      </p>
      <div className="scroll">
        <table className="dense provenance">
          <thead>
            <tr>
              <th scope="col">{t('prov.what')}</th>
              <th scope="col">{t('prov.source')}</th>
              <th scope="col">{t('prov.licence')}</th>
              <th scope="col">{t('prov.retrieved')}</th>
              <th scope="col">{t('prov.relaid')}</th>
            </tr>
          </thead>
          <tbody lang="en">
            {recorded.provenance.map((row) => (
              <tr key={`${row.what} ${row.source}`}>
                <td>{row.what}</td>
                <td>{row.source}</td>
                <td>{row.licence}</td>
                <td>{row.retrieved}</td>
                <td>{row.relaid}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="ids">
        <span>
          {t('prov.trace')} <Hash hash={trace.traceId} />
        </span>
        <span>
          {t('prov.state')} <Hash hash={trace.stateHash} />
        </span>
        <a href={paths.trace(recorded.id, trace.policy)}>{t('prov.json')}</a>
        <a href={paths.envelope(recorded.id)}>{t('prov.envelope')}</a>
        <a href={paths.case(recorded.id)}>{t('prov.case')}</a>
      </p>
    </section>
  );
}
