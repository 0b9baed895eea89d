import { type ReactNode, use } from 'react';
import { IntlProvider, useMessages } from 'use-intl/react';
import { type Area, loadWords } from './areas.ts';
import { useLanguage } from './LanguageProvider.tsx';

interface WordsProps {
  area: Area;
  children: ReactNode;
}

/** Lets what is below it say the words of an area: `useTranslations('live.chat')`. May suspend. */
export function Words({ area, children }: WordsProps) {
  const { language } = useLanguage();
  const messages = useMessages();
  const words = use(loadWords(area, language));
  const problem = 'problem' in words && { ...messages.problem, ...words.problem };
  return (
    <IntlProvider
      locale={language}
      messages={{ ...messages, ...(problem && { problem }), [area]: words }}
    >
      {children}
    </IntlProvider>
  );
}
