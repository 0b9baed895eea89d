/**
 * Builds the program that the image runs: `node build.ts [directory]`, by default into `dist`.
 *
 * One file with everything it imports, and its source map beside it: it runs from an empty directory.
 * Names and line breaks stay, because a server gains nothing by losing them and traces are read.
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
  // Of packages that come as both, the ES modules: of those esbuild leaves out what nobody imports.
  mainFields: ['module', 'main'],
  // Express and pino are CommonJS and ask for Node's own modules by `require`.
  banner: {
    js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
  sourcemap: 'linked',
  // Traces need lines and names. The sources' text would make the image twice as large.
  sourcesContent: false,
  charset: 'utf8',
});
