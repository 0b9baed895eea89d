/**
 * Loaded ahead of a plugin: ends it when Pulumi's engine is gone. The engine gives each plugin its
 * own process group, so that killing the engine does not end them.
 */
const engine = process.ppid;
/** Milliseconds between two looks at who the parent is. */
const everyMs = 1_000;

setInterval(() => {
  if (process.ppid !== engine) process.exit(1);
}, everyMs).unref();
