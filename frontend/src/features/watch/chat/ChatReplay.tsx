import { useTranslations } from 'use-intl/react';
import { Words } from '../../../shared/i18n/Words.tsx';
import { Icon } from '../../../shared/ui/Icon.tsx';
import { ChatMessages } from './ChatMessages.tsx';
import { useReplay } from './use-replay.ts';
import './chat.css';

interface ChatReplayProps {
  videoId: string;
  /** Where playback stands, in seconds; always the same function. */
  position: () => number;
}

/** What was said while a recording was live, in time with the player. */
export function ChatReplay(props: ChatReplayProps) {
  return (
    <Words area="live">
      <Replay {...props} />
    </Words>
  );
}

function Replay({ videoId, position }: ChatReplayProps) {
  const t = useTranslations();
  const replay = useReplay(videoId, position);
  return (
    <section className="chat chat-replay" aria-labelledby="chat-replay">
      <h2 id="chat-replay" className="chat-title">
        {t('live.chat.replayTitle')}
      </h2>
      <ChatMessages
        messages={replay.messages}
        empty={replay.loading ? t('app.loading') : t('live.chat.replayEmpty')}
        announced={false}
      />
      {replay.failed && (
        <div className="chat-status" role="alert">
          <p>{t('live.chat.replayError')}</p>
          <button type="button" className="button" onClick={replay.retry}>
            <Icon name="retry" />
            {t('app.retry')}
          </button>
        </div>
      )}
    </section>
  );
}
