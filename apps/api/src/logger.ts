import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * What a person types and what a session consists of stay out of the log, wherever they turn up.
 */
const secrets = ['password', 'code', 'email', 'cookie', 'authorization', 'accessToken', 'token'];

/** Lines are written in blocks of this many bytes: a write for each request would cost the most. */
const blockSize = 4096;
/** Milliseconds after which a block is written even if it is not full. */
const flushInterval = 200;

/**
 * JSON lines on standard output.
 *
 * @param destination - where else to write, for tests
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const paths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino(
    {
      level,
      base: { service: 'api' },
      redact: { paths, remove: true },
      serializers: { err: describe },
    },
    destination ?? standardOutput(),
  );
}

/** Flushed when the process ends, for any reason but a SIGKILL. */
function standardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, sync: false, minLength: blockSize });
  setInterval(() => output.flush(), flushInterval).unref();
  return output;
}

/** An error with its causes, without the whole requests that SDK errors carry. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause !== undefined && { cause: describe(cause) }) };
}
