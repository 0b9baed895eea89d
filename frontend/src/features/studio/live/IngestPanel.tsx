import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { StreamKey } from '../../../shared/api/live-types.ts';
import { ConfirmDialog } from '../../../shared/ui/ConfirmDialog.tsx';
import { Icon } from '../../../shared/ui/Icon.tsx';
import { useProblemText } from '../../../shared/ui/ProblemState.tsx';
import { showToast } from '../../../shared/ui/toast.ts';
import { streamKeyQuery } from './my-channel.ts';
import { useRotateKey } from './use-rotate-key.ts';

/** Where the encoder sends to, and how to set it up. */
export function IngestPanel({ channelId }: { channelId: string }) {
  const t = useTranslations();
  const problemText = useProblemText();
  const key = useQuery(streamKeyQuery(channelId));
  return (
    <section className="panel" aria-labelledby="live-ingest">
      <h2 id="live-ingest">{t('live.panel.ingestTitle')}</h2>
      {key.data && <Address channelId={channelId} address={key.data} />}
      {key.isPending && <div className="skeleton live-panel-skeleton" aria-hidden="true" />}
      {key.isError && !key.data && (
        <div className="notice notice-danger" role="alert">
          <Icon name="alert" />
          <div className="edit-failed">
            <p>
              {t('live.panel.keyError')} {problemText(key.error)}
            </p>
            <button type="button" className="button" onClick={() => key.refetch()}>
              <Icon name="retry" />
              {t('app.retry')}
            </button>
          </div>
        </div>
      )}
      <ObsHelp />
    </section>
  );
}

interface AddressProps {
  channelId: string;
  address: StreamKey;
}

function Address({ channelId, address }: AddressProps) {
  const t = useTranslations('live.panel');
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const ids = { server: useId(), key: useId() };
  const [shown, setShown] = useState(false);
  const [asking, setAsking] = useState(false);
  const rotate = useRotateKey(channelId, (renewed) => {
    queryClient.setQueryData(streamKeyQuery(channelId).queryKey, renewed);
    setAsking(false);
    setShown(false);
    showToast(t('rotated'));
  });

  return (
    <>
      <div className="field">
        <label className="field-label" htmlFor={ids.server}>
          {t('ingestUrl')}
        </label>
        <div className="live-copy">
          <input
            id={ids.server}
            className="input"
            readOnly
            value={address.ingestUrl}
            onFocus={(event) => event.target.select()}
          />
          <CopyButton text={address.ingestUrl} label={t('copyServer')} />
        </div>
      </div>
      <div className="field">
        <label className="field-label" htmlFor={ids.key}>
          {t('streamKey')}
        </label>
        <div className="live-copy">
          {/* A password field would have browsers offer to remember it. */}
          <input
            id={ids.key}
            className="input"
            readOnly
            autoComplete="off"
            spellCheck={false}
            value={shown ? address.streamKey : '•'.repeat(24)}
            aria-describedby={`${ids.key}-hint`}
            onFocus={(event) => event.target.select()}
          />
          <button
            type="button"
            className="button button-icon"
            aria-label={shown ? t('hideKey') : t('showKey')}
            title={shown ? t('hideKey') : t('showKey')}
            onClick={() => setShown(!shown)}
          >
            <Icon name="eye" />
          </button>
          <CopyButton text={address.streamKey} label={t('copyKey')} />
        </div>
        <p id={`${ids.key}-hint`} className="field-hint">
          {t('keyHint')}
        </p>
      </div>
      <div className="actions">
        <button type="button" className="button" onClick={() => setAsking(true)}>
          <Icon name="retry" />
          {t('rotate')}
        </button>
      </div>
      {asking && (
        <ConfirmDialog
          title={t('rotateTitle')}
          action={t('rotate')}
          busy={rotate.isPending}
          error={rotate.error ? problemText(rotate.error) : undefined}
          onConfirm={() => rotate.mutate()}
          onClose={() => setAsking(false)}
        >
          {t('rotateText')}
        </ConfirmDialog>
      )}
    </>
  );
}

function CopyButton({ text, label }: { text: string; label: string }) {
  const t = useTranslations('live.panel');
  return (
    <button
      type="button"
      className="button"
      aria-label={label}
      onClick={async () => {
        try {
          await navigator.clipboard.writeText(text);
          showToast(t('copied'));
        } catch {
          // The text itself is not shown: it may be the key.
          showToast(t('copyFailed'));
        }
      }}
    >
      {t('copy')}
    </button>
  );
}

function ObsHelp() {
  const t = useTranslations('live.panel');
  return (
    <details className="live-help">
      <summary>{t('obsTitle')}</summary>
      <ol>
        {(['obs1', 'obs2', 'obs3', 'obs4', 'obs5'] as const).map((step) => (
          <li key={step}>{t(step)}</li>
        ))}
      </ol>
    </details>
  );
}
