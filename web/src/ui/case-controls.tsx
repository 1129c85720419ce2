import type { CaseJson, StolenAssetJson } from '../../../src/contract/trace.ts';
import { POLICIES, type PolicyName } from '../../../src/core/model/rules.ts';
import { spokenAmount } from '../format/amount.ts';
import { useLanguage } from '../i18n/index.ts';
import { POLICY_KEYS } from './words.ts';

export function PolicySwitch({
  chosen,
  choose,
}: {
  chosen: PolicyName;
  choose: (policy: PolicyName) => void;
}) {
  const { t } = useLanguage();
  return (
    <fieldset className="policy">
      <legend title={t('policy.hint')}>{t('policy.title')}</legend>
      <div className="segments">
        {POLICIES.map((policy) => (
          <label key={policy} title={t(POLICY_KEYS[policy].says)}>
            <input
              type="radio"
              name="policy"
              value={policy}
              checked={policy === chosen}
              onChange={() => choose(policy)}
            />
            <span>{t(POLICY_KEYS[policy].name)}</span>
          </label>
        ))}
      </div>
      <p className="says">
        {t(POLICY_KEYS[chosen].says)} <span className="faint">{t('policy.hint')}</span>
      </p>
    </fieldset>
  );
}

type TabsProps = { assets: readonly StolenAssetJson[]; chosen: string; choose: (asset: string) => void };

/** One drawing an asset: amounts of different assets do not add up. */
export function AssetTabs({ assets, chosen, choose }: TabsProps) {
  const { t, lang } = useLanguage();
  if (assets.length < 2) return null;
  return (
    <fieldset className="policy">
      <legend>{t('flow.asset')}</legend>
      <div className="segments">
        {assets.map(({ asset, symbol, decimals, stolen }) => (
          <label key={asset}>
            <input
              type="radio"
              name="asset"
              value={asset}
              checked={asset === chosen}
              onChange={() => choose(asset)}
            />
            <span className="num">{spokenAmount(BigInt(stolen), decimals, symbol, lang)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

type AsOfProps = {
  recorded: CaseJson;
  chosen: string | undefined;
  choose: (day: string | undefined) => void;
};

/** Where the value was at the end of a day. */
export function AsOf({ recorded, chosen, choose }: AsOfProps) {
  const { t } = useLanguage();
  const last = recorded.to.slice(0, 10);
  return (
    <div className="policy asof-day">
      <label htmlFor="asof">{t('asof.title')}</label>
      <input
        id="asof"
        type="date"
        min={recorded.from.slice(0, 10)}
        max={last}
        value={chosen ?? last}
        title={chosen === undefined ? t('asof.end') : chosen}
        onChange={(event) =>
          choose(event.target.value === '' || event.target.value === last ? undefined : event.target.value)
        }
      />
      {chosen !== undefined && (
        <button type="button" className="link" onClick={() => choose(undefined)}>
          {t('asof.clear')}
        </button>
      )}
    </div>
  );
}
