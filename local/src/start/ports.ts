import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { errorCode } from '../error-code.ts';
import { OptionError } from './options.ts';

/** What wants a port. */
export interface PortUse {
  readonly port: number;
  /** The environment variable that sets it. */
  readonly variable: string;
  /** As a person would say it: `the site`. */
  readonly purpose: string;
}

/**
 * Runs what listens on a port; when the port is taken, says by whom and how to choose another.
 *
 * @throws {@link OptionError} when the port is taken or may not be used
 */
export async function listening<T>(use: PortUse, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const { port, variable, purpose } = use;
    const trouble = code === 'EACCES' ? 'needs special rights' : `is in use${byWhom(port)}`;
    throw new OptionError(
      `Port ${port}, for ${purpose}, ${trouble}.\n` +
        `Choose another one like this: ${variable}=${port < 1024 ? 8080 : port + 1} npm start`,
    );
  }
}

/**
 * Ports that systems do not assign by themselves: Linux gives connections, and servers that take
 * any port, those from 32768 on (ip_local_port_range), others those from 49152 on (RFC 6335), and
 * Kubernetes' services those from 30000 on. Between the draw and its use nobody else can get it
 * there but another that draws it here.
 */
const drawn = { first: 20_000, count: 10_000 };
/** Given lately by this process, in this order: whom they were given to may not listen yet. */
const given = new Set<number>();
const maxGiven = 1_000;

/** A free port of 127.0.0.1, which this process does not return again for a long while. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < drawn.count; tries += 1) {
    const port = drawn.first + randomInt(drawn.count);
    if (given.has(port)) continue;
    given.add(port);
    const [oldest] = given;
    if (given.size > maxGiven && oldest !== undefined) given.delete(oldest);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port of 127.0.0.1 from ${drawn.first} on is free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Who listens on a port, as far as Linux lets us see: nothing elsewhere, nor of other users. */
function byWhom(port: number): string {
  try {
    const sockets = new Set(
      ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningSockets(table, port)),
    );
    const pid = processIds().find((candidate) => holdsOneOf(candidate, sockets));
    return pid === undefined ? '' : ` by process ${pid} (${commandOf(pid)})`;
  } catch {
    return '';
  }
}

/** Sockets listening on a port, as links in `/proc/<pid>/fd` name them. */
function listeningSockets(table: string, port: number): string[] {
  // Columns (proc(5)): sl, local address:port in hex, remote, state (0A = listening), ..., inode.
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync(table, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(wanted) && columns[3] === '0A')
    .map((columns) => `socket:[${columns[9]}]`);
}

function processIds(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

function holdsOneOf(pid: number, sockets: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) =>
      sockets.has(readLinkOrEmpty(`/proc/${pid}/fd/${fd}`)),
    );
  } catch {
    return false;
  }
}

function readLinkOrEmpty(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function commandOf(pid: number): string {
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  return command.length > 80 ? `${command.slice(0, 77)}...` : command;
}
