import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface StartOptions {
  /** Port of the site. */
  readonly port: number;
  /** Port of the AWS endpoint. */
  readonly awsPort: number;
  /** Port that encoders publish live streams to. */
  readonly rtmpPort: number;
  /** Absolute path of everything that is kept. */
  readonly dataDir: string;
  /** Whether to publish the demo video on a first start. */
  readonly demo: boolean;
  /** Whether to run Prometheus beside it, with the rules of the cluster. */
  readonly observe: boolean;
  /** Port of Prometheus. */
  readonly prometheusPort: number;
}

export const usage = `Usage: npm start [-- --no-demo --observe]

Runs Tidecast and everything it needs on this machine.

  --no-demo        do not publish the demo video on the first start
  --observe        run Prometheus too, which must be installed
  --help           show this text

Environment:
  PORT             port of the site (8080)
  AWS_PORT         port of the AWS endpoint (4566)
  RTMP_PORT        port that live streams are published to (1935)
  PROMETHEUS_PORT  port of Prometheus (9090)
  TIDECAST_DATA    where everything is kept (.tidecast)
`;

/** What was asked for cannot be done; the message says which value and what would be right. */
export class OptionError extends Error {
  override name = 'OptionError';
}

/**
 * Reads the command line and the environment.
 *
 * @param args - without the program's name
 * @param root - the directory that a relative `TIDECAST_DATA` starts from
 * @returns `help` when only the usage is asked for
 * @throws {@link OptionError} naming the value that is wrong
 */
export function parseOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  root: string,
): StartOptions | 'help' {
  const flags = parseFlags(args);
  if (flags.help) return 'help';
  const port = parsePort('PORT', environment.PORT, 8080);
  const awsPort = parsePort('AWS_PORT', environment.AWS_PORT, 4566);
  const rtmpPort = parsePort('RTMP_PORT', environment.RTMP_PORT, 1935);
  refuseSamePorts({ PORT: port, AWS_PORT: awsPort, RTMP_PORT: rtmpPort });
  const prometheusPort = parsePort('PROMETHEUS_PORT', environment.PROMETHEUS_PORT, 9090);
  const dataDir = resolve(root, environment.TIDECAST_DATA || '.tidecast');
  const observe = flags.observe ?? false;
  return { port, awsPort, rtmpPort, dataDir, demo: !flags['no-demo'], observe, prometheusPort };
}

function refuseSamePorts(ports: Readonly<Record<string, number>>): void {
  const taken = new Map<number, string>();
  for (const [name, port] of Object.entries(ports)) {
    const other = taken.get(port);
    if (other !== undefined && port !== 0)
      throw new OptionError(`${other} and ${name} are both ${port}: they must differ.`);
    taken.set(port, name);
  }
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'no-demo': { type: 'boolean' },
        observe: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OptionError(`${reason}\n\n${usage}`);
  }
}

function parsePort(name: string, text: string | undefined, otherwise: number): number {
  if (!text) return otherwise;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new OptionError(`${name}=${text} is not a port: write a whole number from 1 to 65535.`);
  return port;
}
