import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { AwsError } from '../aws/errors.ts';
import { readJson, sendJson } from '../aws/messages.ts';
import type { AwsRequest, AwsService } from '../aws/service.ts';
import { ChatConnection } from './chat-connection.ts';
import { ChatHub } from './chat-hub.ts';
import { type IvsChatState, operations, tagOperation } from './ivschat-operations.ts';
import { createMessageReview, type InvokeFunction } from './message-review.ts';
import { RoomStore } from './room-store.ts';
import { type Grant, TokenDesk } from './token-desk.ts';

export interface IvsChatOptions {
  /** Of the local cloud; this service keeps `ivschat.sqlite` there. */
  readonly dataDir: string;
  /** Calls the function that reviews a room's messages. */
  readonly invoke: InvokeFunction;
  readonly log: (line: string) => void;
  /** The time in Unix milliseconds. */
  readonly now?: () => number;
}

/** The emulated IVS Chat: rooms and tokens on the wire as `service`, chats by WebSocket. */
export interface IvsChat {
  readonly service: AwsService;
  /** Takes a client's handshake, with its token as the subprotocol, or refuses it. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
}

/** The longest request there can be: 500 characters and 1 KB of attributes, all escaped in JSON. */
const largestFrame = 32 * 1024;

/** Opens the rooms kept in `dataDir`. */
export function createIvsChat(options: IvsChatOptions): IvsChat {
  const { invoke, log, now = Date.now } = options;
  const rooms = new RoomStore(options.dataDir);
  const tokens = new TokenDesk();
  const hub = new ChatHub(now);
  const state: IvsChatState = { rooms, tokens, hub, now };
  const context = {
    hub,
    findRoom: (arn: string) => rooms.find(arn),
    review: createMessageReview(invoke, log),
    now,
    log,
  };
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: largestFrame,
    perMessageDeflate: false,
    handleProtocols: (protocols) => protocols.values().next().value ?? false,
  });

  /** @returns whom the token lets in, or the HTTP status that refuses it */
  function admit(request: IncomingMessage): Grant | 401 | 404 {
    const token = request.headers['sec-websocket-protocol']?.trim() ?? '';
    const grant = tokens.redeem(token, now());
    if (!grant) return 401;
    return rooms.find(grant.roomArn) ? grant : 404;
  }

  return {
    service: {
      signingName: 'ivschat',
      protocol: 'rest-json',
      async handle(request, response) {
        const body = await answer(request, state);
        if (body) sendJson(response, 200, body, 'rest-json');
        else response.writeHead(204).end();
      },
      async close() {
        hub.close();
        rooms.close();
      },
    },

    upgrade(request, stream, head) {
      const grant = admit(request);
      if (typeof grant === 'number') {
        refuse(stream, grant);
        return;
      }
      const ip = request.socket.remoteAddress ?? '';
      server.handleUpgrade(request, stream, head, (socket: WebSocket) => {
        new ChatConnection({ socket, stream, ip }, grant, context);
      });
    },
  };
}

async function answer(request: AwsRequest, state: IvsChatState): Promise<object | undefined> {
  const { method, rawPath, url } = request;
  const input = await readJson(request);
  const [, encodedArn] = /^\/tags\/(.+)$/.exec(rawPath) ?? [];
  if (encodedArn !== undefined && ['GET', 'POST', 'DELETE'].includes(method)) {
    const resourceArn = decodeURIComponent(encodedArn);
    return tagOperation(
      { method, resourceArn, input, tagKeys: url.searchParams.getAll('tagKeys') },
      state,
    );
  }
  const name = method === 'POST' ? rawPath.slice(1) : '';
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation)
    throw new AwsError(
      'ValidationException',
      `the local IVS Chat does not emulate ${method} ${rawPath}`,
      400,
      { reason: 'UNKNOWN_OPERATION' },
    );
  return operation(input, state);
}

/** Answers a handshake as HTTP, which is all that a browser lets its page know as a failure. */
function refuse(stream: Duplex, status: 401 | 404): void {
  const reason = status === 401 ? 'Unauthorized' : 'Not Found';
  stream.end(`HTTP/1.1 ${status} ${reason}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}
