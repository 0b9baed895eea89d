import { type ReactNode, use } from 'react';
import { IntlProvider, useMessages, useTimeZone } from 'use-intl/react';
import { useLanguage } from '../LanguageProvider.tsx';
import { loadLiveDictionary } from './dictionary.ts';

/** Lets what is below it speak of live things: `useTranslations('live.chat')`. May suspend. */
export function LiveWords({ children }: { children: ReactNode }) {
  const { language } = useLanguage();
  const messages = useMessages();
  const timeZone = useTimeZone();
  const live = use(loadLiveDictionary(language));
  return (
    <IntlProvider
      locale={language}
      messages={{ ...messages, problem: { ...messages.problem, ...live.problem }, live }}
      {...(timeZone && { timeZone })}
    >
      {children}
    </IntlProvider>
  );
}
