import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api/http.ts';
import { startLanguage } from './i18n/index.ts';
import { router } from './router.tsx';
import './styles/fonts.css';
import './styles/base.css';
import './styles/parts.css';
import './styles/list.css';
import './styles/flow.css';
import './styles/case.css';
import './styles/charts.css';
import './styles/reserves.css';
import './styles/library.css';
import './styles/intel.css';
import './styles/screen.css';
import './styles/hiring.css';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      // A refusal stays a refusal; only silence and the server's own trouble are worth asking again.
      retry: (count, error) => count < 2 && error instanceof ApiError && error.detail.retryable,
    },
  },
});

await startLanguage();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);

// The full Japanese and Korean faces are large in rules, small in files read: they come when there is time.
const later = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 200));
later(() => void import('./styles/cjk.ts'));
