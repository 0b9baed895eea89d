/** `npm run live:demo`: goes live as the demo creator, on a platform that runs, until Ctrl-C. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findBinaries } from '../ffmpeg/binaries.ts';
import { creator } from './accounts.ts';
import { liveDemoArguments } from './live-demo-arguments.ts';
import { SiteClient, SiteError } from './site-client.ts';

interface Channel {
  readonly id: string;
}

const url = `http://localhost:${process.env.PORT || 8080}`;

try {
  process.exitCode = await goLive();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // A site that answers with an error is running.
  if (!(error instanceof SiteError))
    console.error(
      `Is Tidecast running at ${url}? Start it with npm start, or set PORT to its port.`,
    );
  process.exitCode = 1;
}

/** @returns the exit code */
async function goLive(): Promise<number> {
  const client = new SiteClient(url);
  await client.signIn(creator.email, creator.password);
  // One channel an owner: the second time it is the one that is there.
  const { id } = await client.call<Channel>('POST', '/live/channels', { title: 'Test pattern' });
  const { ingestUrl, streamKey } = await client.call<{ ingestUrl: string; streamKey: string }>(
    'GET',
    `/live/channels/${id}/stream-key`,
  );
  const { ffmpeg } = await findBinaries();
  const child = spawn(ffmpeg.path, liveDemoArguments(`${ingestUrl}${streamKey}`), {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      stopping = true;
      child.kill('SIGINT');
    });
  console.log(`Live at ${url}/live/${id}; Ctrl-C ends it.`);
  const [code] = await once(child, 'exit');
  return stopping ? 0 : Number(code ?? 1);
}
