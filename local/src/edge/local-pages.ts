import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type { RequestTarget } from './request-target.ts';
import { send, sendProblem } from './responses.ts';

/** What the edge asks of the mailbox. */
export type MailReader = Pick<Mailbox, 'list'>;

/**
 * Serves `/local/*`: what only exists on one machine.
 *
 * Codes in the mailbox open accounts, so only a page that this machine itself calls loopback may
 * read them: a `Host` of any other name means that some site has pointed its own name at us.
 */
export function serveLocalPage(
  request: IncomingMessage,
  response: ServerResponse,
  { target, mailbox }: { target: RequestTarget; mailbox: MailReader },
): void {
  if (!isLoopback(request)) {
    sendProblem(response, {
      status: 403,
      code: 'not_local',
      title: 'Only http://localhost may ask for this.',
    });
    return;
  }
  const address = target.query.get('to');
  if (target.path !== '/local/mailbox' || request.method !== 'GET' || !address) {
    sendProblem(response, {
      status: 404,
      code: 'not_found',
      title: 'There is only GET /local/mailbox?to=<email>.',
    });
    return;
  }
  send(response, 200, 'application/json', JSON.stringify(mailbox.list(address)));
}

function isLoopback({ headers, socket }: IncomingMessage): boolean {
  const remote = socket.remoteAddress ?? '';
  const name = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  return (
    (remote.startsWith('127.') || remote === '::1' || remote.startsWith('::ffff:127.')) &&
    ['localhost', '127.0.0.1', '[::1]'].includes(name)
  );
}
