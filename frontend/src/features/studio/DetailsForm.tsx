import { useMutation } from '@tanstack/react-query';
import { maxDescriptionLength, maxTitleLength } from '@tidecast/contract/limits';
import type { VideoDetails } from '@tidecast/contract/videos';
import { useId } from 'react';
import { useTranslations } from 'use-intl/react';
import { api, dataOf } from '../../shared/api/client.ts';
import type { Video } from '../../shared/api/types.ts';
import { Field } from '../../shared/ui/Field.tsx';
import { showToast } from '../../shared/ui/toast.ts';
import { EditForm } from './EditForm.tsx';
import { useEdits } from './use-edits.ts';
import { VisibilitySelect } from './VisibilitySelect.tsx';
import { useVideoChanged } from './video-mutations.ts';

/** What people read about a video, and who may see it. */
export function DetailsForm({ video }: { video: Video }) {
  const t = useTranslations();
  const descriptionId = useId();
  const changed = useVideoChanged();
  const { values, dirty, edit, forget } = useEdits<VideoDetails>(video);
  const { title, description, visibility } = values;
  const untitled = title.trim() === '';

  const save = useMutation({
    mutationFn: () =>
      dataOf(
        api.PATCH('/videos/{id}', {
          params: { path: { id: video.id } },
          body: { title: title.trim(), description, visibility } satisfies VideoDetails,
        }),
      ),
    onSuccess: (saved) => {
      forget();
      changed(video.id, saved);
      showToast(t('app.saved'));
    },
  });

  return (
    <EditForm
      id="edit-details"
      heading={t('studio.details')}
      dirty={dirty}
      valid={!untitled}
      save={save}
      onSave={save.mutate}
    >
      <Field
        label={t('studio.titleField')}
        value={title}
        maxLength={maxTitleLength}
        dir="auto"
        required
        error={untitled ? t('studio.titleNeeded') : undefined}
        onChange={(event) => edit({ title: event.target.value })}
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
          onChange={(event) => edit({ description: event.target.value })}
        />
        <p id={`${descriptionId}-count`} className="field-hint">
          {t('studio.characters', { count: description.length, max: maxDescriptionLength })}
        </p>
      </div>
      <VisibilitySelect value={visibility} onChange={(chosen) => edit({ visibility: chosen })} />
    </EditForm>
  );
}
