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
 * Whoever comes by a link to a video waits for its picture, so what that takes is asked for while
 * React is still on its way. The build names the files of the watch page in the attributes of this
 * script's element.
 */
(() => {
  /** As in `shared/api/client.ts`, in ms: importing it would bring along what this runs ahead of. */
  const requestTimeout = 20_000;

  const id = /^\/watch\/([\w-]+)\/?$/.exec(location.pathname)?.[1];
  if (!id) return;

  const answers = new Map<string, Promise<Response>>();
  const ask = (method: string, path: string) => {
    const url = `${location.origin}/api/videos/${path}`;
    const answer = fetch(url, { method, signal: AbortSignal.timeout(requestTimeout) });
    // Whoever takes it asks again; nobody need be told before.
    answer.catch(() => undefined);
    answers.set(`${method} ${url}`, answer);
  };
  ask('POST', `${id}/playback`);
  ask('GET', id);
  window.tidecastHeadStart = answers;

  const preload = (rel: string, href: string, as = '') => {
    document.head.append(
      Object.assign(document.createElement('link'), { rel, as, crossOrigin: '', href }),
    );
  };
  const { scripts = '', styles = '' } = document.currentScript?.dataset ?? {};
  for (const href of scripts.split(' ').filter(Boolean)) preload('modulepreload', href);
  for (const href of styles.split(' ').filter(Boolean)) preload('preload', href, 'style');
})();
