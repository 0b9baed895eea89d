import type { QueryClient } from '@tanstack/react-query';
import { pagePaths } from '@tidecast/platform/delivery/page-paths';
import { matchPath } from 'react-router';
import { playbackQuery } from '../shared/video/queries.ts';
import { loadView, routes } from './routes.tsx';

function linkedPath(target: EventTarget | null): string | undefined {
  const link = target instanceof Element ? target.closest('a') : null;
  return link?.origin === location.origin ? link.pathname : undefined;
}

/**
 * Fetches the code of a page when somebody points at a link to it, and permission to play when
 * they press it: by the time the click arrives, both are on their way. Nothing is fetched for
 * those who only read, so the home page stays light.
 */
export function prefetchOnIntent(queryClient: QueryClient): void {
  const code = (event: Event) => {
    const path = linkedPath(event.target);
    const route = path && routes.find((candidate) => matchPath(candidate.path, path));
    if (route) void loadView(route.view).catch(() => undefined);
  };
  const playback = (event: Event) => {
    const id = matchPath(`${pagePaths.watch}/:id`, linkedPath(event.target) ?? '')?.params.id;
    if (id) void queryClient.prefetchQuery({ ...playbackQuery(id), retry: false });
  };
  document.addEventListener('pointerover', code, { passive: true });
  document.addEventListener('focusin', code);
  document.addEventListener('pointerdown', code, { passive: true });
  document.addEventListener('pointerdown', playback, { passive: true });
}
