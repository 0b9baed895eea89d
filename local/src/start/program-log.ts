/** pino's number for a warning; errors are higher. */
const pinoWarning = 40;

const loudLevels = new Set(['WARN', 'ERROR', 'CRITICAL', 'FATAL']);

/**
 * The sentence worth showing in the terminal of a line that a program logged: its warnings and
 * errors, and what it wrote that is no JSON, such as a stack trace.
 *
 * @returns undefined for everything else, which the log file keeps
 */
export function worthShowing(line: string): string | undefined {
  if (line.trim() === '') return undefined;
  const entry = parseEntry(line);
  if (!entry) return line;
  const { level, message, msg, err, error } = entry;
  const loud =
    typeof level === 'number' ? level >= pinoWarning : loudLevels.has(String(level).toUpperCase());
  if (!loud) return undefined;
  const cause = messageOf(err) ?? messageOf(error);
  return [message ?? msg, cause].filter((part) => typeof part === 'string').join(': ') || line;
}

function parseEntry(line: string): Record<string, unknown> | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null
      ? (entry as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('message' in error)) return undefined;
  return typeof error.message === 'string' ? error.message : undefined;
}
