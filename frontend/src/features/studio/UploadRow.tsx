import { maxTitleLength } from '@tidecast/contract/limits';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { clockTime } from '../../shared/format/duration.ts';
import { useFormat } from '../../shared/format/use-format.ts';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { Meter } from '../../shared/ui/Meter.tsx';
import { useProblemText } from '../../shared/ui/ProblemState.tsx';
import type { UploadItem } from './upload/upload-item.ts';
import type { UploadQueue } from './upload/upload-queue.ts';
import { VisibilitySelect } from './VisibilitySelect.tsx';

interface UploadRowProps {
  item: UploadItem;
  uploads: UploadQueue;
}

/** One file: what it is and costs before it is sent, how far it is while it goes. */
export function UploadRow({ item, uploads }: UploadRowProps) {
  const t = useTranslations('studio.upload');
  const [asking, setAsking] = useState(false);
  const { key, file, state } = item;
  const started = state !== 'reading' && state !== 'ready';
  const cancel = () => void uploads.cancel(key).catch(() => undefined);

  return (
    <li className="row upload-row">
      <div className="row-icon" aria-hidden="true">
        <Icon name={state === 'done' ? 'check' : state === 'failed' ? 'alert' : 'film'} />
      </div>
      <div className="row-main">
        <p className="row-title" dir="auto">
          {file.name}
        </p>
        {started ? (
          <Progress item={item} />
        ) : (
          <Before item={item} onEdit={(changes) => uploads.edit(key, changes)} />
        )}
      </div>
      <div className="row-actions">
        {state === 'ready' && (
          <button
            type="button"
            className="button button-primary"
            aria-label={t('startNamed', { name: file.name })}
            onClick={() => uploads.start(key)}
          >
            <Icon name="upload" />
            {t('start')}
          </button>
        )}
        {(state === 'sending' || state === 'waiting') && (
          <button
            type="button"
            className="button"
            aria-label={t('pauseNamed', { name: file.name })}
            onClick={() => uploads.pause(key)}
          >
            <Icon name="pause" />
            {t('pause')}
          </button>
        )}
        {(state === 'paused' || state === 'failed') && (
          <button
            type="button"
            className="button button-primary"
            aria-label={t('resumeNamed', { name: file.name })}
            onClick={() => uploads.start(key)}
          >
            <Icon name="play" />
            {t('resume')}
          </button>
        )}
        {state !== 'finishing' && (
          <button
            type="button"
            className="button button-quiet button-icon"
            aria-label={
              started && state !== 'done'
                ? t('cancelNamed', { name: file.name })
                : t('remove', { name: file.name })
            }
            onClick={() => (started && state !== 'done' ? setAsking(true) : cancel())}
          >
            <Icon name="close" />
          </button>
        )}
      </div>
      {asking && (
        <ConfirmDialog
          title={t('cancelTitle')}
          action={t('cancel')}
          keep={t('keep')}
          onConfirm={cancel}
          onClose={() => setAsking(false)}
        >
          {t('cancelText', { name: file.name })}
        </ConfirmDialog>
      )}
    </li>
  );
}

interface BeforeProps {
  item: UploadItem;
  onEdit: (changes: Pick<Partial<UploadItem>, 'title' | 'visibility'>) => void;
}

function Before({ item, onEdit }: BeforeProps) {
  const t = useTranslations();
  const { bytes, usd, list } = useFormat();
  const { key, file, facts, estimate, state } = item;
  const details = facts
    ? t('studio.upload.ready', {
        size: bytes(file.size),
        duration: clockTime(facts.duration),
        resolution: `${facts.width} × ${facts.height}`,
      })
    : t('studio.upload.readySize', { size: bytes(file.size) });
  return (
    <>
      <p className="row-meta">{state === 'reading' ? t('studio.upload.reading') : details}</p>
      <p className="row-meta" role="status">
        {estimate &&
          (estimate.renditions.length > 0
            ? t('studio.upload.estimate', {
                renditions: list(estimate.renditions.map(({ rung }) => `${rung}p`)),
                usd: usd(estimate.usd),
              })
            : t('studio.upload.estimateNothing'))}
        {facts === null && t('studio.upload.estimateUnknown')}
      </p>
      <div className="upload-fields">
        <div className="field">
          <label className="field-label" htmlFor={`title-${key}`}>
            {t('studio.titleField')}
          </label>
          <input
            id={`title-${key}`}
            className="input"
            maxLength={maxTitleLength}
            value={item.title}
            onChange={(event) => onEdit({ title: event.target.value })}
          />
        </div>
        <VisibilitySelect
          value={item.visibility}
          onChange={(visibility) => onEdit({ visibility })}
        />
      </div>
    </>
  );
}

function Progress({ item }: { item: UploadItem }) {
  const t = useTranslations('studio.upload');
  const { bytes, percent, span } = useFormat();
  const problemText = useProblemText();
  const { file, sent, speed, state } = item;
  const fraction = file.size > 0 ? sent / file.size : 0;

  const words: string[] = [];
  if (state === 'sending') {
    words.push(t('progress', { sent: bytes(sent), size: bytes(file.size) }));
    if (speed && speed > 0) {
      words.push(t('speed', { speed: bytes(speed) }));
      words.push(t('left', { time: span((file.size - sent) / speed) }));
    }
  } else if (state === 'waiting') words.push(t('waiting'));
  else if (state === 'paused') words.push(t('paused', { percent: percent(fraction) }));
  else if (state === 'finishing') words.push(t('finishing'));
  else if (state === 'done') words.push(t('sent'));
  else if (state === 'failed') words.push(`${t('failed')}. ${problemText(item.error)}`);

  return (
    <>
      <div className="upload-progress">
        <Meter
          value={state === 'done' ? 1 : fraction}
          label={file.name}
          waiting={state === 'paused' || state === 'waiting'}
        />
        <span className="upload-percent" aria-hidden="true">
          {percent(state === 'done' ? 1 : fraction)}
        </span>
      </div>
      <p className={state === 'failed' ? 'row-meta row-problem' : 'row-meta'}>
        {item.offline ? t('offline') : words.join(' · ')}
      </p>
    </>
  );
}
