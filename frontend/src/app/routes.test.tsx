/** @jest-environment @tidecast/frontend/test/dom-environment.mjs */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { QueryClient } from '@tanstack/react-query';
import { createRoot, type Root } from 'react-dom/client';
import { click, find, perform, type, until } from '../../test/dom.tsx';
import { fakeApi } from '../../test/fake-api.ts';
import { sessionMemory } from '../shared/api/session-memory.ts';
import { en } from '../shared/i18n/en.ts';
import { ko } from '../shared/i18n/ko.ts';
import { type Language, rememberLanguage } from '../shared/i18n/language.ts';
import { App } from './App.tsx';

const dictionaries = { en, ko };
const listOf = (...items: unknown[]) => ({ items, nextCursor: null });
const video = {
  ...{ id: 'v1', ownerId: 'me', ownerName: 'Me', title: 'Quay', description: '' },
  ...{ visibility: 'public', status: 'ready', playable: true, progress: 100, phase: null },
  ...{ error: null, media: null, posterUrl: null, captions: [], views: 0, source: null },
  ...{ createdAt: '2026-01-01T00:00:00Z', publishedAt: '2026-01-01T00:00:00Z' },
};
const channel = {
  ...{ id: 'c1', ownerId: 'me', ownerName: 'Me', title: 'Quay', state: 'offline' },
  ...{ playbackUrl: null, viewers: 0, startedAt: null, slowModeSeconds: 0 },
  ...{ health: 'unknown', moderators: [], bans: [] },
};

let root: Root;
let queryClient: QueryClient;
let errors: jest.SpiedFunction<typeof console.error>;

beforeEach(() => {
  const { fetch } = fakeApi({
    'GET /auth/me': () => [200, { id: 'me', email: 'me@tidecast.test', displayName: 'Me' }],
    'GET /me/videos': () => [200, listOf(video)],
    'GET /videos/v1': () => [200, video],
    'GET /live/channels': () => [200, listOf(channel)],
    'GET /live/channels/c1': () => [200, channel],
    'GET /live/channels/c1/stream-key': () => [
      200,
      { ingestUrl: 'rtmps://in.test/app/', streamKey: 'sk' },
    ],
  });
  Object.assign(globalThis, { fetch });
  errors = jest.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(async () => {
  errors.mockRestore();
  await perform(() => root.unmount());
  queryClient.clear();
  sessionMemory.forget();
});

/** The site as a visit begins that needs no words of an area yet. */
async function visit(path: string, language: Language): Promise<void> {
  history.replaceState(null, '', path);
  rememberLanguage(language);
  const container = document.createElement('div');
  document.body.replaceChildren(container);
  root = createRoot(container);
  queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const initial = { language, dictionary: dictionaries[language] };
  await perform(() => root.render(<App queryClient={queryClient} initial={initial} />));
}

const signedIn = ['/studio', '/studio/v1', '/studio/live'];
const open = ['/live', '/sign-in', '/sign-up', '/confirm', '/forgot-password', '/reset-password'];
const visits = [...signedIn, ...open, '/nowhere'].flatMap((path) => [
  { path, language: 'en' as const, sentence: /[A-Z]/ },
  { path, language: 'ko' as const, sentence: /[가-힣]/ },
]);

test.each(visits)('$path has all its words in $language', async ({ path, language, sentence }) => {
  if (signedIn.includes(path)) sessionMemory.remember(Date.now());
  await visit(path, language);
  await until(() => expect(find('main').textContent).toMatch(sentence));
  await until(() => expect(queryClient.isFetching()).toBe(0));
  // A word that is missing is said by its key, and printed. jsdom does not know <search>.
  expect(errors.mock.calls.filter(([, tag]) => tag !== 'search')).toEqual([]);
});

test('a page and all around it change their language at once, and keep what was typed', async () => {
  await visit('/sign-in', 'en');
  await until(() => expect(find('h1').textContent).toBe('Welcome back'));
  await type(find<HTMLInputElement>('input', 'Email address'), 'me@tidecast.test');
  const seen = new Set<string>();
  const look = () => {
    const heading = find('h1');
    // So React hides what waits for something.
    const hidden = heading.closest('[style*="display: none"]');
    seen.add(`${find('.skip-link').textContent}: ${hidden ? '' : heading.textContent}`);
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { subtree: true, attributes: true, characterData: true });
  await click(find('.language-switch'));
  await until(() => expect(find('h1').textContent).toBe('다시 오신 것을 환영합니다'));
  observer.disconnect();
  expect([...seen]).toEqual(['본문으로 건너뛰기: 다시 오신 것을 환영합니다']);
  expect(find<HTMLInputElement>('input', '이메일 주소').value).toBe('me@tidecast.test');
});
