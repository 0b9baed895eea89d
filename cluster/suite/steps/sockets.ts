import { readdir, readFile, readlink } from 'node:fs/promises';

/** A TCP socket of a process, and whether each of its ends is on loopback. */
export interface TcpSocket {
  readonly local: boolean;
  readonly remote: boolean;
}

/** `LISTEN` in the kernel's table (include/net/tcp_states.h). */
const listening = '0A';

/** The TCP sockets of a process that listen or are connected, as Linux tells of them. */
export async function socketsOf(pid: number): Promise<TcpSocket[]> {
  const inodes = await socketInodes(pid);
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((table) => readFile(`/proc/${pid}/net/${table}`, 'utf8')),
  );
  return tables.flatMap((table) =>
    table
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , , , , , , , inode]) => inode !== undefined && inodes.has(inode))
      .map(([, local = '', remote = '', state]) => ({
        local: isLoopback(local),
        // A listening socket has no remote end.
        remote: state === listening || isLoopback(remote),
      })),
  );
}

/** MiB of memory that a process has in use. */
export async function residentMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kibibytes = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return Math.round(Number(kibibytes) / 1024);
}

async function socketInodes(pid: number): Promise<ReadonlySet<string>> {
  const files = await readdir(`/proc/${pid}/fd`);
  const targets = await Promise.all(
    // A file may have been closed meanwhile.
    files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')),
  );
  return new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
}

/** Addresses stand there in hexadecimal, each 32 bits with the last byte first. */
function isLoopback(address: string): boolean {
  const [host = ''] = address.split(':');
  return (
    /^[0-9A-F]{6}7F$/.test(host) ||
    /^0{16}FFFF0000[0-9A-F]{6}7F$/.test(host) ||
    host === '00000000000000000000000001000000'
  );
}
