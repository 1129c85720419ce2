/** Language: chosen by ?lang=, then by what was chosen before, then by the browser. */
import i18next from 'i18next';
import { useCallback, useEffect, useMemo } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import { LANGUAGES, type Language } from '../format/locale.ts';
import { en } from './en/index.ts';
import type { Catalogue, Translate } from './keys.ts';

const STORED = 'ashiato.lang';

const catalogues: Record<Exclude<Language, 'en'>, () => Promise<Catalogue<typeof en>>> = {
  ja: async () => (await import('./ja/index.ts')).ja,
  ko: async () => (await import('./ko/index.ts')).ko,
};

const isLanguage = (text: string | null | undefined): text is Language =>
  LANGUAGES.some((language) => language === text);

function initialLanguage(): Language {
  const asked = new URLSearchParams(window.location.search).get('lang');
  if (isLanguage(asked)) {
    remember(asked);
    return asked;
  }
  const stored = recall();
  if (stored !== null) return stored;
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return spoken ?? 'en';
}

function recall(): Language | null {
  try {
    const stored = localStorage.getItem(STORED);
    return isLanguage(stored) ? stored : null;
  } catch {
    return null;
  }
}

function remember(language: Language): void {
  try {
    localStorage.setItem(STORED, language);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

async function load(language: Language): Promise<void> {
  if (language === 'en' || i18next.hasResourceBundle(language, 'translation')) return;
  i18next.addResourceBundle(language, 'translation', await catalogues[language]());
}

export async function startLanguage(): Promise<void> {
  const language = initialLanguage();
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    keySeparator: false,
    nsSeparator: false,
    // React escapes; escaping twice would show entities.
    interpolation: { escapeValue: false },
  });
  await changeLanguage(language);
}

export async function changeLanguage(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** The translator, the language it speaks, and how to choose another. */
export function useLanguage(): { t: Translate; lang: Language; choose: (language: Language) => void } {
  const { t: translate, i18n } = useTranslation();
  const lang = isLanguage(i18n.language) ? i18n.language : 'en';
  const t = useCallback<Translate>(
    (key, values) => String(translate(key as never, values as never)),
    [translate, lang],
  );
  const choose = useCallback((language: Language) => {
    remember(language);
    const url = new URL(window.location.href);
    if (url.searchParams.has('lang')) {
      url.searchParams.set('lang', language);
      window.history.replaceState(window.history.state, '', url);
    }
    void changeLanguage(language);
  }, []);
  return useMemo(() => ({ t, lang, choose }), [t, lang, choose]);
}

/** Keeps the tab's title in step with the page. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}
