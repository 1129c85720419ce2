import { useLanguage, useTitle } from '../i18n/index.ts';

export function Intel() {
  const { t } = useLanguage();
  useTitle(t('intel.title'));
  return (
    <div className="page">
      <h1 className="lead">{t('intel.title')}</h1>
    </div>
  );
}
