import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import { IntlProvider } from 'use-intl/react';
import { loadSameWords } from './areas.ts';
import type { Dictionary } from './dictionary.ts';
import { type Language, loadDictionary, rememberLanguage } from './language.ts';

interface LanguageChoice {
  language: Language;
  choose: (language: Language) => void;
}

const LanguageContext = createContext<LanguageChoice | undefined>(undefined);

/** The language in use and the way to change it. */
export function useLanguage(): LanguageChoice {
  const choice = useContext(LanguageContext);
  if (!choice) throw new Error('useLanguage must be called below <LanguageProvider>');
  return choice;
}

interface LanguageProviderProps {
  /** Loaded before the first render, so that no text ever changes before the reader's eyes. */
  initial: { language: Language; dictionary: Dictionary };
  children: ReactNode;
}

export function LanguageProvider({ initial, children }: LanguageProviderProps) {
  const [current, setCurrent] = useState(initial);

  const choose = useCallback((language: Language) => {
    rememberLanguage(language);
    // Together, so that the page never speaks two languages, nor goes blank in between.
    void Promise.all([loadDictionary(language), loadSameWords(language)]).then(([dictionary]) =>
      setCurrent({ language, dictionary }),
    );
  }, []);

  useEffect(() => {
    document.documentElement.lang = current.language;
  }, [current.language]);

  return (
    <LanguageContext value={{ language: current.language, choose }}>
      <IntlProvider
        locale={current.language}
        messages={current.dictionary}
        timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}
      >
        {children}
      </IntlProvider>
    </LanguageContext>
  );
}
