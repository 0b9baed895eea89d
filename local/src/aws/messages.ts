import type { ServerResponse } from 'node:http';
import { AwsError } from './errors.ts';
import type { AwsProtocol, AwsRequest, AwsService } from './service.ts';

/** What DynamoDB takes at most in one request: 16 MiB, the largest of the JSON services. */
const maxJsonBodyBytes = 16 * 1024 * 1024;

/**
 * The whole body in memory.
 *
 * @param limit - bytes; more are refused with `RequestEntityTooLarge` (413)
 */
export async function readBody(
  request: Pick<AwsRequest, 'body'>,
  limit = maxJsonBodyBytes,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early must not destroy the socket: the refusal still has to be written to it.
  const pieces: AsyncIterable<Buffer> = request.body.iterator({ destroyOnReturn: false });
  for await (const chunk of pieces) {
    size += chunk.length;
    if (size > limit)
      throw new AwsError(
        'RequestEntityTooLarge',
        `the request body is larger than ${limit} bytes`,
        413,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/**
 * The body as a JSON object; an empty body is `{}`.
 *
 * @throws AwsError `SerializationException` for anything else
 */
export async function readJson(
  request: Pick<AwsRequest, 'body'>,
  limit = maxJsonBodyBytes,
): Promise<Record<string, unknown>> {
  const text = (await readBody(request, limit)).toString('utf8');
  if (text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AwsError('SerializationException', 'the request body is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new AwsError('SerializationException', 'the request body is not a JSON object');
  return value as Record<string, unknown>;
}

/** Answers with JSON, under the content type of the protocol. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  protocol: Exclude<AwsProtocol, 'rest-xml'>,
): void {
  const type = protocol === 'json' ? 'application/x-amz-json-1.1' : 'application/json';
  send(response, status, type, JSON.stringify(body));
}

/** Answers with an XML document; `body` is the root element, already escaped. */
export function sendXml(response: ServerResponse, status: number, body: string): void {
  send(response, status, 'application/xml', `<?xml version="1.0" encoding="UTF-8"?>\n${body}`);
}

/** Answers with an error as clients of the service expect it. */
export function sendError(
  response: ServerResponse,
  service: Pick<AwsService, 'protocol' | 'signingName'>,
  error: AwsError,
): void {
  if (service.protocol === 'json') {
    const body = { __type: error.code, message: error.message, ...error.details };
    sendJson(response, error.status, body, 'json');
  } else if (service.protocol === 'rest-json') {
    response.setHeader('x-amzn-errortype', error.code);
    sendJson(response, error.status, { message: error.message, ...error.details }, 'rest-json');
  } else {
    sendXml(response, error.status, xmlError(response, service, error));
  }
}

function xmlError(
  response: ServerResponse,
  service: Pick<AwsService, 'signingName'>,
  error: AwsError,
): string {
  const requestId = escapeXml(String(response.getHeader('x-amz-request-id') ?? ''));
  const facts = { Code: error.code, Message: error.message, ...error.details };
  const members = Object.entries(facts).map(
    ([name, text]) => `<${name}>${escapeXml(String(text))}</${name}>`,
  );
  const id = `<RequestId>${requestId}</RequestId>`;
  // S3 alone has no wrapper around its error.
  if (service.signingName === 's3') return `<Error>${members.join('')}${id}</Error>`;
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  return `<ErrorResponse><Error><Type>${type}</Type>${members.join('')}</Error>${id}</ErrorResponse>`;
}

/** Text for XML content or attributes; what XML 1.0 cannot hold becomes a character reference. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']|\p{Cc}/gu, (character) => `&#${character.codePointAt(0)};`);
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  // A HEAD answer has the headers of the body it does not carry; Node leaves the body out itself.
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
