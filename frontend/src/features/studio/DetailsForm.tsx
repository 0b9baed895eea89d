import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { api, dataOf } from '../../shared/api/client.ts';
import type { Video, Visibility } from '../../shared/api/types.ts';
import { Field } from '../../shared/ui/Field.tsx';
import { useProblemText } from '../../shared/ui/ProblemState.tsx';
import { showToast } from '../../shared/ui/toast.ts';
import { maxTitleLength } from './upload/check-file.ts';
import { VisibilitySelect } from './VisibilitySelect.tsx';
import { useVideoChanged } from './video-mutations.ts';

/** As the API. */
const maxDescriptionLength = 5000;

interface Details {
  title: string;
  description: string;
  visibility: Visibility;
}

export function DetailsForm({ video }: { video: Video }) {
  const t = useTranslations();
  const problemText = useProblemText();
  const descriptionId = useId();
  const changed = useVideoChanged();
  // Only what was touched: the rest follows the record, which may change elsewhere.
  const [edits, setEdits] = useState<Partial<Details>>({});
  const { title, description, visibility } = { ...video, ...edits };
  const dirty = Object.entries(edits).some(
    ([name, value]) => value !== video[name as keyof Details],
  );
  const untitled = title.trim() === '';

  const save = useMutation({
    mutationFn: () =>
      dataOf(
        api.PATCH('/videos/{id}', {
          params: { path: { id: video.id } },
          body: { title: title.trim(), description, visibility },
        }),
      ),
    onSuccess: (saved) => {
      setEdits({});
      changed(video.id, saved);
      showToast(t('app.saved'));
    },
  });

  return (
    <form
      className="panel"
      aria-labelledby="edit-details"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!untitled) save.mutate();
      }}
    >
      <h2 id="edit-details">{t('studio.details')}</h2>
      <Field
        label={t('studio.titleField')}
        value={title}
        maxLength={maxTitleLength}
        dir="auto"
        required
        error={untitled ? t('studio.titleNeeded') : undefined}
        onChange={(event) => setEdits({ ...edits, title: event.target.value })}
      />
      <div className="field">
        <label className="field-label" htmlFor={descriptionId}>
          {t('studio.descriptionField')}
        </label>
        <textarea
          id={descriptionId}
          className="input"
          dir="auto"
          rows={6}
          maxLength={maxDescriptionLength}
          value={description}
          aria-describedby={`${descriptionId}-count`}
          onChange={(event) => setEdits({ ...edits, description: event.target.value })}
        />
        <p id={`${descriptionId}-count`} className="field-hint">
          {t('studio.characters', { count: description.length, max: maxDescriptionLength })}
        </p>
      </div>
      <VisibilitySelect
        value={visibility}
        onChange={(chosen) => setEdits({ ...edits, visibility: chosen })}
      />
      {save.error && (
        <p className="field-error" role="alert">
          {problemText(save.error)}
        </p>
      )}
      <div className="actions">
        <button
          type="submit"
          className="button button-primary"
          disabled={!dirty || untitled || save.isPending}
        >
          {t('app.save')}
        </button>
        {dirty && <span className="row-meta">{t('studio.unsaved')}</span>}
      </div>
    </form>
  );
}
