/** What may be uploaded. Plain. */

/** What any video may be sent as: browsers say so of a suffix they do not know, such as .mkv. */
export const unknownContentType = 'application/octet-stream';

/**
 * Content types by which a video is taken. The name proves nothing (the probe decides what can be
 * played), so this only turns away honest mistakes early.
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
