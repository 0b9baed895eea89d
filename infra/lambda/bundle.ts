import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** The program of a Lambda function: the content of each file, by its name in the zip. */
export interface Bundle {
  readonly [fileName: string]: string;
}

/** The handler setting of Lambda: the export `handler` of {@link bundleFile}. */
export const bundleHandler = 'index.handler';

const bundleFile = 'index.mjs';

/** CommonJS packages load Node's built-in modules with `require`, which ES modules lack. */
const requireForCommonJs =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

const bundles = new Map<string, Bundle>();

/**
 * A function's module with everything it imports, the AWS SDK included, in one file beside its
 * source map. The runtime includes an SDK of whatever version AWS chose; ours is the one that was
 * tested.
 *
 * The same sources give the same bytes in any directory, so that an unchanged function is not
 * updated. Built once for each module.
 *
 * @param entry - module that exports `handler`, by its path in the repository
 * @throws Error of esbuild naming each import that cannot be found
 */
export function bundleFunction(entry: string): Bundle {
  const bundle = bundles.get(entry) ?? build(entry);
  bundles.set(entry, bundle);
  return bundle;
}

function build(entry: string): Bundle {
  const { outputFiles } = buildSync({
    absWorkingDir: repositoryRoot,
    entryPoints: [entry],
    // Nothing is written there: the source map's paths are relative to it.
    outfile: bundleFile,
    write: false,
    bundle: true,
    minify: true,
    // Logs and errors show the names of classes.
    keepNames: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Prefer ES modules: esbuild can tree-shake them.
    mainFields: ['module', 'main'],
    banner: { js: requireForCommonJs },
    sourcemap: 'linked',
    // Stack traces need only lines and names; embedding the sources would make the zip two thirds
    // larger.
    sourcesContent: false,
    charset: 'utf8',
    logLevel: 'silent',
  });
  return Object.fromEntries(outputFiles.map(({ path, text }) => [basename(path), text]));
}
