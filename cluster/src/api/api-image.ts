import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What an image's configuration says, as far as a process needs it. */
export interface ImageConfiguration {
  readonly command: readonly [program: string, ...args: string[]];
  readonly environment: Readonly<Record<string, string>>;
  /** Its default ports, for requests and for metrics. */
  readonly ports: { readonly requests: number; readonly metrics: number };
}

const dockerfile = new URL('../../../apps/api/Dockerfile', import.meta.url);
const build = fileURLToPath(new URL('../../../apps/api/build.ts', import.meta.url));
/** Milliseconds; a bundle takes a second, and other programs want the cores too. */
const buildLimit = 120_000;

/** The command and the environment that the image of the API is made with. */
export async function readImage(): Promise<ImageConfiguration> {
  return parseImage(await readFile(dockerfile, 'utf8'));
}

/**
 * @param text - of a Dockerfile; its last stage is the image
 * @throws Error if it gives no command as a list, or exposes other than two ports
 */
export function parseImage(text: string): ImageConfiguration {
  const stage = text.slice(text.search(/^FROM (?![\s\S]*^FROM )/m));
  const command: unknown = JSON.parse(/^CMD (\[.*\])$/m.exec(stage)?.[1] ?? 'null');
  if (!isCommand(command)) throw new Error('the Dockerfile gives no command as a list');
  const [, requests, metrics] = /^EXPOSE (\d+) (\d+)$/m.exec(stage) ?? [];
  if (requests === undefined || metrics === undefined)
    throw new Error('the Dockerfile does not expose a port for requests and one for metrics');
  const variables = [...stage.matchAll(/^ENV (\w+)=(\S*)$/gm)];
  return {
    command,
    environment: Object.fromEntries(variables.map(([, name = '', value = '']) => [name, value])),
    ports: { requests: Number(requests), metrics: Number(metrics) },
  };
}

/** Builds the program of the API into a folder, as its image does. */
export async function buildBundle(directory: string): Promise<void> {
  await promisify(execFile)(process.execPath, [build, directory], { timeout: buildLimit });
}

function isCommand(value: unknown): value is ImageConfiguration['command'] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
}
