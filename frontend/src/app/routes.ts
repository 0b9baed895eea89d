import { pagePaths } from '@tidecast/platform/delivery/page-paths';
import type { ComponentType } from 'react';
import { currentLanguage } from '../shared/i18n/language.ts';
import { loadLiveDictionary } from '../shared/i18n/live/dictionary.ts';

/** A live page is shown with its words at once. */
function withLiveWords<T>(view: Promise<T>) {
  return Promise.all([view, loadLiveDictionary(currentLanguage())]);
}

/** Every view is a chunk of its own, named here once. */
const views = {
  home: async () => (await import('../features/home/HomePage.tsx')).HomePage,
  watch: async () => {
    // The player is fetched side by side with the page around it, not after.
    void import('../features/watch/player/create-player.ts').catch(() => undefined);
    return (await import('../features/watch/WatchPage.tsx')).WatchPage;
  },
  live: async () => {
    const [{ LivePage }] = await withLiveWords(import('../features/live-directory/LivePage.tsx'));
    return LivePage;
  },
  channel: async () => {
    void import('../features/watch/player/create-player.ts').catch(() => undefined);
    const [{ ChannelPage }] = await withLiveWords(import('../features/watch/live/ChannelPage.tsx'));
    return ChannelPage;
  },
  studioLive: async () => {
    const [{ LiveStudioPage }] = await withLiveWords(
      import('../features/studio/live/LiveStudioPage.tsx'),
    );
    return LiveStudioPage;
  },
  studio: async () => (await import('../features/studio/StudioPage.tsx')).StudioPage,
  edit: async () => (await import('../features/studio/EditPage.tsx')).EditPage,
  signIn: async () => (await import('../features/auth/SignInPage.tsx')).SignInPage,
  signUp: async () => (await import('../features/auth/SignUpPage.tsx')).SignUpPage,
  confirm: async () => (await import('../features/auth/ConfirmPage.tsx')).ConfirmPage,
  forgot: async () => (await import('../features/auth/ForgotPage.tsx')).ForgotPage,
  reset: async () => (await import('../features/auth/ResetPage.tsx')).ResetPage,
  notFound: async () => (await import('../features/not-found/NotFoundPage.tsx')).NotFoundPage,
} satisfies Record<string, () => Promise<ComponentType>>;

export type ViewName = keyof typeof views;

const loaded = new Map<ViewName, ComponentType>();

/** Fetches a view's code; a failure may pass, so the next call tries again. */
export async function loadView(name: ViewName): Promise<ComponentType> {
  const View = loaded.get(name) ?? (await views[name]());
  loaded.set(name, View);
  return View;
}

/** A view whose code is here already. */
export function loadedView(name: ViewName): ComponentType | undefined {
  return loaded.get(name);
}

/** Paths in the order they are tried; `:id` stands for one segment. */
export const routes: readonly { path: string; view: ViewName }[] = [
  { path: '/', view: 'home' },
  { path: `${pagePaths.watch}/:id`, view: 'watch' },
  { path: pagePaths.channel, view: 'live' },
  { path: `${pagePaths.channel}/:id`, view: 'channel' },
  { path: '/studio', view: 'studio' },
  { path: '/studio/live', view: 'studioLive' },
  { path: '/studio/:id', view: 'edit' },
  { path: '/sign-in', view: 'signIn' },
  { path: '/sign-up', view: 'signUp' },
  { path: '/confirm', view: 'confirm' },
  { path: '/forgot-password', view: 'forgot' },
  { path: '/reset-password', view: 'reset' },
  { path: '*', view: 'notFound' },
];
