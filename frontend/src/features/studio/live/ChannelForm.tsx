import { maxTitleLength } from '@tidecast/contract/limits';
import { useId } from 'react';
import { useTranslations } from 'use-intl/react';
import { api, dataOf } from '../../../shared/api/client.ts';
import type { OwnChannel } from '../../../shared/api/live-types.ts';
import { Field } from '../../../shared/ui/Field.tsx';
import { showToast } from '../../../shared/ui/toast.ts';
import { EditForm } from '../EditForm.tsx';
import { useEdits } from '../use-edits.ts';
import { useChangeChannel } from './my-channel.ts';

/** Waits on offer between two messages of one person, in seconds. */
const slowModes = [0, 3, 5, 10, 30, 60, 120] as const;

type Settings = Pick<OwnChannel, 'title' | 'slowModeSeconds'>;

/** The channel's title and how fast its chat may be. */
export function ChannelForm({ channel }: { channel: OwnChannel }) {
  const t = useTranslations();
  const slowId = useId();
  const { values, edits, dirty, edit, forget } = useEdits<Settings>(channel);
  const { title, slowModeSeconds } = values;
  const untitled = title.trim() === '';
  const save = useChangeChannel(
    channel.id,
    (body: Partial<Settings>) =>
      dataOf(api.PATCH('/live/channels/{id}', { params: { path: { id: channel.id } }, body })),
    () => {
      forget();
      showToast(t('app.saved'));
    },
  );
  const choices = [...new Set([...slowModes, channel.slowModeSeconds])].sort((a, b) => a - b);

  return (
    <EditForm
      id="live-settings"
      heading={t('live.panel.settingsTitle')}
      dirty={dirty}
      valid={!untitled}
      save={save}
      onSave={() => save.mutate({ ...edits, title: title.trim() })}
    >
      <Field
        label={t('live.panel.titleField')}
        value={title}
        maxLength={maxTitleLength}
        dir="auto"
        required
        error={untitled ? t('live.panel.titleNeeded') : undefined}
        onChange={(event) => edit({ title: event.target.value })}
      />
      <div className="field">
        <label className="field-label" htmlFor={slowId}>
          {t('live.panel.slowMode')}
        </label>
        <select
          id={slowId}
          className="input"
          value={slowModeSeconds}
          aria-describedby={`${slowId}-hint`}
          onChange={(event) => edit({ slowModeSeconds: Number(event.target.value) })}
        >
          {choices.map((seconds) => (
            <option key={seconds} value={seconds}>
              {seconds === 0 ? t('live.panel.slowOff') : t('live.panel.slowSeconds', { seconds })}
            </option>
          ))}
        </select>
        <p id={`${slowId}-hint`} className="field-hint">
          {t('live.panel.slowModeHint')}
        </p>
      </div>
    </EditForm>
  );
}
