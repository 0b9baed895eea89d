import { expect, test } from '@playwright/test';
import { findBinaries } from '../../local/src/ffmpeg/binaries.ts';
import { ApiClient } from '../src/api-client.ts';
import { corpus } from '../src/bad-input/corpus.ts';
import { startForbiddenServer } from '../src/bad-input/forbidden-server.ts';
import { playbackComplaints } from '../src/bad-input/playback.ts';
import { runCorpus } from '../src/bad-input/run.ts';
import { complaints, verdictTable } from '../src/bad-input/verdict.ts';

/** Thirty encodes and as many visits on two cores; each step inside has a shorter limit. */
const limitMs = 15 * 60_000;

test('every bad upload either plays or fails with a reason', async ({
  page,
  baseURL,
}, testInfo) => {
  test.setTimeout(limitMs);
  if (!baseURL) throw new Error('the address of the site is not configured');
  const { ffmpeg } = await findBinaries();
  const client = new ApiClient(baseURL);
  await client.signUp('Bad Input');
  const forbidden = await startForbiddenServer();
  try {
    const workshop = { ffmpegPath: ffmpeg.path, forbiddenUrl: forbidden.url };
    const verdicts = await runCorpus(client, corpus, workshop);

    const problems = new Map<string, string[]>();
    for (const verdict of verdicts) {
      const found = complaints(verdict);
      const { outcome, videoId, input } = verdict;
      if (outcome === 'ready' && videoId && input.expected.outcome === 'plays') {
        found.push(...(await playbackComplaints(page, videoId, input.expected)));
      }
      problems.set(input.name, found);
    }

    const table = verdictTable(verdicts, problems);
    console.log(table);
    await testInfo.attach('bad-input.md', { body: table, contentType: 'text/markdown' });
    for (const [name, found] of problems) expect.soft(found, name).toEqual([]);
    expect(forbidden.contacts, 'addresses in hostile files were asked').toEqual([]);
  } finally {
    await forbidden.close();
  }
});
