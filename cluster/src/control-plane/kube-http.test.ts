import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeCertificates } from '../remote/certificates.ts';
import { kubeconfigFor } from './credentials.ts';
import { KubeError, type KubeHttp, openKubeHttp } from './kube-http.ts';

let server: Server;
let http: KubeHttp;
let seen: { readonly request: IncomingMessage; readonly body: string }[];
let answer: { readonly status: number; readonly body: object };
beforeEach(async () => {
  seen = [];
  answer = { status: 200, body: { kind: 'Status' } };
  const { authority, certificate, key } = await makeCertificates(['localhost']);
  server = createServer({ cert: certificate, key }, async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    seen.push({ request, body });
    response.writeHead(answer.status).end(JSON.stringify(answer.body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  http = await openKubeHttp(kubeconfigFor(`https://localhost:${port}`, authority, 'secret'));
});
afterEach(async () => {
  http.close();
  server.close();
  await once(server, 'close');
});

test('brings the token, and the body whatever the method, over one connection', async () => {
  for (const method of ['DELETE', 'POST', 'PATCH', 'DELETE', 'GET'] as const)
    await http.send({ method, path: '/api', ...(method !== 'GET' && { body: { method } }) });
  expect(seen.map(({ body }) => body)).toEqual([
    '{"method":"DELETE"}',
    '{"method":"POST"}',
    '{"method":"PATCH"}',
    '{"method":"DELETE"}',
    '',
  ]);
  for (const { request } of seen) expect(request.headers.authorization).toBe('Bearer secret');
  expect(new Set(seen.map(({ request }) => request.socket)).size).toBe(1);
});

test('tells what the API server has against a request', async () => {
  answer = { status: 409, body: { reason: 'Conflict', message: 'somebody was faster' } };
  const error = await http
    .send({ method: 'POST', path: '/api?dryRun=All', body: {} })
    .catch((refusal: unknown) => refusal);
  expect(error).toBeInstanceOf(KubeError);
  expect(error).toMatchObject({
    status: 409,
    reason: 'Conflict',
    message: 'POST /api: somebody was faster',
  });
});

test('refuses a kubeconfig of a cluster that is not on this machine, before it asks anything', async () => {
  const theirs = kubeconfigFor('https://ABC.gr7.ap-northeast-2.eks.amazonaws.com', '', 'secret');
  await expect(openKubeHttp(theirs)).rejects.toThrow('is not on this machine');
});
