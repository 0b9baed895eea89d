import type { ComponentType } from 'react';

/** Every view is a chunk of its own, named here once. */
const views = {
  home: async () => (await import('../features/home/HomePage.tsx')).HomePage,
  watch: async () => {
    // The player is fetched side by side with the page around it, not after.
    void import('../features/watch/player/create-player.ts').catch(() => undefined);
    return (await import('../features/watch/WatchPage.tsx')).WatchPage;
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
  { path: '/watch/:id', view: 'watch' },
  { path: '/studio', view: 'studio' },
  { path: '/studio/:id', view: 'edit' },
  { path: '/sign-in', view: 'signIn' },
  { path: '/sign-up', view: 'signUp' },
  { path: '/confirm', view: 'confirm' },
  { path: '/forgot-password', view: 'forgot' },
  { path: '/reset-password', view: 'reset' },
  { path: '*', view: 'notFound' },
];
