import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { readLibrarySearch } from './library/address.ts';
import { List } from './routes/list.tsx';
import { readListSearch } from './routes/list-search.ts';
import { readReservesSearch } from './routes/reserves-search.ts';
import { readTraceSearch } from './routes/trace-search.ts';
import { Shell } from './ui/shell.tsx';
import { Crash, NotFound } from './ui/states.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: Crash });

const list = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: List,
  validateSearch: readListSearch,
});

const incident = createRoute({
  getParentRoute: () => root,
  path: '/incidents/$id',
  component: lazyRouteComponent(() => import('./routes/incident.tsx'), 'Incident'),
  validateSearch: readTraceSearch,
});

const oneCase = createRoute({
  getParentRoute: () => root,
  path: '/cases/$id',
  component: lazyRouteComponent(() => import('./routes/case.tsx'), 'Case'),
  validateSearch: readTraceSearch,
});

const screen = createRoute({
  getParentRoute: () => root,
  path: '/screen',
  component: lazyRouteComponent(() => import('./routes/screen.tsx'), 'Screen'),
});

const reserves = createRoute({
  getParentRoute: () => root,
  path: '/reserves',
  component: lazyRouteComponent(() => import('./routes/reserves.tsx'), 'Reserves'),
  validateSearch: readReservesSearch,
});

const effectiveness = createRoute({
  getParentRoute: () => root,
  path: '/effectiveness',
  component: lazyRouteComponent(() => import('./routes/effectiveness.tsx'), 'Effectiveness'),
});

const outlook = createRoute({
  getParentRoute: () => root,
  path: '/outlook',
  component: lazyRouteComponent(() => import('./routes/outlook.tsx'), 'Outlook'),
});

const library = createRoute({
  getParentRoute: () => root,
  path: '/library',
  component: lazyRouteComponent(() => import('./routes/library.tsx'), 'Library'),
  validateSearch: readLibrarySearch,
});

const intel = createRoute({
  getParentRoute: () => root,
  path: '/intel',
  component: lazyRouteComponent(() => import('./routes/intel.tsx'), 'Intel'),
  validateSearch: ({ article }: Record<string, unknown>): { article?: string } =>
    typeof article === 'string' && /^[0-9a-f]{16}$/.test(article) ? { article } : {},
});

const hiring = createRoute({
  getParentRoute: () => root,
  path: '/hiring',
  component: lazyRouteComponent(() => import('./routes/hiring.tsx'), 'Hiring'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    list,
    incident,
    oneCase,
    screen,
    reserves,
    effectiveness,
    outlook,
    library,
    intel,
    hiring,
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
