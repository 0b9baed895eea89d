import { mailedCodeLength } from '@tidecast/contract/limits';
import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl/react';
import { Field } from '../../shared/ui/Field.tsx';

/** The six digits from a mail; phones offer them from the message. */
export function CodeField(props: Omit<ComponentProps<typeof Field>, 'label'>) {
  const t = useTranslations('auth');
  return (
    <div className="code-input">
      <Field
        {...props}
        label={t('code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={mailedCodeLength}
      />
    </div>
  );
}
