import { useLanguage, useTitle } from '../i18n/index.ts';

export function Screen() {
  const { t } = useLanguage();
  useTitle(t('screen.title'));
  return (
    <div className="page">
      <h1 className="lead">{t('screen.title')}</h1>
    </div>
  );
}
