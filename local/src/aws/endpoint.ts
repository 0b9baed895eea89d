import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { authenticate } from './authenticate.ts';
import { AwsError } from './errors.ts';
import { readBody, sendError } from './messages.ts';
import { routeUnsigned } from './route-unsigned.ts';
import type { AwsRequest, AwsService } from './service.ts';
import { type Claim, readClaim, type SignableRequest, sha256 } from './sigv4.ts';
import { createSts } from './sts.ts';
import { verifiedBody } from './verified-body.ts';

export interface AwsEndpointOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
}

export interface AwsEndpoint {
  /** Without a slash at its end. */
  readonly url: string;
  /** Ends open requests and closes the port, once; the services stay open, they belong to the caller. */
  close(): Promise<void>;
}

/** An endpoint whose port is known before its services are there. */
export interface OpenAwsEndpoint extends AwsEndpoint {
  /** Requests that came before wait for this. */
  serve(services: readonly AwsService[]): void;
}

/** A connection on which nothing has moved for so long is dead, in milliseconds. */
const idleTimeoutMillis = 5 * 60 * 1000;

/**
 * All emulated services behind one port. Each request is checked as AWS checks it (SigV4, local
 * account) and handed to the service that its credential scope names.
 *
 * @throws the error of `listen`, such as `EADDRINUSE`
 */
export async function startAwsEndpoint(
  options: AwsEndpointOptions & { readonly services: readonly AwsService[] },
): Promise<AwsEndpoint> {
  const endpoint = await openAwsEndpoint(options);
  endpoint.serve(options.services);
  return endpoint;
}

/**
 * Takes the port of {@link startAwsEndpoint}, for services whose answers hold it.
 *
 * @throws the error of `listen`, such as `EADDRINUSE`
 */
export async function openAwsEndpoint(options: AwsEndpointOptions): Promise<OpenAwsEndpoint> {
  const served = Promise.withResolvers<ReadonlyMap<string, AwsService>>();
  const server = createServer(
    // A 50 GB upload takes as long as it takes: idle connections are cut, slow requests are not.
    { requestTimeout: 0, keepAliveTimeout: 60_000, highWaterMark: 256 * 1024 },
    async (incoming, response) => answer(await served.promise, incoming, response),
  );
  server.setTimeout(idleTimeoutMillis);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return {
    url: `http://${options.host}:${port}`,
    serve(services) {
      served.resolve(new Map([createSts(), ...services].map((it) => [it.signingName, it])));
    },
    close() {
      closed ??= new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      });
      return closed;
    },
  };
}

async function answer(
  services: ReadonlyMap<string, AwsService>,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A client that disconnects causes an error here; the reader of the body gets it too.
  incoming.on('error', () => {});
  response.on('error', () => {});
  const requestId = randomUUID();
  response.setHeader('x-amz-request-id', requestId);
  response.setHeader('x-amzn-requestid', requestId);
  let speaker: Pick<AwsService, 'protocol' | 'signingName'> = guessSpeaker(incoming);
  try {
    const request = splitTarget(incoming);
    // A browser's preflight has the query of the presigned request that follows, signed for that
    // one.
    const claim = request.method === 'OPTIONS' ? undefined : readClaim(request);
    const name = claim?.service ?? routeUnsigned(request);
    const service = services.get(name);
    if (!service)
      throw new AwsError(
        'NotImplemented',
        `the local cloud has no service ${JSON.stringify(name)}; it has ${[...services.keys()].join(', ')}`,
        501,
      );
    speaker = service;
    service.decorate?.(request, response);
    await service.handle(await verify(service, request, claim, incoming), response);
  } catch (error) {
    const clientLeft = incoming.destroyed && !incoming.complete;
    if (clientLeft) response.destroy();
    else refuse(response, speaker, error);
  } finally {
    // Discard what was not read, so that the connection can carry the next request.
    incoming.resume();
  }
}

interface Target extends SignableRequest {
  readonly url: URL;
}

