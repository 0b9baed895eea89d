import {
  CreateChatTokenCommand,
  type CreateChatTokenRequest,
  CreateRoomCommand,
  type CreateRoomRequest,
  DeleteRoomCommand,
  GetRoomCommand,
  ListRoomsCommand,
  type ListRoomsRequest,
  ListTagsForResourceCommand,
  SendEventCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateRoomCommand,
} from '@aws-sdk/client-ivschat';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ChatTestBed, startChatTestBed } from './ivschat-test-bed.ts';

let bed: ChatTestBed;
beforeEach(async () => {
  bed = await startChatTestBed();
});
afterEach(() => bed.close());

const handlerArn = 'arn:aws:lambda:ap-northeast-2:000000000000:function:review';

describe('a room', () => {
  test('has the defaults of IVS Chat, and is there after a restart', async () => {
    const created = await bed.control.send(new CreateRoomCommand({ name: 'harbour' }));
    expect(created).toMatchObject({
      arn: `arn:aws:ivschat:ap-northeast-2:000000000000:room/${created.id}`,
      name: 'harbour',
      maximumMessageLength: 500,
      maximumMessageRatePerSecond: 10,
      tags: {},
      loggingConfigurationIdentifiers: [],
    });
    expect(created.id).toMatch(/^[a-zA-Z0-9]{12}$/);
    expect(created.createTime).toBeInstanceOf(Date);
    await bed.restart();
    const { $metadata: _one, ...before } = created;
    const { $metadata: _other, ...after } = await bed.control.send(
      new GetRoomCommand({ identifier: created.arn }),
    );
    expect(after).toEqual(before);
  });

  test('is changed in what the request names', async () => {
    const identifier = await bed.createRoom({
      name: 'harbour',
      messageReviewHandler: { uri: handlerArn, fallbackResult: 'DENY' },
    });
    expect(
      await bed.control.send(new UpdateRoomCommand({ identifier, maximumMessageLength: 100 })),
    ).toMatchObject({
      name: 'harbour',
      maximumMessageLength: 100,
      messageReviewHandler: { uri: handlerArn, fallbackResult: 'DENY' },
    });
    const without = await bed.control.send(
      new UpdateRoomCommand({ identifier, messageReviewHandler: { uri: '' } }),
    );
    expect(without.messageReviewHandler).toBeUndefined();
    expect(without.maximumMessageLength).toBe(100);
  });

  test('is deleted once', async () => {
    const identifier = await bed.createRoom();
    await bed.control.send(new DeleteRoomCommand({ identifier }));
    await expect(bed.control.send(new DeleteRoomCommand({ identifier }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      resourceId: identifier,
      resourceType: 'ROOM',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test.each<[string, CreateRoomRequest]>([
    ['name', { name: 'two words' }],
    ['name', { name: 'x'.repeat(129) }],
    ['maximumMessageLength', { maximumMessageLength: 501 }],
    ['maximumMessageRatePerSecond', { maximumMessageRatePerSecond: 0 }],
    ['messageReviewHandler.uri', { messageReviewHandler: { uri: 'https://example.com' } }],
    ['loggingConfigurationIdentifiers', { loggingConfigurationIdentifiers: ['arn:x'] }],
  ])('with a wrong %s is refused', async (name, settings) => {
    await expect(bed.control.send(new CreateRoomCommand(settings))).rejects.toMatchObject({
      name: 'ValidationException',
      reason: 'FIELD_VALIDATION_FAILED',
      fieldList: [{ name, message: expect.any(String) }],
    });
  });

  test('has tags', async () => {
    const resourceArn = await bed.createRoom({ tags: { stack: 'dev', owner: 'ebb' } });
    await bed.control.send(new TagResourceCommand({ resourceArn, tags: { owner: 'flow' } }));
    await bed.control.send(new UntagResourceCommand({ resourceArn, tagKeys: ['stack'] }));
    const { tags } = await bed.control.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual({ owner: 'flow' });
  });
});

test('rooms are listed in pages, and by name or review handler', async () => {
  const arns = [
    await bed.createRoom({ name: 'one' }),
    await bed.createRoom({ name: 'two', messageReviewHandler: { uri: handlerArn } }),
    await bed.createRoom({ name: 'three' }),
  ];
  const list = async (filter: ListRoomsRequest) => {
    const { rooms = [], nextToken } = await bed.control.send(new ListRoomsCommand(filter));
    return { names: rooms.map(({ name }) => name), arns: rooms.map(({ arn }) => arn), nextToken };
  };
  const first = await list({ maxResults: 2 });
  const second = await list({ maxResults: 2, nextToken: first.nextToken });
  expect([...first.arns, ...second.arns].toSorted()).toEqual(arns.toSorted());
  expect(second.nextToken).toBeUndefined();
  expect((await list({ name: 'three' })).names).toEqual(['three']);
  expect((await list({ messageReviewHandlerUri: handlerArn })).names).toEqual(['two']);
});

describe('a chat token', () => {
  test('is a WebSocket subprotocol and says when it and its session end', async () => {
    const roomIdentifier = await bed.createRoom();
    const asked = Date.now();
    const { token, tokenExpirationTime, sessionExpirationTime } = await bed.control.send(
      new CreateChatTokenCommand({ roomIdentifier, userId: 'ebb', sessionDurationInMinutes: 180 }),
    );
    expect(token).toMatch(/^[A-Za-z0-9_-]{64}$/);
    const minutes = (end?: Date) => Math.round((Number(end) - asked) / 60_000);
    expect(minutes(tokenExpirationTime)).toBe(1);
    expect(minutes(sessionExpirationTime)).toBe(180);
  });

  test.each<[string, Partial<CreateChatTokenRequest>]>([
    ['userId', { userId: '' }],
    ['sessionDurationInMinutes', { sessionDurationInMinutes: 181 }],
    ['attributes', { attributes: { name: 'x'.repeat(1021) } }],
    ['roomIdentifier', { roomIdentifier: 'AAAAAAAAAAAA' }],
  ])('with a wrong %s is refused', async (name, wrong) => {
    const roomIdentifier = await bed.createRoom();
    await expect(
      bed.control.send(new CreateChatTokenCommand({ roomIdentifier, userId: 'ebb', ...wrong })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      fieldList: [{ name, message: expect.any(String) }],
    });
  });
});

test('an unknown room gets neither tokens nor events', async () => {
  const unknown = { name: 'ResourceNotFoundException' };
  const roomIdentifier = 'arn:aws:ivschat:ap-northeast-2:000000000000:room/AAAAAAAAAAAA';
  await expect(
    bed.control.send(new CreateChatTokenCommand({ roomIdentifier, userId: 'ebb' })),
  ).rejects.toMatchObject(unknown);
  await expect(
    bed.control.send(new SendEventCommand({ roomIdentifier, eventName: 'x' })),
  ).rejects.toMatchObject(unknown);
});
