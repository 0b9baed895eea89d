import { createServer } from 'node:http';
import { listen } from '../../../test/loopback-server.ts';
import type { SlackMessage } from '../src/slack/message.ts';

export interface SlackAnswer {
  readonly status: number;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Breaks the connection off instead. */
  readonly hangUp?: boolean;
}

/** Slack as its webhook shows it: answers what the test wants, and remembers what it was sent. */
export interface FakeSlack {
  /** The secret address. */
  readonly webhook: URL;
  /** Answers in their order; `ok` when there are no more. */
  readonly answers: SlackAnswer[];
  readonly posted: SlackMessage[];
  close(): Promise<void>;
}

export const secretToken = 'T0SECRET-B0SECRET-xyz';

export async function startFakeSlack(): Promise<FakeSlack> {
  const answers: SlackAnswer[] = [];
  const posted: SlackMessage[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { status, text = 'ok', headers = {}, hangUp } = answers.shift() ?? { status: 200 };
    posted.push(JSON.parse(Buffer.concat(chunks).toString()) as SlackMessage);
    if (hangUp) request.socket.destroy();
    else response.writeHead(status, { ...headers }).end(text);
  });
  const { url, close } = await listen(server);
  return {
    webhook: new URL(`${url}/services/${secretToken}`),
    answers,
    posted,
    close,
  };
}
