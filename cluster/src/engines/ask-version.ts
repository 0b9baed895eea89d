import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { createInterface } from 'node:readline';
import { minded } from '../processes/process-group.ts';
import type { Engine } from './catalogue.ts';
import { type Version, versionIn } from './versions.ts';

/** Milliseconds for an answer: a program of 200 MB that is read from disk for the first time takes seconds. */
const limit = 60_000;

/** Of what a program prints, this much is read. */
const maxText = 10_000;

/**
 * Asks a program which version it is.
 *
 * @throws Error that says why it gave no version
 */
export async function askVersion(
  path: string,
  ask: Engine['ask'],
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<Version> {
  signal?.throwIfAborted();
  const child = spawn(path, ask === 'plugin' ? [] : [...ask], {
    // Pulumi would ask the internet for a newer one.
    env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that all of it can be ended.
    detached: true,
  });
  const group = minded(child);
  const end = () => group.end('SIGKILL');
  const timer = setTimeout(end, limit);
  signal?.addEventListener('abort', end, { once: true });
  const texts = { output: '', errors: '' };
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (texts.errors.length < maxText) texts.errors += text;
  });
  try {
    await once(child, 'spawn');
    if (ask === 'plugin') {
      const lines = createInterface({ input: child.stdout });
      const [line] = await Promise.race([
        once(lines, 'line'),
        once(child, 'close').then(() => ['']),
      ]);
      const port = Number(line);
      if (!Number.isInteger(port) || port === 0)
        throw new Error(
          `it is no plugin of Pulumi (${firstLine(texts.errors) || 'it names no port'})`,
        );
      return await pluginVersion(port);
    }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (texts.output.length < maxText) texts.output += text;
    });
    const [code] = await once(child, 'close');
    const found = versionIn(texts.output) ?? versionIn(texts.errors);
    if (code !== 0 || !found)
      throw new Error(
        `asked by ${ask.join(' ')} it says no version (${firstLine(texts.errors || texts.output) || `ends with ${code ?? 'no code'}`})`,
      );
    return found;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
    end();
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      await once(child, 'exit');
    group.gone();
    signal?.throwIfAborted();
  }
}

/**
 * Asks a plugin of Pulumi, which has no option for it: the call GetPluginInfo of its gRPC service, which takes an
 * empty message and answers with one whose first field is the version.
 */
async function pluginVersion(port: number): Promise<Version> {
  const session = connect(`http://127.0.0.1:${port}`);
  try {
    const call = session.request({
      ':method': 'POST',
      ':path': '/pulumirpc.ResourceProvider/GetPluginInfo',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    call.setTimeout(limit, () => call.destroy(new Error('it does not answer')));
    // A message goes with five bytes before it: whether it is packed, and its length.
    call.end(Buffer.alloc(5));
    const chunks: Buffer[] = [];
    for await (const chunk of call) chunks.push(chunk);
    const found = versionIn(Buffer.concat(chunks).subarray(5).toString('latin1'));
    if (!found) throw new Error('it tells Pulumi no version');
    return found;
  } finally {
    session.destroy();
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
