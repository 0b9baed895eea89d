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
import { loadedView, loadView, routes, type ViewName } from './routes.tsx';
import { SkipLink } from './SkipLink.tsx';

/** Each view once: a component made anew on every render would lose its state. */
const elements = new Map<ViewName, ReactElement>();

function elementOf(view: ViewName): ReactElement {
  const known = elements.get(view);
  if (known) return known;
  // React holds back for 300 ms what it first showed a placeholder for, so nothing that is here
  // already goes through one.
  const View = loadedView(view) ?? lazy(async () => ({ default: await loadView(view) }));
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
