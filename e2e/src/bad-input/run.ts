import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiClient, ApiProblem, type VideoView } from '../api-client.ts';
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
  let video: VideoView | undefined;
  try {
    const { name: title, fileName, contentType } = input;
    video = await client.upload({ path, title, fileName, contentType });
    const settled = await client.follow(video.id, settleLimitMs);
    return {
      input,
      videoId: video.id,
      outcome: settled.status === 'ready' ? 'ready' : 'failed',
      ...(settled.error && { code: settled.error.code, reason: settled.error.message }),
      ...(settled.media && { media: settled.media }),
      seconds: seconds(),
    };
  } catch (cause) {
    const problem = cause instanceof ApiProblem ? cause : undefined;
    const refused = problem !== undefined && problem.status < 500;
    return {
      input,
      ...(video && { videoId: video.id }),
      outcome: refused ? 'refused' : 'stuck',
      ...(problem && { code: problem.code }),
      reason: problem?.detail ?? String(cause),
      seconds: seconds(),
    };
  }
}
