import { useTranslations } from 'use-intl/react';
import { chooseTheme, useTheme } from '../shared/theme/theme.ts';
import { Icon } from '../shared/ui/Icon.tsx';

export function ThemeSwitch() {
  const t = useTranslations('nav');
  const theme = useTheme();
  const label = theme === 'dark' ? t('toLight') : t('toDark');
  return (
    <button
      type="button"
      className="button button-quiet button-icon"
      title={label}
      aria-label={label}
      onClick={() => chooseTheme(theme === 'dark' ? 'light' : 'dark')}
    >
      <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
    </button>
  );
}
