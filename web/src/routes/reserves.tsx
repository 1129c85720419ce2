import { useLanguage, useTitle } from '../i18n/index.ts';

export function Reserves() {
  const { t } = useLanguage();
  useTitle(t('reserves.title'));
  return (
    <div className="page">
      <h1 className="lead">{t('reserves.title')}</h1>
    </div>
  );
}
