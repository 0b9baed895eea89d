import { QueryClient } from '@tanstack/react-query';
import { pagePaths } from '@tidecast/platform/delivery/page-paths';
import { createRoot } from 'react-dom/client';
import { matchPath } from 'react-router';
import { ApiError } from '../shared/api/api-error.ts';
import { currentLanguage, loadDictionary } from '../shared/i18n/language.ts';
import { feedQuery, playbackQuery, videoQuery } from '../shared/video/queries.ts';
import { App } from './App.tsx';
import { prefetchOnIntent } from './prefetch.ts';
import { loadView, routes } from './routes.tsx';

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal is final; only missing answers and server errors are worth retrying.
      retry: (failures, error) =>
        failures < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
      refetchOnWindowFocus: false,
    },
  },
});

/** A view whose data is this near, in ms, is shown with it at once: empty shapes would only jump. */
const almostThere = 300;

/** Starts loading what the first view shows; the view itself reports failures. */
function startFirstData(): Promise<unknown> {
  const { pathname, search } = location;
  const watched = matchPath(`${pagePaths.watch}/:id`, pathname)?.params.id;
  if (watched) {
    return Promise.all([
      queryClient.prefetchQuery({ ...playbackQuery(watched), retry: false }),
      queryClient.prefetchQuery(videoQuery(watched)),
    ]);
  }
  if (pathname !== '/') return Promise.resolve();
  const query = new URLSearchParams(search).get('q')?.trim() ?? '';
  return queryClient.prefetchInfiniteQuery(feedQuery(query));
}

/** Starts loading the view's code; if that fails, the view itself tries again and reports it. */
async function startFirstView(): Promise<void> {
  const { pathname } = location;
  const route = routes.find(({ path }) => path === '*' || matchPath(path, pathname));
  if (route) await loadView(route.view).catch(() => undefined);
}

/** Shows the page of the address. */
export async function startPage(): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no element #root');
  // Data before code: a browser keeps no more than six requests under way.
  const language = currentLanguage();
  const data = startFirstData();
  const view = startFirstView();
  document.documentElement.lang = language;
  const [dictionary] = await Promise.all([loadDictionary(language), view]);
  await Promise.race([data, new Promise((resolve) => setTimeout(resolve, almostThere))]);
  prefetchOnIntent(queryClient);
  createRoot(root).render(<App queryClient={queryClient} initial={{ language, dictionary }} />);
}
