import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { until } from '../../../test/until.ts';
import { type Harness, startHarness } from '../test/harness.ts';
import { createAvailability, createLifecycle, type Lifecycle } from './lifecycle.ts';

const logger = pino({ level: 'silent' });
let lifecycle: Lifecycle | undefined;
let api: Harness | undefined;

afterEach(async () => {
  await lifecycle?.stop();
  await api?.close();
  api = undefined;
});

async function serve(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  options: Partial<Parameters<typeof createLifecycle>[1]> = {},
) {
  const server = createServer(handler);
  const metricsServer = createServer((_request, response) => response.end());
  const availability = createAvailability();
  lifecycle = createLifecycle(availability, {
    server,
    metricsServer,
    drainSeconds: 0,
    endStreams: () => {},
    settled: () => Promise.resolve(),
    logger,
    ...options,
  });
  expect(availability.state).toBe('starting');
  await lifecycle.start({ port: 0, host: '127.0.0.1', metricsPort: 0 });
  expect(availability.state).toBe('serving');
  const { port } = server.address() as AddressInfo;
  return { server, lifecycle, availability, url: `http://127.0.0.1:${port}` };
}

describe('a process asked to stop', () => {
  test('goes on serving while its load balancer finds out, then refuses', async () => {
    const { url, lifecycle, availability, server } = await serve(
      (_request, response) => response.end('still here'),
      { drainSeconds: 0.3 },
    );
    const stopped = lifecycle.stop();
    expect(availability.state).toBe('draining');
    expect(await (await fetch(url)).text()).toBe('still here');
    await stopped;
    expect(server.listening).toBe(false);
    await expect(fetch(url)).rejects.toThrow();
  });

  test('finishes what is in flight, and the work behind it', async () => {
    const waiting: ServerResponse[] = [];
    let release = () => {};
    const settled = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { url, lifecycle } = await serve((_request, response) => waiting.push(response), {
      settled: () => settled,
    });
    const answer = fetch(url);
    await until(() => waiting.length === 1);
    let over = false;
    const stopped = lifecycle.stop().then(() => {
      over = true;
    });
    waiting[0]?.end('finished');
    expect(await (await answer).text()).toBe('finished');
    expect(over).toBe(false);
    release();
    await stopped;
    expect(over).toBe(true);
  });

  test('closes kept-alive connections that have become idle', async () => {
    const waiting: ServerResponse[] = [];
    const { url, lifecycle } = await serve((_request, response) => waiting.push(response));
    const outgoing = request(url, { headers: { connection: 'keep-alive' } }).end();
    await until(() => waiting.length === 1);
    const stopped = lifecycle.stop();
    waiting[0]?.end('x');
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    response.resume();
    await stopped;
  });

  test('ends streams, which would never end by themselves', async () => {
    const streams: ServerResponse[] = [];
    const { url, lifecycle } = await serve(
      (_request, response) => {
        response.write('first');
        streams.push(response);
      },
      {
        endStreams: () => {
          for (const stream of streams) stream.end();
        },
      },
    );
    const stream = await fetch(url);
    await lifecycle.stop();
    expect(await stream.text()).toBe('first');
  });

  test('cuts off what outlasts the limit', async () => {
    const { url, lifecycle } = await serve(() => {}, { limitSeconds: 0.2 });
    const answer = fetch(url).catch(() => 'cut off');
    await new Promise((resolve) => setImmediate(resolve));
    await lifecycle.stop();
    expect(await answer).toBe('cut off');
  });
});

test('no request is lost while the API drains', async () => {
  const availability = createAvailability();
  api = await startHarness({ availability });
  const server = createServer(api.app.handler);
  lifecycle = createLifecycle(availability, {
    server,
    metricsServer: createServer(),
    drainSeconds: 0.3,
    endStreams: api.app.endStreams,
    settled: () => Promise.resolve(),
    logger,
  });
  await lifecycle.start({ port: 0, host: '127.0.0.1', metricsPort: 0 });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const statuses: number[] = [];
  let inRotation = true;
  // Clients behind a load balancer, which sends them elsewhere once readiness fails.
  const client = async () => {
    while (inRotation) statuses.push(await statusOf(`${url}/api/videos`, agent));
  };
  const balancer = async () => {
    while (inRotation) inRotation = (await statusOf(`${url}/readyz`, agent)) === 200;
  };
  const everybody = Promise.all([balancer(), client(), client(), client()]);
  await until(() => statuses.length > 20);
  await lifecycle.stop();
  await everybody;
  expect(new Set(statuses)).toEqual(new Set([200]));
  agent.destroy();
});

function statusOf(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    outgoing.once('error', reject).end();
  });
}

test('a busy port is an error, not silence', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const availability = createAvailability();
  const busy = createLifecycle(availability, {
    server: createServer(),
    metricsServer: createServer(),
    drainSeconds: 0,
    endStreams: () => {},
    settled: () => Promise.resolve(),
    logger,
  });
  await expect(busy.start({ port, host: '127.0.0.1', metricsPort: port })).rejects.toThrow(
    'EADDRINUSE',
  );
  taken.close();
});
