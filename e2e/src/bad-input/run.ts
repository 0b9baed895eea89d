import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SiteError } from '../../../local/src/start/site-client.ts';
import type { ApiClient } from '../api-client.ts';
import type { BadInput, Workshop } from './bad-input.ts';
import type { Verdict } from './verdict.ts';

/** The longest that any of these few-second clips may take to settle, queueing included. */
const settleLimitMs = 300_000;
/** Uploads under way at once: enough to keep two encodes busy, few enough not to flood the API. */
const uploadsAtOnce = 3;

/** Makes each file, uploads it as the page would, and says what became of it; keeps the order. */
export async function runCorpus(
  client: ApiClient,
  inputs: readonly BadInput[],
  workshop: Workshop,
): Promise<Verdict[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tidecast-bad-input-'));
  try {
    const verdicts: Verdict[] = [];
    const waiting = [...inputs.entries()];
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [index, input] = next;
        const path = join(folder, String(index));
        await input.make(path, workshop);
        verdicts[index] = await settle(client, input, path);
        await rm(path);
      }
    };
    await Promise.all(Array.from({ length: uploadsAtOnce }, worker));
    return verdicts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function settle(client: ApiClient, input: BadInput, path: string): Promise<Verdict> {
  const startedAt = Date.now();
  const seconds = () => (Date.now() - startedAt) / 1000;
  let videoId: string | undefined;
  try {
    const { name: title, fileName, contentType } = input;
    const visibility = 'unlisted';
    videoId = await client.createVideo(path, { title, fileName, contentType, visibility });
    await client.upload(videoId, path);
    const settled = await client.follow(videoId, settleLimitMs);
    return {
      input,
      videoId,
      outcome: settled.status === 'ready' ? 'ready' : 'failed',
      ...(settled.error && { code: settled.error.code, reason: settled.error.message }),
      ...(settled.media && { media: settled.media }),
      seconds: seconds(),
    };
  } catch (cause) {
    const problem = cause instanceof SiteError ? cause : undefined;
    const refused = problem !== undefined && problem.status < 500;
    return {
      input,
      ...(videoId && { videoId }),
      outcome: refused ? 'refused' : 'stuck',
      ...(problem && { code: problem.code }),
      reason: problem?.detail ?? String(cause),
      seconds: seconds(),
    };
  }
}
