import { useTranslations } from 'use-intl/react';
import { showToast } from './toast.ts';

/** Copies a link and says so. */
export function useCopy() {
  const t = useTranslations('app');
  return async (url: string) => {
    try {
      await navigator.clipboard.writeText(url);
      showToast(t('copied'));
    } catch {
      showToast(t('copyFailed', { url }));
    }
  };
}
