/** What surrounds every page: the mark, language, theme, keys. */
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Hatches } from '../flow/hatches.tsx';
import { LANGUAGES, type Language } from '../format/locale.ts';
import { useLanguage } from '../i18n/index.ts';
import { ROOMS } from '../rooms.ts';
import { Help } from './help.tsx';
import { type Theme, useTheme } from './theme.ts';

const NATIVE: Record<Language, string> = { en: 'English', ja: '日本語', ko: '한국어' };

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function Shell() {
  const { t, lang, choose } = useLanguage();
  const [theme, setTheme] = useTheme();
  const [help, setHelp] = useState(false);
  useKeys(useCallback(() => setHelp((open) => !open), []));
  const themeName = { system: t('app.theme.system'), light: t('app.theme.light'), dark: t('app.theme.dark') };
  return (
    <>
      {/* Charts and swatches of every page fill with these. */}
      <svg className="hidden" aria-hidden="true">
        <Hatches />
      </svg>
      <a className="skip" href="#main">
        {t('app.skip')}
      </a>
      <header className="bar">
        <Link to="/" className="brand">
          <img src="/mark.svg" alt="" width="22" height="22" />
          <span className="brand-name">
            {t('app.name')} <span lang="ja">足跡</span>
          </span>
        </Link>
        <span className="tagline">{t('app.tagline')}</span>
        <nav>
          {ROOMS.map(({ to, name }) => (
            <Link key={to} to={to} activeOptions={{ exact: to === '/' }}>
              {t(name)}
            </Link>
          ))}
          <Link to="/cases/$id" params={{ id: 'laboratory' }}>
            {t('app.nav.laboratory')}
          </Link>
        </nav>
        <fieldset className="switch" aria-label={t('app.language')}>
          {LANGUAGES.map((language) => (
            <button
              key={language}
              type="button"
              lang={language}
              aria-pressed={language === lang}
              onClick={() => choose(language)}
            >
              {NATIVE[language]}
            </button>
          ))}
        </fieldset>
        <label className="select">
          <span className="hidden">{t('app.theme')}</span>
          <select value={theme} onChange={(event) => setTheme(event.target.value as Theme)}>
            {THEMES.map((choice) => (
              <option key={choice} value={choice}>
                {themeName[choice]}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          className="key-button"
          title={t('app.nav.help')}
          aria-label={t('app.nav.help')}
          onClick={() => setHelp(true)}
        >
          ?
        </button>
      </header>
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="foot">{t('app.foot')}</footer>
      <Help open={help} close={() => setHelp(false)} rooms={ROOMS} />
    </>
  );
}

/** `/` search, `g` and a letter a page, `?` help. Nothing is taken while the reader is typing. */
function useKeys(toggleHelp: () => void): void {
  const navigate = useNavigate();
  const awaiting = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const afterG = performance.now() - awaiting.current < 1200;
      awaiting.current = 0;
      if (event.key === '/') {
        event.preventDefault();
        const field = searchField();
        if (field !== null) field.focus();
        else void navigate({ to: '/' }).then(() => requestAnimationFrame(() => searchField()?.focus()));
      } else if (event.key === 'g') awaiting.current = performance.now();
      else if (event.key === '?') toggleHelp();
      else if (afterG) {
        const room = ROOMS.find(({ letter }) => letter === event.key);
        if (room !== undefined) void navigate({ to: room.to });
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [navigate, toggleHelp]);
}

const searchField = (): HTMLInputElement | null =>
  document.querySelector<HTMLInputElement>('input[type=search]');

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
