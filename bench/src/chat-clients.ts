/** Many clients of one chat room; run as a process of its own. Settings come in, results go out. */
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { percentile } from './statistics.ts';

export interface ChatRun {
  readonly endpoint: string;
  /** One for each client; the first ones write. */
  readonly tokens: readonly string[];
  readonly writers: number;
  /** Of all writers together. */
  readonly messagesPerSecond: number;
  readonly seconds: number;
}

export interface ChatRunResult {
  readonly sent: number;
  readonly refused: number;
  /** Messages received, of all clients together. */
  readonly delivered: number;
  /** From sending to receiving, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Handshakes at a time: a listening socket has a short queue. */
const connectionsAtATime = 50;
/** What late messages are waited for. */
const drainLimitMs = 15_000;

const settings = JSON.parse(await text(process.stdin)) as ChatRun;
const { endpoint, tokens, writers, messagesPerSecond, seconds } = settings;

const latencies: number[] = [];
let refused = 0;
const onFrame = (data: Buffer) => {
  const frame = JSON.parse(data.toString()) as { Type: string; Content: string };
  if (frame.Type === 'MESSAGE') latencies.push(performance.now() - Number(frame.Content));
  else refused++;
};

const sockets: WebSocket[] = [];
while (sockets.length < tokens.length) {
  const batch = tokens.slice(sockets.length, sockets.length + connectionsAtATime).map((token) => {
    const socket = new WebSocket(endpoint, token, { perMessageDeflate: false });
    socket.on('message', onFrame);
    return socket;
  });
  await Promise.all(batch.map((socket) => once(socket, 'open')));
  sockets.push(...batch);
}

let sent = 0;
const begin = performance.now();
while (sent < messagesPerSecond * seconds) {
  // By the clock, so that a busy machine gets as many messages, not fewer.
  await delay(begin + (sent * 1000) / messagesPerSecond - performance.now());
  const request = { Action: 'SEND_MESSAGE', RequestId: `${sent}`, Content: `${performance.now()}` };
  sockets[sent % writers]?.send(JSON.stringify(request));
  sent++;
}
const expected = () => (sent - refused) * tokens.length;
const deadline = performance.now() + drainLimitMs;
while (latencies.length < expected() && performance.now() < deadline) await delay(20);

const result: ChatRunResult = {
  sent,
  refused,
  delivered: latencies.length,
  p50: percentile(latencies, 50),
  p99: percentile(latencies, 99),
};
console.log(JSON.stringify(result));
for (const socket of sockets) socket.terminate();
