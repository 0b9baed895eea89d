import { useId } from 'react';
import { useTranslations } from 'use-intl/react';
import type { Visibility } from '../../shared/api/types.ts';

const visibilities: readonly Visibility[] = ['private', 'unlisted', 'public'];

interface VisibilitySelectProps {
  value: Visibility;
  onChange: (value: Visibility) => void;
}

export function VisibilitySelect({ value, onChange }: VisibilitySelectProps) {
  const t = useTranslations();
  const id = useId();
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {t('studio.upload.visibility')}
      </label>
      <select
        id={id}
        className="input"
        value={value}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          const chosen = visibilities.find((each) => each === event.target.value);
          if (chosen) onChange(chosen);
        }}
      >
        {visibilities.map((each) => (
          <option key={each} value={each}>
            {t(`video.${each}`)}
          </option>
        ))}
      </select>
      <p id={`${id}-hint`} className="field-hint">
        {t(`video.${value}Hint`)}
      </p>
    </div>
  );
}