function splitTarget(incoming: IncomingMessage): Target {
  const { method = 'GET', url: target = '/', headers } = incoming;
  const queryAt = target.indexOf('?');
  const rawPath = queryAt < 0 ? target : target.slice(0, queryAt);
  const search = queryAt < 0 ? '' : target.slice(queryAt);
  const url = URL.parse(`http://${headers.host ?? 'localhost'}${target}`);
  if (!target.startsWith('/') || !url)
    throw new AwsError('InvalidURI', 'the request target is not a path');
  return { method, rawPath, search, headers, url };
}

async function verify(
  service: AwsService,
  target: Target,
  claim: Claim | undefined,
  incoming: IncomingMessage,
): Promise<AwsRequest> {
  const { method, url, rawPath, headers } = target;
  const operation = headerText(target, 'x-amz-target')?.replace(/^.*\./, '');
  const request = {
    method,
    url,
    rawPath,
    headers,
    ...(operation !== undefined && { operation }),
    ...(claim && { accessKeyId: claim.accessKeyId }),
  };
  if (service.signingName === 's3')
    return { ...request, body: s3Body(service, target, claim, incoming) };
  // The signature covers the hash of the body: there is nothing to hand on before all of it is here.
  const body = await readBody({ body: incoming });
  if (claim) authenticate(target, claim, sha256(body), service, Date.now());
  return { ...request, body: Readable.from(body.length ? [body] : [], { objectMode: false }) };
}

function s3Body(
  service: AwsService,
  target: Target,
  claim: Claim | undefined,
  incoming: IncomingMessage,
): Readable {
  if (!claim) return incoming;
  const announced = headerText(target, 'x-amz-content-sha256');
  const covered = claim.kind === 'header' || claim.signedHeaders.includes('x-amz-content-sha256');
  const payloadHash = covered ? announced : 'UNSIGNED-PAYLOAD';
  if (payloadHash === undefined)
    throw new AwsError('MissingSecurityHeader', 'x-amz-content-sha256 is missing');
  if (
    !/^([0-9a-f]{64}|UNSIGNED-PAYLOAD|STREAMING-UNSIGNED-PAYLOAD-TRAILER|STREAMING-AWS4-HMAC-SHA256-PAYLOAD(-TRAILER)?)$/.test(
      payloadHash,
    )
  )
    throw new AwsError(
      'InvalidRequest',
      `x-amz-content-sha256 ${JSON.stringify(payloadHash)} is not known`,
    );
  const key = authenticate(target, claim, payloadHash, service, Date.now());
  const signed = payloadHash.startsWith('STREAMING-AWS4');
  const { timestamp, scope, signature: seed } = claim;
  return verifiedBody(incoming, payloadHash, signed ? { key, timestamp, scope, seed } : undefined);
}

/** In which protocol to refuse what has not been routed to a service. */
function guessSpeaker(incoming: IncomingMessage): Pick<AwsService, 'protocol' | 'signingName'> {
  if (incoming.headers['x-amz-target']) return { protocol: 'json', signingName: '' };
  // A credential scope names the service even where the local cloud does not have it.
  const scope = /\/(\w[\w-]*)\/aws4_request/.exec(incoming.headers.authorization ?? '');
  const signingName = scope?.[1] ?? 's3';
  const xml = ['s3', 'sts', 'cloudfront', 'iam', 'sns', 'route53'].includes(signingName);
  return { protocol: xml ? 'rest-xml' : 'rest-json', signingName };
}

function refuse(
  response: ServerResponse,
  speaker: Pick<AwsService, 'protocol' | 'signingName'>,
  error: unknown,
): void {
  if (response.headersSent || response.destroyed) {
    // The answer has begun: only cutting it off tells the client that it is not whole.
    response.destroy();
    return;
  }
  if (error instanceof AwsError) {
    sendError(response, speaker, error);
    return;
  }
  console.error(`local ${speaker.signingName || 'cloud'}:`, error);
  const code = speaker.protocol === 'rest-xml' ? 'InternalError' : 'InternalServerError';
  const message = error instanceof Error ? error.message : String(error);
  sendError(response, speaker, new AwsError(code, message, 500));
}

function headerText(request: SignableRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
