import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { OwnChannel } from '../../../shared/api/live-types.ts';
import { ConfirmDialog } from '../../../shared/ui/ConfirmDialog.tsx';
import { Icon } from '../../../shared/ui/Icon.tsx';
import { useProblemText } from '../../../shared/ui/ProblemState.tsx';
import { showToast } from '../../../shared/ui/toast.ts';
import { useCloseChannel } from './my-channel.ts';

/** Ends the channel for good, when that is really meant. */
export function CloseChannel({ channel }: { channel: OwnChannel }) {
  const t = useTranslations('live.panel');
  const problemText = useProblemText();
  const [asking, setAsking] = useState(false);
  const close = useCloseChannel(channel.id);
  return (
    <section className="panel panel-danger" aria-labelledby="live-close">
      <h2 id="live-close">{t('closeTitle')}</h2>
      <p className="row-meta">{t('closeText')}</p>
      <button type="button" className="button button-danger" onClick={() => setAsking(true)}>
        <Icon name="bin" />
        {t('closeAction')}
      </button>
      {asking && (
        <ConfirmDialog
          title={t('closeAsk', { title: channel.title })}
          action={t('closeAction')}
          busy={close.isPending}
          error={close.error ? problemText(close.error) : undefined}
          onConfirm={() => close.mutate(undefined, { onSuccess: () => showToast(t('closed')) })}
          onClose={() => setAsking(false)}
        >
          {t('closeAskText')}
        </ConfirmDialog>
      )}
    </section>
  );
}
