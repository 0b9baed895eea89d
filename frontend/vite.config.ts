import { fileURLToPath, pathToFileURL } from 'node:url';
import { apiRoot } from '@tidecast/platform/delivery/api-paths';
import { mediaRoot } from '@tidecast/platform/storage/bucket-layout';
import react from '@vitejs/plugin-react';
import compileMessage from 'icu-minify/compile';
import { defineConfig, type Plugin, type Rolldown } from 'vite';

/** Where `npm start` serves the platform; `npm run dev` borrows its API and media from there. */
const platform = process.env.TIDECAST_ORIGIN ?? 'http://localhost:8080';

/** The API refuses writes whose Origin is not the site's own, so the proxy presents that one. */
const proxied = { target: platform, changeOrigin: true, headers: { origin: platform } };

function compileAll(messages: object): object {
  return Object.fromEntries(
    Object.entries(messages).map(([key, value]) => [
      key,
      typeof value === 'string' ? compileMessage(value) : compileAll(value),
    ]),
  );
}

/** Compiles the dictionaries, so that no visitor downloads a parser for them: 13 KB gzipped. */
function compiledDictionaries(): Plugin {
  return {
    name: 'tidecast:compiled-dictionaries',
    apply: 'build',
    enforce: 'pre',
    config: () => ({
      resolve: {
        alias: [
          {
            find: /^use-intl\/format-message$/,
            replacement: 'use-intl/format-message/format-only',
          },
        ],
      },
    }),
    async load(id) {
      const language = /\/shared\/i18n\/(?:\w+\/)?(en|ko)\.ts$/.exec(id)?.[1];
      if (!language) return undefined;
      const { [language]: messages } = await import(pathToFileURL(id).href);
      return `export const ${language} = ${JSON.stringify(compileAll(messages))};`;
    },
  };
}

/** Modules whose files a direct visit to a page needs besides the entry's, the first first. */
const headStartModules = {
  watch: ['/features/watch/player/create-player.ts', '/features/watch/WatchPage.tsx'],
  live: ['/features/watch/player/create-player.ts', '/features/watch/live/ChannelPage.tsx'],
} as const;

/** The page, which the entry imports when it has shown what it must show first. */
const pageModule = '/app/start-page.tsx';

/**
 * Puts `head-start.ts` ahead of all other code, told which files these pages are made of, and has
 * the page's own code fetched beside the entry. A classic script, because modules wait for the whole
 * document and its stylesheets; `vite` alone, which serves modules only, has it come later.
 */
function headStart(): Plugin {
  return {
    name: 'tidecast:head-start',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        if (!bundle) {
          const attrs = { type: 'module', src: '/src/app/head-start.ts' };
          return [{ tag: 'script', attrs, injectTo: 'head-prepend' }];
        }
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
        const attrs = headStartAttributes(chunks);
        return [
          { tag: 'script', attrs, injectTo: 'head-prepend' },
          ...pageFiles(chunks).map((name) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `/${name}` },
            injectTo: 'head' as const,
          })),
        ];
      },
    },
  };
}

function chunkOf(chunks: readonly Rolldown.OutputChunk[], module: string): Rolldown.OutputChunk {
  const found = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(module));
  if (!found) throw new Error(`The build has no chunk of ${module}`);
  return found;
}

function headStartAttributes(chunks: readonly Rolldown.OutputChunk[]) {
  const paths = (names: readonly string[]) => names.map((name) => `/${name}`).join(' ');
  const files = Object.entries(headStartModules).flatMap(([page, modules]) => {
    const own = modules.map((module) => chunkOf(chunks, module));
    const styles = own.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]);
    return [
      [`data-${page}-scripts`, paths(own.map(({ fileName }) => fileName))],
      [`data-${page}-styles`, paths(styles)],
    ];
  });
  return {
    src: `/${chunkOf(chunks, '/app/head-start.ts').fileName}`,
    ...Object.fromEntries(files),
  };
}

/** The page's file and those it is made of, without what the entry has already. */
function pageFiles(chunks: readonly Rolldown.OutputChunk[]): string[] {
  const page = chunkOf(chunks, pageModule);
  const entry = chunkOf(chunks, '/index.html');
  return [page.fileName, ...page.imports].filter(
    (name) => name !== entry.fileName && !entry.imports.includes(name),
  );
}

export default defineConfig({
  plugins: [react(), compiledDictionaries(), headStart()],
  resolve: {
    alias: [
      // The IVS player asks for Node's module of that name.
      {
        find: /^events$/,
        replacement: fileURLToPath(
          new URL('src/features/watch/live/event-emitter.ts', import.meta.url),
        ),
      },
    ],
  },
  build: {
    // The policy allows no data: scripts, and SVGs cache better as files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      input: ['index.html', 'src/app/head-start.ts'],
      output: {
        codeSplitting: {
          // What several views share comes with the entry: as files of their own these few hundred
          // bytes each would keep the player waiting behind the browser's six requests at a time.
          groups: [
            // What plays a linked video before the page is there must not bring the page along.
            {
              name: 'early',
              test: /\/src\/(features\/watch\/player\/(early|open-player|resume|stage-)|shared\/(api\/head-start|format\/duration|i18n\/language))/,
              priority: 1,
            },
            {
              name: 'common',
              // No stylesheets: the entry's come first, because they name the order of the layers.
              test: /\/(src\/shared|node_modules)\/.*\.[cm]?[jt]sx?$/,
              minShareCount: 2,
            },
          ],
        },
      },
    },
    // The player (video.js with its streaming engine) is one lazy chunk of that size.
    chunkSizeWarningLimit: 800,
  },
  server: { proxy: { [apiRoot]: proxied, [mediaRoot]: proxied, '/local': proxied } },
});
