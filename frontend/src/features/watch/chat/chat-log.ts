import type { ChatMessage } from '../../../shared/api/live-types.ts';

/** Messages kept on the page: more than anybody scrolls back, few enough to draw at once. */
export const keptMessages = 200;

export interface ChatLog {
  /** Oldest first. */
  readonly messages: readonly ChatMessage[];
  /** Ids of what was deleted: a history that was asked for before must not bring it back. */
  readonly deleted: ReadonlySet<string>;
}

export const emptyLog: ChatLog = { messages: [], deleted: new Set() };

export type ChatLogChange =
  | { readonly type: 'received'; readonly messages: readonly ChatMessage[] }
  | { readonly type: 'deleted'; readonly id: string }
  | { readonly type: 'removed-user'; readonly userId: string }
  | { readonly type: 'cleared' };

/** The log after a change: each message once, in the order they were sent. */
export function changeLog(log: ChatLog, change: ChatLogChange): ChatLog {
  switch (change.type) {
    case 'received':
      return { ...log, messages: merge(log, change.messages) };
    case 'deleted':
      return {
        messages: log.messages.filter(({ id }) => id !== change.id),
        deleted: new Set([...log.deleted, change.id]),
      };
    case 'removed-user':
      return {
        ...log,
        messages: log.messages.filter(({ sender }) => sender.userId !== change.userId),
      };
    case 'cleared':
      return emptyLog;
  }
}

function merge(log: ChatLog, received: readonly ChatMessage[]): readonly ChatMessage[] {
  const known = new Set(log.messages.map(({ id }) => id));
  const fresh = received.filter(({ id }) => !known.has(id) && !log.deleted.has(id));
  if (fresh.length === 0) return log.messages;
  return [...log.messages, ...fresh]
    .sort((one, other) => Date.parse(one.sentAt) - Date.parse(other.sentAt))
    .slice(-keptMessages);
}
