import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { ChatMessage } from '../../../shared/api/live-types.ts';
import { ChatLine } from './ChatLine.tsx';

interface ChatMessagesProps {
  messages: readonly ChatMessage[];
  /** Stands in an empty list. */
  empty: string;
  /** Whether arrivals are read out now and then. */
  announced: boolean;
  /** What can be done to a message. */
  actionsFor?: (message: ChatMessage) => ReactNode;
}

/** As near to the end as counts as there, in px. */
const nearEnd = 48;

/** The list keeps to its end for as long as the reader stands there. */
export function ChatMessages({ messages, empty, announced, actionsFor }: ChatMessagesProps) {
  const t = useTranslations('live.chat');
  const list = useRef<HTMLOListElement>(null);
  const focusInside = useRef(false);
  const [atEnd, setAtEnd] = useState(true);
  const newest = messages.at(-1)?.id;
  const [seen, setSeen] = useState(newest);
  const unseen = atEnd ? 0 : messages.length - 1 - messages.findIndex(({ id }) => id === seen);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new message moves the end
  useLayoutEffect(() => {
    if (!atEnd) return;
    setSeen(newest);
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [messages, atEnd]);

  // Keeps the focus in the list when the focused message is removed, instead of at the page's top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a message may have gone
  useLayoutEffect(() => {
    if (focusInside.current && document.activeElement === document.body) {
      list.current?.focus({ preventScroll: true });
    }
  }, [messages]);

  return (
    <div className="chat-scroll">
      <ol
        ref={list}
        className="chat-list"
        aria-label={t('messages')}
        // Otherwise a keyboard could not scroll it.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must take the focus
        tabIndex={0}
        onFocus={() => {
          focusInside.current = true;
        }}
        onBlur={({ target }) => {
          // A button that is disabled while it works loses the focus without the user moving it.
          focusInside.current = target.matches(':disabled');
        }}
        onScroll={({ currentTarget }) => {
          const { scrollHeight, scrollTop, clientHeight } = currentTarget;
          setAtEnd(scrollHeight - scrollTop - clientHeight < nearEnd);
        }}
      >
        {messages.map((message) => (
          <ChatLine key={message.id} message={message}>
            {actionsFor?.(message)}
          </ChatLine>
        ))}
        {messages.length === 0 && <li className="chat-empty">{empty}</li>}
      </ol>
      {!atEnd && (
        <button
          type="button"
          className="button button-primary chat-newest"
          onClick={() => {
            setAtEnd(true);
            // The button goes, and would take the focus along.
            list.current?.focus({ preventScroll: true });
          }}
        >
          {unseen > 0 ? t('newMessages', { count: unseen }) : t('toNewest')}
        </button>
      )}
      {announced && <Announcer messages={messages} />}
    </div>
  );
}

/**
 * New messages are announced at most this often, in ms: a chat read out in full would drown out the
 * stream.
 */
const announceEvery = 8000;

/** As many as are read out; more are counted. */
const readOut = 3;

function Announcer({ messages }: { messages: readonly ChatMessage[] }) {
  const t = useTranslations('live.chat');
  const [text, setText] = useState('');
  const latest = useRef(messages);
  latest.current = messages;
  useEffect(() => {
    let told = new Set(latest.current.map(({ id }) => id));
    const timer = setInterval(() => {
      const fresh = latest.current.filter(({ id }) => !told.has(id));
      told = new Set(latest.current.map(({ id }) => id));
      setText(
        fresh.length > readOut
          ? t('announced', { count: fresh.length })
          : fresh.map(({ sender, content }) => `${sender.name}: ${content}`).join('\n'),
      );
    }, announceEvery);
    return () => clearInterval(timer);
  }, [t]);
  return (
    <p className="visually-hidden" aria-live="polite">
      {text}
    </p>
  );
}
