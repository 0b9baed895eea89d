import type { apiRoot } from '@tidecast/platform/delivery/api-paths';
import type { RoutePath } from '../shared/api/addresses.ts';
import type { requestTimeout } from '../shared/api/client.ts';
import type {} from '../shared/api/head-start.ts';

/*
 * Runs before the first paint, on its own and without the rest of the code: a file, because the
 * content security policy allows no inline script.
 */

/** A remembered theme or language must not flash in late. */
(() => {
  try {
    const theme = localStorage.getItem('tidecast.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    const language = localStorage.getItem('tidecast.language');
    if (language === 'en' || language === 'ko') document.documentElement.lang = language;
  } catch {
    // Storage is blocked: the system's theme and the browser's language apply.
  }
})();

/*
 * A visitor who follows a link to a video or a channel waits for its picture, so the data for that
 * is requested while React is still loading. The build names the files of these pages in the
 * attributes of this script's element.
 */
(() => {
  // Of these only the types are imported: the values would bring along what this runs ahead of.
  const root: typeof apiRoot = '/api';
  const timeout: typeof requestTimeout = 20_000;

  const [, page, id = ''] = /^\/(watch|live)\/([\w-]+)\/?$/.exec(location.pathname) ?? [];
  if (!page) return;

  const answers = new Map<string, Promise<Response>>();
  const ask = (method: string, path: RoutePath) => {
    const url = `${location.origin}${root}${path.replace('{id}', id)}`;
    const answer = fetch(url, { method, signal: AbortSignal.timeout(timeout) });
    // The code that takes the answer requests it again; until then a failure needs no report.
    answer.catch(() => undefined);
    answers.set(`${method} ${url}`, answer);
  };
  if (page === 'watch') {
    ask('POST', '/videos/{id}/playback');
    ask('GET', '/videos/{id}');
  } else {
    ask('GET', '/live/channels/{id}');
  }
  window.tidecastHeadStart = answers;

  const preload = (rel: string, href: string, as = '') => {
    document.head.append(
      Object.assign(document.createElement('link'), { rel, as, crossOrigin: '', href }),
    );
  };
  const names = document.currentScript?.dataset ?? {};
  const filesOf = (kind: string) => names[`${page}${kind}`]?.split(' ').filter(Boolean) ?? [];
  for (const href of filesOf('Scripts')) preload('modulepreload', href);
  for (const href of filesOf('Styles')) preload('preload', href, 'style');
})();
