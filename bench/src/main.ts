/**
 * Measures what the service promises and prints it beside the goals. `npm run bench` runs every
 * part but `cluster`, `npm run bench -- api page` only those. It fails when a measurement cannot be
 * made, never because a goal is missed: on a busy machine any is.
 */
import { cpus, loadavg } from 'node:os';
import { type Figure, figureTable } from './figure.ts';

/** Loaded when asked for, so that each part needs only what it measures. */
const parts: Readonly<Record<string, () => Promise<Figure[]>>> = {
  start: async () => (await import('./start.ts')).benchStart(),
  api: async () => (await import('./api.ts')).benchApi(),
  page: async () => (await import('./page.ts')).benchPage(),
  pipeline: async () => (await import('./pipeline.ts')).benchPipeline(),
  encode: async () => (await import('./encode.ts')).benchEncode(),
  live: async () => (await import('./live.ts')).benchLive(),
  chat: async () => (await import('./chat.ts')).benchChat(),
  'chat-tokens': async () => (await import('./chat.ts')).benchChatTokens(),
  cluster: async () => (await import('./cluster.ts')).benchCluster(),
};

/** Measured only when asked for: it wants engines that are built for many minutes at first. */
const onRequest = 'cluster';

/** What else the machine does: times measured on a busy one say little, ratios more. */
function machineLoad(): string {
  return `load ${loadavg()[0]?.toFixed(1)} on ${cpus().length} processors`;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(
    `There is no part ${unknown.join(', ')}: choose from ${Object.keys(parts).join(', ')}.`,
  );
  process.exit(2);
}

const figures: Figure[] = [];
for (const [name, measure] of Object.entries(parts)) {
  if (asked.length > 0 ? !asked.includes(name) : name === onRequest) continue;
  console.error(`measuring: ${name}; ${machineLoad()}`);
  try {
    const measured = await measure();
    figures.push(...measured);
    console.error(`${figureTable(measured)}\n`);
  } catch (error) {
    process.exitCode = 1;
    console.error(`${name} could not be measured:`, error);
  }
}
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}\n`,
);
console.log(figureTable(figures));
