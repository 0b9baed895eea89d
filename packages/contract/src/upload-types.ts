/** What may be uploaded. Free of dependencies. */

/** What browsers send for a suffix they do not know, such as .mkv; any video may have it. */
export const unknownContentType = 'application/octet-stream';

/**
 * Content types accepted for a video. The name proves nothing (the probe decides what can be
 * played), so this only catches honest mistakes early.
 */
export const uploadContentTypes = [
  'video/mp4',
  'video/quicktime',
  'video/x-m4v',
  'video/x-matroska',
  'video/matroska',
  'video/webm',
  'video/mp2t',
  'video/mpeg',
  'video/x-msvideo',
  'video/avi',
  'video/vnd.avi',
  'video/x-ms-wmv',
  'video/x-ms-asf',
  'video/ogg',
  'video/3gpp',
  'video/3gpp2',
  'video/x-flv',
  unknownContentType,
] as const;

export type UploadContentType = (typeof uploadContentTypes)[number];
