import { pagePaths } from '@tidecast/platform/delivery/page-paths';
import type { ComponentType } from 'react';
import { type Area, loadWords } from '../shared/i18n/areas.ts';
import { currentLanguage } from '../shared/i18n/language.ts';
import { Words } from '../shared/i18n/Words.tsx';

type Load = () => Promise<ComponentType>;

/** A view that is fetched, and shown, together with the words of its area. */
function speaking(area: Area, load: Load): Load {
  return async () => {
    const [View] = await Promise.all([load(), loadWords(area, currentLanguage())]);
    return () => (
      <Words area={area}>
        <View />
      </Words>
    );
  };
}

/** Every view is a chunk of its own, named here once. */
const views = {
  home: async () => (await import('../features/home/HomePage.tsx')).HomePage,
  watch: async () => {
    // The player is fetched side by side with the page around it, not after.
    void import('../features/watch/player/create-player.ts').catch(() => undefined);
    return (await import('../features/watch/WatchPage.tsx')).WatchPage;
  },
  live: speaking(
    'live',
    async () => (await import('../features/live-directory/LivePage.tsx')).LivePage,
  ),
  channel: speaking('live', async () => {
    void import('../features/watch/player/create-player.ts').catch(() => undefined);
    return (await import('../features/watch/live/ChannelPage.tsx')).ChannelPage;
  }),
  studioLive: speaking(
    'live',
    async () => (await import('../features/studio/live/LiveStudioPage.tsx')).LiveStudioPage,
  ),
  studio: speaking(
    'studio',
    async () => (await import('../features/studio/StudioPage.tsx')).StudioPage,
  ),
  edit: speaking('studio', async () => (await import('../features/studio/EditPage.tsx')).EditPage),
  signIn: speaking(
    'auth',
    async () => (await import('../features/auth/SignInPage.tsx')).SignInPage,
  ),
  signUp: speaking(
    'auth',
    async () => (await import('../features/auth/SignUpPage.tsx')).SignUpPage,
  ),
  confirm: speaking(
    'auth',
    async () => (await import('../features/auth/ConfirmPage.tsx')).ConfirmPage,
  ),
  forgot: speaking(
    'auth',
    async () => (await import('../features/auth/ForgotPage.tsx')).ForgotPage,
  ),
  reset: speaking('auth', async () => (await import('../features/auth/ResetPage.tsx')).ResetPage),
  notFound: async () => (await import('../features/not-found/NotFoundPage.tsx')).NotFoundPage,
} satisfies Record<string, Load>;

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
