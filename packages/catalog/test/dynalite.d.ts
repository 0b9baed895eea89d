declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** An in-memory DynamoDB over HTTP; not listening yet. */
  function dynalite(options?: { createTableMs?: number; path?: string }): Server;
  export = dynalite;
}
