import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CreateChatTokenCommand,
  CreateRoomCommand,
  DeleteRoomCommand,
  IvschatClient,
} from '@aws-sdk/client-ivschat';
import { ApiClient } from '../../e2e/src/api-client.ts';
import { localAccount } from '../../local/src/aws/service.ts';
import { chatEndpoint } from '../../local/src/edge/upgrades.ts';
import type { ChatRun, ChatRunResult } from './chat-clients.ts';
import type { Figure } from './figure.ts';
import { load } from './load.ts';
import { type Platform, withPlatform } from './platform.ts';
import { processorSeconds } from './processes.ts';

const run = promisify(execFile);
const clientsProcess = join(import.meta.dirname, 'chat-clients.ts');

const readers = 1_000;
/** So many that none comes near its own limit of 10 messages a second. */
const writers = 10;
const messagesPerSecond = 50;
const seconds = 15;
/** Tokens must be used within their minute: so many are asked for at a time. */
const tokensAtATime = 50;

/** Short enough that the one address they all come from stays within its limit. */
const tokenSeconds = 5;

/** A full room: how long a message takes from one client to every other. */
export function benchChat(): Promise<Figure[]> {
  return withPlatform(async (platform) => {
    const control = new IvschatClient({
      endpoint: platform.awsUrl,
      region: localAccount.region,
      credentials: localAccount,
    });
    try {
      // The most that IVS Chat lets all clients of a room send together.
      const room = await control.send(new CreateRoomCommand({ maximumMessageRatePerSecond: 100 }));
      const tokens = await roomTokens(control, room.arn ?? '');
      const figures = await measureDelivery(platform, tokens);
      await control.send(new DeleteRoomCommand({ identifier: room.arn }));
      return figures;
    } finally {
      control.destroy();
    }
  });
}

/** Of the writers first. */
async function roomTokens(control: IvschatClient, roomIdentifier: string): Promise<string[]> {
  const tokens: string[] = [];
  while (tokens.length < readers) {
    const first = tokens.length;
    const batch = await Promise.all(
      Array.from({ length: Math.min(tokensAtATime, readers - first) }, (_, index) =>
        control.send(
          new CreateChatTokenCommand({
            roomIdentifier,
            userId: `visitor-${first + index}`,
            attributes: { name: `Visitor ${first + index}`, role: 'viewer' },
            capabilities: first + index < writers ? ['SEND_MESSAGE'] : [],
          }),
        ),
      ),
    );
    tokens.push(...batch.map(({ token = '' }) => token));
  }
  return tokens;
}

/** The clients share a process of their own, as the platform runs in this one. */
async function measureDelivery(platform: Platform, tokens: readonly string[]): Promise<Figure[]> {
  const endpoint = chatEndpoint(platform.url).replace('localhost', '127.0.0.1');
  const settings: ChatRun = { endpoint, tokens, writers, messagesPerSecond, seconds };
  const before = await processorSeconds(process.pid);
  const clients = run(process.execPath, ['--disable-warning=ExperimentalWarning', clientsProcess], {
    timeout: (seconds + 60) * 1000,
    maxBuffer: 1024 * 1024,
  });
  clients.child.stdin?.end(JSON.stringify(settings));
  const result = JSON.parse((await clients).stdout) as ChatRunResult;
  const used = (await processorSeconds(process.pid)) - before;
  const expected = result.sent * readers;
  if (result.refused > 0 || result.delivered !== expected)
    throw new Error(
      `${result.delivered} of ${expected} deliveries, ${result.refused} messages refused`,
    );
  const note = `${readers} sockets, ${messagesPerSecond} messages/s in, ${expected} deliveries`;
  return [
    { name: 'chat message → every client, median', value: result.p50, unit: 'ms', note },
    { name: 'chat message → every client, p99', value: result.p99, unit: 'ms', note },
    {
      name: 'chat, processor used by the platform',
      value: (100 * used) / seconds,
      unit: '%',
      note: 'of one core, connecting included',
    },
  ];
}

/** How fast visitors get into a channel's chat, through the site. */
export function benchChatTokens(): Promise<Figure[]> {
  return withPlatform(async (platform) => {
    const owner = new ApiClient(platform.url);
    await owner.signUp('Bench');
    const channel = await owner.call<{ id: string }>('POST', '/live/channels', { title: 'Bench' });
    const url = `${platform.url}/api/live/channels/${channel.id}/chat/token`;
    // Once before anything is counted, so that the functions are loaded.
    await owner.call('POST', `/live/channels/${channel.id}/chat/token`);
    const processes = [process.pid, ...platform.pids];
    const before = await Promise.all(processes.map(processorSeconds));
    const { requests, requestsPerSecond, p50, p99 } = await load(url, tokenSeconds, 'POST');
    const after = await Promise.all(processes.map(processorSeconds));
    const [cloud = 0, , functions = 0] = after.map(
      (seconds, index) => (1000 * (seconds - (before[index] ?? 0))) / requests,
    );
    return [
      {
        name: 'POST chat/token',
        value: requestsPerSecond,
        unit: 'req/s',
        goal: { atLeast: 200 },
        note: `p50 ${p50} ms, p99 ${p99} ms`,
      },
      {
        name: 'POST chat/token, processor time',
        value: cloud + functions,
        unit: 'ms',
        note: `${cloud.toFixed(1)} local cloud, ${functions.toFixed(1)} functions`,
      },
    ];
  });
}
