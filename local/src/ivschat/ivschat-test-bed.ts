/** What the chat's tests share: the emulator behind its endpoint and a port, and stock clients. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import {
  CreateChatTokenCommand,
  type CreateChatTokenRequest,
  CreateRoomCommand,
  type CreateRoomRequest,
  IvschatClient,
} from '@aws-sdk/client-ivschat';
import {
  type ChatLogger,
  ChatRoom,
  type ChatRoomListenerMap,
  type ChatToken,
} from 'amazon-ivs-chat-messaging';
import { startAwsEndpoint } from '../aws/endpoint.ts';
import { localAccount } from '../aws/service.ts';
import { createIvsChat } from './ivschat.ts';
import type { InvokeFunction } from './message-review.ts';

export type ChatTestBed = Awaited<ReturnType<typeof startChatTestBed>>;

const silent: ChatLogger = { debug() {}, info() {}, error() {} };

/** An emulator with a clock and a review function that the test sets. */
export async function startChatTestBed() {
  const directory = await mkdtemp(join(tmpdir(), 'tidecast-ivschat-'));
  const clock = { ahead: 0 };
  const review: { invoke: InvokeFunction } = { invoke: async () => undefined };
  const log: string[] = [];
  const clients: ChatRoom[] = [];
  const streams: Duplex[] = [];

  const open = async () => {
    const chat = createIvsChat({
      dataDir: directory,
      invoke: (functionArn, event) => review.invoke(functionArn, event),
      log: (line) => log.push(line),
      now: () => Date.now() + clock.ahead,
    });
    const endpoint = await startAwsEndpoint({
      port: 0,
      host: '127.0.0.1',
      services: [chat.service],
    });
    const server = createServer().on('upgrade', (request, stream, head) => {
      streams.push(stream);
      chat.upgrade(request, stream, head);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const control = new IvschatClient({
      endpoint: endpoint.url,
      region: localAccount.region,
      credentials: localAccount,
      maxAttempts: 1,
    });
    return {
      control,
      url: `ws://127.0.0.1:${port}`,
      close: async () => {
        control.destroy();
        await endpoint.close();
        await chat.service.close();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  };

  let running = await open();

  async function token(
    roomIdentifier: string,
    wanted: Partial<CreateChatTokenRequest> = {},
  ): Promise<ChatToken> {
    const command = new CreateChatTokenCommand({ roomIdentifier, userId: 'ebb', ...wanted });
    const { token: text = '', sessionExpirationTime } = await running.control.send(command);
    return { token: text, ...(sessionExpirationTime && { sessionExpirationTime }) };
  }

  function client(tokenProvider: () => Promise<ChatToken>, maxReconnectAttempts = 0): ChatRoom {
    const room = new ChatRoom({ regionOrUrl: running.url, tokenProvider, maxReconnectAttempts });
    room.logger = silent;
    clients.push(room);
    return room;
  }

  return {
    clock,
    review,
    log,
    /** The server's side of every connection there was, in the order of their handshakes. */
    streams,
    get control() {
      return running.control;
    },
    get url() {
      return running.url;
    },
    async createRoom(settings: CreateRoomRequest = {}): Promise<string> {
      const { arn = '' } = await running.control.send(new CreateRoomCommand(settings));
      return arn;
    },
    token,
    client,
    /** A connected client of a user. */
    async join(
      roomArn: string,
      wanted: Partial<CreateChatTokenRequest> = {},
      maxReconnectAttempts = 0,
    ): Promise<ChatRoom> {
      const room = client(() => token(roomArn, wanted), maxReconnectAttempts);
      const connected = next(room, 'connect');
      room.connect();
      await connected;
      return room;
    },
    async restart() {
      await running.close();
      running = await open();
    },
    async close() {
      for (const room of clients) room.disconnect();
      await running.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** What a client tells its listeners next. */
export function next<Name extends keyof ChatRoomListenerMap>(
  room: ChatRoom,
  name: Name,
): Promise<Parameters<ChatRoomListenerMap[Name]>[0]> {
  const told = Promise.withResolvers<Parameters<ChatRoomListenerMap[Name]>[0]>();
  const listener = ((value: Parameters<ChatRoomListenerMap[Name]>[0]) => {
    remove();
    told.resolve(value);
  }) as ChatRoomListenerMap[Name];
  const remove = room.addListener(name, listener);
  return told.promise;
}
