/** What a person does with a page, and the page put up for it. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, type ReactNode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { MemoryRouter } from 'react-router';
import { IntlProvider } from 'use-intl/react';
import { en as auth } from '../src/shared/i18n/auth/en.ts';
import { en } from '../src/shared/i18n/en.ts';
import { LanguageProvider } from '../src/shared/i18n/LanguageProvider.tsx';
import { en as live } from '../src/shared/i18n/live/en.ts';
import { en as studio } from '../src/shared/i18n/studio/en.ts';

const english = { language: 'en', dictionary: en } as const;
const messages = { ...en, problem: { ...en.problem, ...live.problem }, auth, live, studio };

/** Does something, and lets React finish with it. */
export async function perform(action: () => void): Promise<void> {
  // Outside of it React must not ask for `act`: sockets and timers have their own time.
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  try {
    await act(async () => action());
  } finally {
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false });
  }
}

/** A page in English, at a path. */
export async function showPage(page: ReactNode, path = '/') {
  const container = document.createElement('div');
  document.body.replaceChildren(container);
  const root = createRoot(container);
  const queryClient = new QueryClient({
    defaultOptions: { queries: { retry: false }, mutations: { gcTime: 0 } },
  });
  const draw = (shown: ReactNode) =>
    perform(() =>
      root.render(
        <QueryClientProvider client={queryClient}>
          <LanguageProvider initial={english}>
            <IntlProvider locale="en" messages={messages} timeZone="UTC">
              <MemoryRouter initialEntries={[path]}>
                <Suspense>{shown}</Suspense>
              </MemoryRouter>
            </IntlProvider>
          </LanguageProvider>
        </QueryClientProvider>,
      ),
    );
  await draw(page);
  return {
    queryClient,
    /** The same page with other properties. */
    redraw: draw,
    async leave() {
      await perform(() => root.unmount());
      queryClient.clear();
    },
  };
}

/** The element of a selector whose name, or else whose text, is that. */
export function find<T extends HTMLElement = HTMLElement>(selector: string, name?: string): T {
  const all = [...document.querySelectorAll<T>(selector)];
  const found = all.find((element) => name === undefined || nameOf(element) === name);
  if (!found) throw new Error(`no ${selector} ${name ?? ''} in ${document.body.innerHTML}`);
  return found;
}

function nameOf(element: HTMLElement): string | undefined {
  const labelled = element.id && document.querySelector(`label[for="${element.id}"]`);
  const text = element.getAttribute('aria-label') ?? (labelled || element).textContent;
  return text?.trim();
}

/** Clicks as a mouse does: what can take the focus has it. */
export async function click(element: HTMLElement): Promise<void> {
  await perform(() => {
    element.focus();
    element.click();
  });
}

/** Replaces what stands in a field. */
export async function type(field: HTMLInputElement, text: string): Promise<void> {
  await perform(() => {
    field.focus();
    // React takes no notice of a value that is set as scripts do it.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text);
    field.dispatchEvent(new InputEvent('input', { bubbles: true, data: text }));
  });
}

export async function press(element: HTMLElement, key: string): Promise<void> {
  await perform(() => {
    element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  });
}

/** Waits until the assertion holds. @throws what it threw last, after a limit */
export async function until(assertion: () => void, limitMs = 60_000): Promise<void> {
  const end = performance.now() + limitMs;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    try {
      return assertion();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
  }
}
