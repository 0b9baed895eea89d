import { pagePaths } from '@tidecast/platform/delivery/page-paths';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { clockTime } from '../../shared/format/duration.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useCopy } from '../../shared/ui/use-copy.ts';

interface ShareDialogProps {
  videoId: string;
  /** Seconds the player stood at when the dialog was opened. */
  position: number;
  onClose: () => void;
}

export function ShareDialog({ videoId, position, onClose }: ShareDialogProps) {
  const t = useTranslations();
  const copy = useCopy();
  const dialog = useRef<HTMLDialogElement>(null);
  const ids = { title: useId(), link: useId() };
  const seconds = Math.floor(position);
  const [withTime, setWithTime] = useState(false);
  const url = `${location.origin}${pagePaths.watch}/${videoId}${withTime ? `?t=${seconds}` : ''}`;

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={ids.title} onClose={onClose}>
      <h2 id={ids.title}>{t('watch.shareTitle')}</h2>
      <div className="field">
        <label className="field-label" htmlFor={ids.link}>
          {t('watch.shareLink')}
        </label>
        <input
          id={ids.link}
          className="input"
          readOnly
          value={url}
          onFocus={(event) => event.target.select()}
        />
      </div>
      {seconds > 0 && (
        <label className="check">
          <input
            type="checkbox"
            checked={withTime}
            onChange={(event) => setWithTime(event.target.checked)}
          />
          {t('watch.shareAt', { time: clockTime(seconds) })}
        </label>
      )}
      <div className="actions">
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {t('app.close')}
        </button>
        <button
          type="button"
          className="button button-primary"
          onClick={async () => {
            dialog.current?.close();
            await copy(url);
          }}
        >
          <Icon name="link" />
          {t('watch.copy')}
        </button>
      </div>
    </dialog>
  );
}
