/** The other side of the chat: IVS Chat's websocket, as far as its clients see it. */

interface SentMessage {
  readonly Action: string;
  readonly RequestId: string;
  readonly Content: string;
}

/** What the room does with a message: nothing yet, deliver it, or refuse it with code and reason. */
type Verdict = 'silence' | 'deliver' | readonly [code: number, reason: string];

export type FakeChatRoom = ReturnType<typeof fakeChatRoom>;

/** Takes the place of `WebSocket`; the chat's library runs against it unchanged. */
export function fakeChatRoom() {
  const sockets: FakeSocket[] = [];
  const sent: SentMessage[] = [];
  const verdicts: Verdict[] = [];
  let open = true;
  let nextId = 1;

  class FakeSocket extends EventTarget {
    readonly url: string;
    readonly token: string;
    state: 'connecting' | 'open' | 'closed' = 'connecting';

    constructor(url: string, token: string) {
      super();
      this.url = url;
      this.token = token;
      sockets.push(this);
      setTimeout(() => {
        if (this.state !== 'connecting') return;
        this.state = open ? 'open' : 'closed';
        this.dispatchEvent(new Event(open ? 'open' : 'error'));
      });
    }

    send(text: string): void {
      const message: SentMessage = JSON.parse(text);
      sent.push(message);
      const verdict = verdicts.shift() ?? 'deliver';
      if (verdict === 'silence') return;
      if (verdict === 'deliver') {
        deliver({ id: `own-${nextId++}`, content: message.Content }, message.RequestId);
        return;
      }
      const [ErrorCode, ErrorMessage] = verdict;
      const Id = `error-${nextId++}`;
      this.hear({ Type: 'ERROR', Id, RequestId: message.RequestId, ErrorCode, ErrorMessage });
    }

    close(code = 1000, reason = ''): void {
      if (this.state === 'closed') return;
      this.state = 'closed';
      const wasClean = code === 1000;
      const event = Object.assign(new Event('close'), { code, reason, wasClean });
      setTimeout(() => this.dispatchEvent(event));
    }

    hear(frame: object): void {
      const data = JSON.stringify(frame);
      setTimeout(() => this.dispatchEvent(new MessageEvent('message', { data })));
    }
  }

  const announce = (frame: object) => {
    for (const socket of sockets) if (socket.state === 'open') socket.hear(frame);
  };

  function deliver(
    { id, content, userId = 'me', name = 'Me', role = 'viewer', second = 0 }: FakeMessage,
    RequestId?: string,
  ): void {
    announce({
      Type: 'MESSAGE',
      Id: id,
      ...(RequestId !== undefined && { RequestId }),
      Content: content,
      SendTime: sentAt(second),
      Attributes: {},
      Sender: { UserId: userId, Attributes: { name, role } },
    });
  }

  const event = (EventName: string, Attributes: Record<string, string>) =>
    announce({
      Type: 'EVENT',
      Id: `event-${nextId++}`,
      EventName,
      SendTime: sentAt(0),
      Attributes,
    });

  return {
    Socket: FakeSocket,
    sockets,
    /** What clients have written. */
    sent,
    /** What happens to the next messages, one each; those after them are delivered. */
    judge: (...next: Verdict[]) => verdicts.push(...next),
    say: (message: FakeMessage) => deliver(message),
    deleteMessage: (id: string) => event('aws:DELETE_MESSAGE', { MessageID: id, Reason: '' }),
    event,
    /** The server ends every connection and says goodbye. */
    throwOut(userId: string) {
      event('aws:DISCONNECT_USER', { UserId: userId, Reason: 'banned' });
      for (const socket of sockets) socket.close(1000, 'banned');
    },
    /** Every connection breaks. */
    cutOff() {
      for (const socket of sockets) socket.close(1006);
    },
    /** Whether connections come about. */
    setOpen(value: boolean) {
      open = value;
    },
  };
}

export interface FakeMessage {
  readonly id: string;
  readonly content: string;
  readonly userId?: string;
  readonly name?: string;
  readonly role?: string;
  /** When it was sent, in seconds from a start. */
  readonly second?: number;
}

export function sentAt(second: number): string {
  return new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
}
