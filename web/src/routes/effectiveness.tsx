import { useLanguage, useTitle } from '../i18n/index.ts';

export function Effectiveness() {
  const { t } = useLanguage();
  useTitle(t('effectiveness.title'));
  return (
    <div className="page">
      <h1 className="lead">{t('effectiveness.title')}</h1>
    </div>
  );
}
