import { randomUUID } from 'node:crypto';
import { type ServerResponse, STATUS_CODES } from 'node:http';

/** Answers with an RFC 9457 problem, as the API does. */
export function sendProblem(
  response: ServerResponse,
  problem: { status: number; code: string; detail: string; retryAfterSeconds?: number },
): void {
  const { status, code, detail, retryAfterSeconds } = problem;
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', retryAfterSeconds);
  const body = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail,
    instance: randomUUID(),
  };
  send(response, status, 'application/problem+json', JSON.stringify(body));
}

/** Answers with an error in the form S3 and CloudFront use. */
export function sendXmlError(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>`;
  send(response, status, 'application/xml', body);
}

/** Sends a small body that must not be cached. */
export function send(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
): void {
  response.statusCode = status;
  response.setHeader('Content-Type', contentType);
  response.setHeader('Content-Length', Buffer.byteLength(body));
  if (!response.hasHeader('Cache-Control')) response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
