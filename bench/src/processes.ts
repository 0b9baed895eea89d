import { readdir, readFile } from 'node:fs/promises';

/** One process, as /proc tells it. Memory in bytes. */
export interface ProcessFacts {
  readonly pid: number;
  readonly command: string;
  readonly rss: number;
  /** Proportional: pages shared between n processes count as one n-th in each. */
  readonly pss: number;
}

/** A process and all that descend from it, parents first. Linux only. */
export async function processTree(rootPid: number): Promise<ProcessFacts[]> {
  const children = await childrenByParent();
  const pids = [rootPid];
  for (const pid of pids) pids.push(...(children.get(pid) ?? []));
  const facts = await Promise.all(pids.map(readFacts));
  return facts.filter((fact) => fact !== undefined);
}

async function childrenByParent(): Promise<Map<number, number[]>> {
  const children = new Map<number, number[]>();
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  for (const pid of pids) {
    const status = await readOrEmpty(`/proc/${pid}/stat`);
    // The command, in brackets, may hold anything: what follows its last bracket is regular.
    const parent = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
    if (Number.isInteger(parent)) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  return children;
}

/** Undefined for a process that has ended meanwhile. */
async function readFacts(pid: number): Promise<ProcessFacts | undefined> {
  const rollup = await readOrEmpty(`/proc/${pid}/smaps_rollup`);
  if (rollup === '') return undefined;
  const command = (await readOrEmpty(`/proc/${pid}/cmdline`)).replaceAll('\0', ' ').trim();
  return { pid, command, rss: kilobytes(rollup, 'Rss'), pss: kilobytes(rollup, 'Pss') };
}

function kilobytes(rollup: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0) * 1024;
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}

/** Clock ticks a second, in which /proc counts processor time: 100 on every Linux (USER_HZ). */
const ticksPerSecond = 100;

/** Seconds of processor time that a process has used. Linux only. */
export async function processorSeconds(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8');
  // Fields 14 and 15, utime and stime (proc(5)); the third is the first after the command.
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** The environment a process was started with. Linux only. */
export async function environmentOf(pid: number): Promise<Record<string, string>> {
  const entries = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0').filter(Boolean);
  return Object.fromEntries(
    entries.map((entry) => {
      const end = entry.indexOf('=');
      return [entry.slice(0, end), entry.slice(end + 1)];
    }),
  );
}
