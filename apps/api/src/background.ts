import type { Logger } from 'pino';

/** Work that outlives the request it began in. */
export interface Background {
  /**
   * Starts work and waits for it, but no longer than `longestWait` milliseconds. Never rejects:
   * failures are logged, and retrying is left to others, such as the reconciler.
   */
  run(name: string, work: () => Promise<unknown>, longestWait: number): Promise<void>;
  /** Waits for everything that has been started. */
  settled(): Promise<void>;
}

export function createBackground(logger: Logger): Background {
  const running = new Set<Promise<void>>();
  return {
    async run(name, work, longestWait) {
      const job = work().then(
        () => undefined,
        (error: unknown) => logger.error({ err: error, job: name }, 'background work failed'),
      );
      running.add(job);
      job.finally(() => running.delete(job));
      let timer: NodeJS.Timeout | undefined;
      const patient = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, longestWait);
      });
      await Promise.race([job, patient]);
      clearTimeout(timer);
    },
    async settled() {
      await Promise.all(running);
    },
  };
}
