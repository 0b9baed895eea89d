/** `npm run reset`: forgets everything that the platform on this machine has kept. */
import { removeDataDir } from './data-dir.ts';
import { OptionError, parseOptions } from './options.ts';
import { repositoryRoot } from './paths.ts';

try {
  const options = parseOptions([], process.env, repositoryRoot);
  if (options !== 'help') {
    const removed = removeDataDir(options.dataDir);
    console.log(removed ? `Removed ${options.dataDir}` : `Nothing to remove: ${options.dataDir}`);
  }
} catch (error) {
  if (!(error instanceof OptionError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
