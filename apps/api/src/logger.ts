import { type DestinationStream, type Logger, pino } from 'pino';

/** Whatever a person types or a session is made of stays out of the log, wherever it turns up. */
const secrets = ['password', 'code', 'email', 'cookie', 'authorization', 'accessToken', 'token'];

/** Lines are written in blocks of so many bytes: one write for each request would be the dearest. */
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

/** Also written out when the process ends, for whatever reason but a SIGKILL. */
function standardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, sync: false, minLength: blockSize });
  setInterval(() => output.flush(), flushInterval).unref();
  return output;
}

/** An error with its causes; SDK errors carry whole requests, which are left behind. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause !== undefined && { cause: describe(cause) }) };
}
