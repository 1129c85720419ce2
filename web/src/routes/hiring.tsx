import { useLanguage, useTitle } from '../i18n/index.ts';

export function Hiring() {
  const { t } = useLanguage();
  useTitle(t('hiring.title'));
  return (
    <div className="page">
      <h1 className="lead">{t('hiring.title')}</h1>
    </div>
  );
}
