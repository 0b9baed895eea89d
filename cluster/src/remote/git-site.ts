import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { git, ownEnvironment } from './git.ts';
import type { Site } from './proxy.ts';

/** Milliseconds for one request. */
const limit = 120_000;
/** All that a client needs to read; `git-receive-pack` would let it write. */
const readable = /^\/(info\/refs|HEAD|git-upload-pack|objects\/.+)$/;

/**
 * Serves a bare repository for reading, as GitHub does: git's own server program, called as CGI
 * (git-http-backend(1)).
 *
 * @param bare - folder of the repository
 * @param path - of the repository in the address, with or without `.git`
 */
export async function gitSite(bare: string, path: string): Promise<Site> {
  const backend = join(await git('.', ['--exec-path']), 'git-http-backend');
  const name = path.replace(/\/$/, '').replace(/\.git$/, '');
  return async (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'https://remote');
    const within = [`${name}.git/`, `${name}/`]
      .filter((start) => pathname.startsWith(start))
      .map((start) => pathname.slice(start.length - 1))[0];
    const query = search.slice(1);
    if (!within || !readable.test(within) || query.includes('git-receive-pack')) {
      response.writeHead(within ? 403 : 404).end();
      return;
    }
    await runCgi(backend, cgiEnvironment(request, bare, within, query), request, response);
  };
}

function cgiEnvironment(
  { method = 'GET', headers }: IncomingMessage,
  bare: string,
  path: string,
  query: string,
): NodeJS.ProcessEnv {
  const given = {
    CONTENT_TYPE: headers['content-type'],
    CONTENT_LENGTH: headers['content-length'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
    GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
  };
  return {
    ...ownEnvironment,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value)),
    GIT_PROJECT_ROOT: dirname(bare),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${bare.slice(dirname(bare).length + 1)}${path}`,
    QUERY_STRING: query,
    REQUEST_METHOD: method,
    REMOTE_ADDR: '127.0.0.1',
  };
}

async function runCgi(
  program: string,
  env: NodeJS.ProcessEnv,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const child = spawn(program, { env, stdio: ['pipe', 'pipe', 'ignore'], timeout: limit });
  const failed = once(child, 'error').then(([error]) => Promise.reject(error));
  response.once('close', () => child.kill());
  const answered = (async () => {
    const rest = await readHead(child.stdout, response);
    response.write(rest);
    await pipeline(child.stdout, response);
  })();
  // It may answer before it has read all; what it does not read is of no interest.
  pipeline(request, child.stdin).catch(() => undefined);
  await Promise.race([answered, failed]);
}

/** Passes the program's headers on, and gives what came after them. */
async function readHead(output: Readable, response: ServerResponse): Promise<Buffer> {
  let head = Buffer.alloc(0);
  let end = -1;
  while (end === -1) {
    await once(output, 'readable');
    const chunk: Buffer | null = output.read();
    if (chunk === null) throw new Error('git http-backend said nothing');
    head = Buffer.concat([head, chunk]);
    end = head.indexOf('\r\n\r\n');
  }
  for (const line of head.subarray(0, end).toString('latin1').split('\r\n')) {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (name.toLowerCase() === 'status') response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  return head.subarray(end + 4);
}
