/** Addresses that public sources name: what can be looked up before any trace. */
import type { IncidentJson } from '../../../src/contract/trace.ts';
import { useLanguage } from '../i18n/index.ts';
import { Hash } from './bits.tsx';
import { roleWord } from './words.ts';

const OPEN_UP_TO = 12;

export function Addresses({ addresses }: { addresses: IncidentJson['addresses'] }) {
  const { t } = useLanguage();
  if (addresses.length === 0) return null;
  return (
    <section aria-labelledby="addresses">
      <h2 id="addresses">{t('incident.addresses')}</h2>
      <details open={addresses.length <= OPEN_UP_TO}>
        <summary>{t('incident.addresses.count', { count: addresses.length })}</summary>
        <div className="scroll">
          <table className="dense addresses">
            <thead>
              <tr>
                <th scope="col">{t('incident.address')}</th>
                <th scope="col">{t('incident.chains')}</th>
                <th scope="col">{t('incident.role')}</th>
                <th scope="col">{t('incident.notes')}</th>
                <th scope="col">{t('incident.sources')}</th>
              </tr>
            </thead>
            <tbody>
              {addresses.map(({ chain, address, role, note, source }) => (
                <tr key={`${chain} ${address} ${role} ${source}`}>
                  <td>
                    <Hash hash={address} />
                  </td>
                  <td className="nowrap">{chain}</td>
                  <td className="nowrap">{roleWord(role, t)}</td>
                  <td lang="en">{note}</td>
                  <td lang="en" className="faint">
                    {source}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}
