import { AwsError } from '../aws/errors.ts';
import type { ChatHub } from './chat-hub.ts';
import { eventFrame } from './frames.ts';
import { inputs, parseInput } from './ivschat-input.ts';
import type { MessageReviewHandler, Room, RoomStore } from './room-store.ts';
import type { TokenDesk } from './token-desk.ts';

/** What the operations work on. */
export interface IvsChatState {
  readonly rooms: RoomStore;
  readonly tokens: TokenDesk;
  readonly hub: ChatHub;
  /** The time in Unix milliseconds. */
  readonly now: () => number;
}

/** @returns the response's body; undefined for one without (204) */
type Operation = (input: unknown, state: IvsChatState) => object | undefined;

/** The operations of IVS Chat that are POSTed to their name; what is not here is refused by name. */
export const operations: Readonly<Record<string, Operation>> = {
  CreateRoom(input, { rooms, now }) {
    const wanted = parseInput(inputs.CreateRoom, input);
    const handler = reviewHandler(wanted.messageReviewHandler);
    const settings = {
      name: wanted.name ?? '',
      maximumMessageRatePerSecond: wanted.maximumMessageRatePerSecond ?? 10,
      maximumMessageLength: wanted.maximumMessageLength ?? 500,
      tags: wanted.tags ?? {},
      ...(handler && { messageReviewHandler: handler }),
    };
    return roomJson(rooms.create(settings, now()));
  },

  GetRoom(input, { rooms }) {
    return roomJson(roomOf(parseInput(inputs.OneRoom, input).identifier, rooms));
  },

  ListRooms(input, { rooms }) {
    const { name, messageReviewHandlerUri, ...page } = parseInput(inputs.ListRooms, input);
    const found = rooms
      .list()
      .filter((room) => name === undefined || room.name === name)
      .filter(
        ({ messageReviewHandler }) =>
          messageReviewHandlerUri === undefined ||
          (messageReviewHandler?.uri ?? '') === messageReviewHandlerUri,
      );
    const start = Number(page.nextToken ?? 0);
    const end = start + page.maxResults;
    return {
      rooms: found.slice(start, end).map(roomSummary),
      ...(end < found.length && { nextToken: String(end) }),
    };
  },

  UpdateRoom(input, { rooms, now }) {
    const wanted = parseInput(inputs.UpdateRoom, input);
    const room = roomOf(wanted.identifier, rooms);
    const handler = wanted.messageReviewHandler
      ? reviewHandler({ ...room.messageReviewHandler, ...wanted.messageReviewHandler })
      : room.messageReviewHandler;
    const settings = {
      name: wanted.name ?? room.name,
      maximumMessageRatePerSecond:
        wanted.maximumMessageRatePerSecond ?? room.maximumMessageRatePerSecond,
      maximumMessageLength: wanted.maximumMessageLength ?? room.maximumMessageLength,
      tags: room.tags,
      ...(handler && { messageReviewHandler: handler }),
    };
    return roomJson(rooms.update(room, settings, now()));
  },

  DeleteRoom(input, { rooms, hub }) {
    const room = roomOf(parseInput(inputs.OneRoom, input).identifier, rooms);
    rooms.delete(room);
    hub.closeRoom(room.arn);
    return undefined;
  },

  CreateChatToken(input, { rooms, tokens, now }) {
    const wanted = parseInput(inputs.CreateChatToken, input);
    const { arn } = roomOf(wanted.roomIdentifier, rooms);
    const { userId, capabilities, attributes } = wanted;
    const time = now();
    const sessionExpiresAt = time + wanted.sessionDurationInMinutes * 60_000;
    const grant = { roomArn: arn, userId, capabilities, attributes, sessionExpiresAt };
    const { token, expiresAt } = tokens.issue(grant, time);
    return {
      token,
      tokenExpirationTime: new Date(expiresAt).toISOString(),
      sessionExpirationTime: new Date(sessionExpiresAt).toISOString(),
    };
  },

  SendEvent(input, { rooms, hub, now }) {
    const { roomIdentifier, eventName, attributes } = parseInput(inputs.SendEvent, input);
    const { arn } = roomOf(roomIdentifier, rooms);
    const event = eventFrame({ eventName, attributes, now: now() });
    hub.announce(arn, event);
    return { id: event.Id };
  },

  DisconnectUser(input, { rooms, hub }) {
    const { roomIdentifier, userId, reason } = parseInput(inputs.DisconnectUser, input);
    hub.disconnectUser(roomOf(roomIdentifier, rooms).arn, userId, { reason });
    return {};
  },

  // Rooms keep no messages: any id of the right form is announced as deleted, as by IVS Chat.
  DeleteMessage(input, { rooms, hub }) {
    const { roomIdentifier, id, reason } = parseInput(inputs.DeleteMessage, input);
    return { id: hub.deleteMessage(roomOf(roomIdentifier, rooms).arn, id, { reason }) };
  },

  ListLoggingConfigurations: () => ({ loggingConfigurations: [] }),
};

/** The tags of a room: read, added to, or taken from. */
export function tagOperation(
  request: {
    readonly method: string;
    readonly resourceArn: string;
    readonly input: unknown;
    readonly tagKeys: readonly string[];
  },
  { rooms, now }: IvsChatState,
): object {
  const room = roomOf(request.resourceArn, rooms);
  if (request.method === 'GET') return { tags: room.tags };
  const kept = Object.entries(room.tags).filter(([key]) => !request.tagKeys.includes(key));
  const added = request.method === 'POST' ? parseInput(inputs.TagResource, request.input).tags : {};
  rooms.update(
    room,
    { ...settingsOf(room), tags: { ...Object.fromEntries(kept), ...added } },
    now(),
  );
  return {};
}

function settingsOf({ id: _id, arn: _arn, createdAt: _at, updatedAt: _then, ...settings }: Room) {
  return settings;
}

function roomOf(arn: string, rooms: RoomStore): Room {
  const room = rooms.find(arn);
  if (!room)
    throw new AwsError('ResourceNotFoundException', `The room ${arn} does not exist.`, 404, {
      resourceId: arn,
      resourceType: 'ROOM',
    });
  return room;
}

/** An empty address takes the handler away. */
function reviewHandler(wanted?: {
  readonly uri?: string | undefined;
  readonly fallbackResult?: 'ALLOW' | 'DENY' | undefined;
}): MessageReviewHandler | undefined {
  if (!wanted?.uri) return undefined;
  return { uri: wanted.uri, fallbackResult: wanted.fallbackResult ?? 'ALLOW' };
}

function roomSummary({ arn, id, name, messageReviewHandler, tags, ...times }: Room): object {
  return {
    arn,
    id,
    name,
    ...(messageReviewHandler && { messageReviewHandler }),
    createTime: new Date(times.createdAt).toISOString(),
    updateTime: new Date(times.updatedAt).toISOString(),
    tags,
    loggingConfigurationIdentifiers: [],
  };
}

function roomJson(room: Room): object {
  const { maximumMessageRatePerSecond, maximumMessageLength } = room;
  return { ...roomSummary(room), maximumMessageRatePerSecond, maximumMessageLength };
}
