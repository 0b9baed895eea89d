import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../aws/errors.ts';
import { readBody } from '../aws/messages.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type { Slack } from '../slack/slack.ts';
import { slackPage, slackPagePolicy } from '../slack/slack-page.ts';
import { isLoopback } from './loopback.ts';
import type { RequestTarget } from './request-target.ts';
import { send, sendProblem } from './responses.ts';

/** What only exists on one machine, and has a page under `/local/`. */
export interface LocalThings {
  readonly mailbox: Pick<Mailbox, 'list'>;
  readonly slack: Pick<Slack, 'list' | 'post'>;
}

const webhookPath = '/local/slack/webhook/';

/** Where programs post, as they would to Slack. @param siteUrl - the edge's own address */
export function slackWebhook(siteUrl: string, token: string): string {
  const { port } = new URL(siteUrl);
  return `http://127.0.0.1:${port}${webhookPath}${token}`;
}

/** More than the longest text and the most blocks that Slack takes, in bytes. */
const largestMessage = 512 * 1024;

/**
 * Serves `/local/*`: what only exists on one machine.
 *
 * Codes in the mailbox open accounts, so only a page that this machine itself calls loopback may
 * read them.
 */
export async function serveLocalPage(
  request: IncomingMessage,
  response: ServerResponse,
  { target, mailbox, slack }: LocalThings & { target: RequestTarget },
): Promise<void> {
  if (!isLoopback(request)) {
    sendProblem(response, {
      status: 403,
      code: 'not_local',
      detail: 'Only http://localhost may ask for this.',
    });
    return;
  }
  const { method } = request;
  const { path, query } = target;
  const address = query.get('to');
  if (path === '/local/mailbox' && method === 'GET' && address)
    send(response, 200, 'application/json', JSON.stringify(mailbox.list(address)));
  else if (path === '/local/slack' && method === 'GET') showSlack(request, response, slack);
  else if (path.startsWith(webhookPath) && method === 'POST')
    await postToSlack(request, response, { token: path.slice(webhookPath.length), slack });
  else
    sendProblem(response, {
      status: 404,
      code: 'not_found',
      detail: 'There are only GET /local/mailbox?to=<email> and GET /local/slack.',
    });
}

/** For programs as JSON, for browsers as a page. */
function showSlack(
  { headers }: IncomingMessage,
  response: ServerResponse,
  slack: LocalThings['slack'],
): void {
  response.setHeader('Vary', 'Accept');
  if (headers.accept?.includes('text/html')) {
    response.setHeader('Content-Security-Policy', slackPagePolicy);
    send(response, 200, 'text/html; charset=utf-8', slackPage(slack.list()));
  } else send(response, 200, 'application/json', JSON.stringify(slack.list()));
}

async function postToSlack(
  request: IncomingMessage,
  response: ServerResponse,
  { token, slack }: { token: string; slack: LocalThings['slack'] },
): Promise<void> {
  const { status, text } = await readBody({ body: request }, largestMessage).then(
    (body) => slack.post(token, body.toString('utf8')),
    (error: unknown) => {
      if (!(error instanceof AwsError)) throw error;
      return { status: error.status, text: 'invalid_payload' };
    },
  );
  send(response, status, 'text/plain; charset=utf-8', text);
}
