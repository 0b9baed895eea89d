import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, type ReactElement, Suspense } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import type { Dictionary } from '../shared/i18n/dictionary.ts';
import { LanguageProvider } from '../shared/i18n/LanguageProvider.tsx';
import type { Language } from '../shared/i18n/language.ts';
import { Toasts } from '../shared/ui/Toasts.tsx';
import { CrashBoundary } from './CrashBoundary.tsx';
import { Header } from './Header.tsx';
import { PageChange } from './PageChange.tsx';
import { routes, type ViewName, views } from './routes.ts';
import { SkipLink } from './SkipLink.tsx';

/** Each view once: a component made anew on every render would lose its state. */
const elements = new Map<ViewName, ReactElement>();

function elementOf(view: ViewName): ReactElement {
  const known = elements.get(view);
  if (known) return known;
  const View = lazy(async () => ({ default: await views[view]() }));
  const element = <View />;
  elements.set(view, element);
  return element;
}

interface AppProps {
  queryClient: QueryClient;
  initial: { language: Language; dictionary: Dictionary };
}

export function App({ queryClient, initial }: AppProps) {
  return (
    <LanguageProvider initial={initial}>
      <QueryClientProvider client={queryClient}>
        <BrowserRouter>
          <SkipLink />
          <Header />
          <main id="main" className="main" tabIndex={-1}>
            <CrashBoundary>
              <Suspense fallback={<div className="view-loading" />}>
                <PageChange />
                <Routes>
                  {routes.map(({ path, view }) => (
                    <Route key={path} path={path} element={elementOf(view)} />
                  ))}
                </Routes>
              </Suspense>
            </CrashBoundary>
          </main>
          <Toasts />
        </BrowserRouter>
      </QueryClientProvider>
    </LanguageProvider>
  );
}
