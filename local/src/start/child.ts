/**
 * Runs a program's main module and ends with the process that started it: when that one is killed,
 * even by SIGKILL, the channel between the two closes.
 */
import { pathToFileURL } from 'node:url';

const [path] = process.argv.slice(2);
if (!path) throw new Error('usage: child.ts <main module>');
process.once('disconnect', () => process.exit(1));
// The program, not the channel, decides how long this process has something to do.
process.channel?.unref();
await import(pathToFileURL(path).href);
