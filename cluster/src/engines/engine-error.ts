/** An engine cannot be had; the message says why and what to do. */
export class EngineError extends Error {
  override name = 'EngineError';
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
