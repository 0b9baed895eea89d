import '../shared/theme/base.css';
import '../shared/ui/components.css';
import '../shared/video/video-card.css';
import './shell.css';
import { QueryClient } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { matchPath } from 'react-router';
import { ApiError } from '../shared/api/api-error.ts';
import { currentLanguage, loadDictionary } from '../shared/i18n/language.ts';
import { feedQuery, playbackQuery, videoQuery } from '../shared/video/queries.ts';
import { App } from './App.tsx';
import { prefetchOnIntent } from './prefetch.ts';
import { loadView, routes } from './routes.ts';

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays one; only silence and faults of the server are worth asking again.
      retry: (failures, error) =>
        failures < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
      refetchOnWindowFocus: false,
    },
  },
});

/**
 * What the first view needs is asked for now, side by side with the dictionary: what it shows
 * before the code that shows it, because a browser keeps no more than six requests under way.
 *
 * @returns once the view's code is here, or cannot be had
 */
function startFirstView(): Promise<unknown> {
  const { pathname, search } = location;
  const watched = matchPath('/watch/:id', pathname)?.params.id;
  if (watched) {
    void queryClient.prefetchQuery({ ...playbackQuery(watched), retry: false });
    void queryClient.prefetchQuery(videoQuery(watched));
  } else if (pathname === '/') {
    const query = new URLSearchParams(search).get('q')?.trim() ?? '';
    void queryClient.prefetchInfiniteQuery(feedQuery(query));
  }
  const route = routes.find(({ path }) => path === '*' || matchPath(path, pathname));
  return route ? loadView(route.view).catch(() => undefined) : Promise.resolve();
}

async function start(root: HTMLElement): Promise<void> {
  const firstView = startFirstView();
  const language = currentLanguage();
  document.documentElement.lang = language;
  const [dictionary] = await Promise.all([loadDictionary(language), firstView]);
  prefetchOnIntent(queryClient);
  createRoot(root).render(<App queryClient={queryClient} initial={{ language, dictionary }} />);
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root');
void start(root);
