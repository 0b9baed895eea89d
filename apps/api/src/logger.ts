import { type DestinationStream, type Logger, pino } from 'pino';

/** Whatever a person types or a session is made of stays out of the log, wherever it turns up. */
const secrets = ['password', 'code', 'email', 'cookie', 'authorization', 'accessToken', 'token'];

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
    destination ?? pino.destination({ dest: 1, sync: false }),
  );
}

/** An error with its causes; SDK errors carry whole requests, which are left behind. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause !== undefined && { cause: describe(cause) }) };
}
