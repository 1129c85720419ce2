import { useCallback, useState } from 'react';

export type Theme = 'system' | 'light' | 'dark';
const STORED = 'ashiato.theme';

/** The chosen theme. `system` leaves the choice to prefers-color-scheme. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(() => {
    const set = document.documentElement.dataset.theme;
    return set === 'light' || set === 'dark' ? set : 'system';
  });
  const choose = useCallback((next: Theme) => {
    if (next === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      if (next === 'system') localStorage.removeItem(STORED);
      else localStorage.setItem(STORED, next);
    } catch {
      // Storage may be forbidden; the choice then lasts as long as the page.
    }
    setTheme(next);
  }, []);
  return [theme, choose];
}
