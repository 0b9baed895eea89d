/**
 * Builds the program that the image runs: `node build.ts [directory]`, by default into `dist`.
 *
 * The output is a single file with all its dependencies, and a source map beside it, so it runs
 * from an empty directory. It is not minified: a server gains nothing from that, and stack traces
 * stay readable.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [outdir = 'dist'] = process.argv.slice(2);

await build({
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  entryPoints: ['src/main.ts'],
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Prefer ES modules: esbuild can tree-shake them.
  mainFields: ['module', 'main'],
  // Express and pino are CommonJS and load Node's built-in modules with `require`.
  banner: {
    js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
  sourcemap: 'linked',
  // Stack traces need only lines and names; embedding the sources would double the image.
  sourcesContent: false,
  charset: 'utf8',
});
