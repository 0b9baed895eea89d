/** Content types of the built page's files, by extension without the dot. */
export const siteContentTypes: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  // Browsers compile it while streaming only with this type (WebAssembly Web API).
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
  webp: 'image/webp',
  woff2: 'font/woff2',
};

/** What we write into the media bucket, by the ending of its names without its dot. */
export const mediaContentTypes = {
  jpg: 'image/jpeg',
  m3u8: 'application/vnd.apple.mpegurl',
  m4s: 'video/iso.segment',
  mp4: 'video/mp4',
  ts: 'video/mp2t',
  vtt: 'text/vtt; charset=utf-8',
} as const;

/** The content type of one of the page's files; undefined for an unknown extension. */
export function siteContentType(fileName: string): string | undefined {
  return siteContentTypes[fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase()];
}
