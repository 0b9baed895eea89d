import { useId, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { OwnChannel } from '../../../shared/api/live-types.ts';
import { Field } from '../../../shared/ui/Field.tsx';
import { useProblemText } from '../../../shared/ui/ProblemState.tsx';
import { showToast } from '../../../shared/ui/toast.ts';
import { maxTitleLength } from '../upload/check-file.ts';
import { useChangeChannel } from './my-channel.ts';

/** Waits on offer between two messages of one person, in seconds. */
const slowModes = [0, 3, 5, 10, 30, 60, 120] as const;

/** The channel's title and how fast its chat may be. */
export function ChannelForm({ channel }: { channel: OwnChannel }) {
  const t = useTranslations();
  const problemText = useProblemText();
  const slowId = useId();
  // Only what was touched: the rest follows the record, which may change elsewhere.
  const [edits, setEdits] = useState<{ title?: string; slowModeSeconds?: number }>({});
  const { title, slowModeSeconds } = { ...channel, ...edits };
  const dirty = title !== channel.title || slowModeSeconds !== channel.slowModeSeconds;
  const untitled = title.trim() === '';
  const save = useChangeChannel(channel.id, () => {
    setEdits({});
    showToast(t('app.saved'));
  });
  const choices = [...new Set([...slowModes, channel.slowModeSeconds])].sort((a, b) => a - b);

  return (
    <form
      className="panel"
      aria-labelledby="live-settings"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (untitled || save.isPending) return;
        save.mutate({ method: 'PATCH', body: { ...edits, title: title.trim() } });
      }}
    >
      <h2 id="live-settings">{t('live.panel.settingsTitle')}</h2>
      <Field
        label={t('live.panel.titleField')}
        value={title}
        maxLength={maxTitleLength}
        dir="auto"
        required
        error={untitled ? t('live.panel.titleNeeded') : undefined}
        onChange={(event) => setEdits({ ...edits, title: event.target.value })}
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
          onChange={(event) => setEdits({ ...edits, slowModeSeconds: Number(event.target.value) })}
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
