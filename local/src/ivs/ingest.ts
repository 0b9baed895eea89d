import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type {
  IngestMessage,
  IngestRequest,
  PublishMessage,
  PublishStatus,
} from './ingest-protocol.ts';

/** Receives the events of one publisher. */
export interface PublisherListener {
  /** An FLV tag. */
  onTag(tag: Buffer): void;
  onEnd(): void;
}

/** An encoder that has connected and named a stream key. */
export interface Publisher extends Omit<PublishMessage, 'type'> {
  /** Cuts it off, and tells its encoder why; its end is still told. */
  drop(status: PublishStatus): void;
}

export interface IngestOptions {
  /** 0 for a free one. */
  readonly port: number;
  /** @returns who listens to it; undefined when it was cut off */
  readonly onPublish: (publisher: Publisher) => PublisherListener | undefined;
  /** By when a peer has named its key, in milliseconds: it is no encoder that takes longer. */
  readonly publishWithinMs?: number;
  readonly log: (line: string) => void;
}

export interface Ingest {
  readonly port: number;
  readonly pid: () => number | undefined;
  close(): Promise<void>;
}

/** How long a process that broke is left alone before the next one, in milliseconds. */
const restartMs = 250;
const defaultPublishWithinMs = 10_000;

/**
 * Starts the RTMP server in a process of its own, and again when that ends.
 *
 * @throws an error with the `code` of `listen`, such as `EADDRINUSE`
 */
export async function startIngest(options: IngestOptions): Promise<Ingest> {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function run(port: number): Promise<number> {
    const limits = [port, options.publishWithinMs ?? defaultPublishWithinMs].map(String);
    const running = fork(join(import.meta.dirname, 'ingest-server.ts'), limits, {
      serialization: 'advanced',
      execArgv: ['--disable-warning=ExperimentalWarning'],
      // Its library prints addresses and stream keys: secrets have no place in a log.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child = running;
    const listeners = new Map<number, PublisherListener>();
    const ready = Promise.withResolvers<number>();
    running.on('message', (message: IngestMessage) => {
      if (message.type === 'listening') ready.resolve(message.port);
      else if (message.type === 'failed')
        ready.reject(Object.assign(new Error(message.message), { code: message.code }));
      else hear(running, listeners, message);
    });
    running.once('error', ready.reject);
    running.once('exit', (code, signal) => {
      ready.reject(new Error(`the RTMP server ended (${signal ?? `code ${code}`})`));
      for (const listener of listeners.values()) listener.onEnd();
    });
    try {
      const bound = await ready.promise;
      running.once('exit', () => {
        if (closed) return;
        options.log('the RTMP server ended; starting it again');
        timer = setTimeout(() => {
          run(bound).catch((error: unknown) => options.log(`RTMP: ${String(error)}`));
        }, restartMs);
      });
      return bound;
    } catch (error) {
      running.kill('SIGKILL');
      throw error;
    }
  }

  function hear(
    running: ChildProcess,
    listeners: Map<number, PublisherListener>,
    message: Exclude<IngestMessage, { type: 'listening' | 'failed' }>,
  ): void {
    const { id } = message;
    if (message.type === 'publish') {
      const { type: _type, ...asked } = message;
      const ask = (request: IngestRequest) => {
        if (running.connected) running.send(request);
      };
      const drop = (status: PublishStatus) => ask({ type: 'drop', id, status });
      const listener = options.onPublish({ ...asked, drop });
      if (!listener) return;
      listeners.set(id, listener);
      ask({ type: 'accept', id });
    } else if (message.type === 'tag') listeners.get(id)?.onTag(Buffer.from(message.tag));
    else {
      listeners.get(id)?.onEnd();
      listeners.delete(id);
    }
  }

  const port = await run(options.port);
  return {
    port,
    pid: () => child?.pid,
    async close() {
      closed = true;
      clearTimeout(timer);
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
