import { useLanguage, useTitle } from '../i18n/index.ts';

export function Library() {
  const { t } = useLanguage();
  useTitle(t('library.title'));
  return (
    <div className="page">
      <h1 className="lead">{t('library.title')}</h1>
    </div>
  );
}
