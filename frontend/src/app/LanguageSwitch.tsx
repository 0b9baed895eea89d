import { useTranslations } from 'use-intl/react';
import { useLanguage } from '../shared/i18n/LanguageProvider.tsx';

/** With two languages the switch is one button, labelled in the language it leads to. */
export function LanguageSwitch() {
  const t = useTranslations('nav');
  const { language, choose } = useLanguage();
  const other = language === 'en' ? 'ko' : 'en';
  return (
    <button
      type="button"
      className="button button-quiet button-icon language-switch"
      lang={other}
      title={t('otherLanguage')}
      // The name holds what is seen, for those who tell their device what to press.
      aria-label={`${other.toUpperCase()}: ${t('otherLanguage')}`}
      onClick={() => choose(other)}
    >
      {other.toUpperCase()}
    </button>
  );
}
