import { useLanguage, useTitle } from '../i18n/index.ts';

export function Outlook() {
  const { t } = useLanguage();
  useTitle(t('outlook.title'));
  return (
    <div className="page">
      <h1 className="lead">{t('outlook.title')}</h1>
    </div>
  );
}
