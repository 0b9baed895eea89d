import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** The program of a Lambda function: the content of each file, by its name in the zip. */
export interface Bundle {
  readonly [fileName: string]: string;
}

/** What Lambda is told to call: the export `handler` of {@link bundleFile}. */
export const bundleHandler = 'index.handler';

const bundleFile = 'index.mjs';

/** CommonJS packages ask for Node's own modules by `require`, which an ES module has not. */
const requireForCommonJs =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

const bundles = new Map<string, Bundle>();

/**
 * A function's module with everything it imports, the AWS SDK included, in one file beside its
 * source map. The runtime has an SDK of its own, of whatever version AWS put there: ours is the one
 * that was tested.
 *
 * The same sources give the same bytes wherever they lie, so that an unchanged function is left
 * alone. Built once for each module.
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
    // Never written there: the map names its sources relative to this place.
    outfile: bundleFile,
    write: false,
    bundle: true,
    minify: true,
    // Logs and errors tell classes by their names.
    keepNames: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Of packages that come as both, the ES modules: of those esbuild leaves out what nobody
    // imports.
    mainFields: ['module', 'main'],
    banner: { js: requireForCommonJs },
    sourcemap: 'linked',
    // Traces need lines and names. The sources' text would make the zip two thirds larger.
    sourcesContent: false,
    charset: 'utf8',
    logLevel: 'silent',
  });
  return Object.fromEntries(outputFiles.map(({ path, text }) => [basename(path), text]));
}
