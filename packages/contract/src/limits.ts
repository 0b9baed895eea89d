/**
 * How much, how long and what of: the API refuses the rest, and the page says so before it is asked.
 * Plain. Lengths of text are in UTF-16 code units, as JavaScript and HTML count, unless said otherwise.
 */

/** The largest upload, in bytes: 50 GiB. */
export const maxUploadBytes = 50 * 1024 ** 3;
/** The longest video that is encoded, in seconds: 4 hours. */
export const maxDurationSeconds = 4 * 60 * 60;

/** Title of a video or a channel. */
export const maxTitleLength = 120;
export const maxDescriptionLength = 5_000;
/** As file systems have it. */
export const maxFileNameLength = 255;
/** What the feed is searched for. */
export const maxQueryLength = 100;

/** The largest captions file, in bytes: far more than four hours of speech. */
export const maxCaptionBytes = 1024 ** 2;
/** Caption tracks of one video. */
export const maxCaptionTracks = 20;

/** The longest address SMTP can carry (RFC 5321, section 4.5.3.1.3, less the brackets). */
export const maxEmailLength = 254;
/** The longest password that Cognito takes; the shortest is the user pool's policy. */
export const maxPasswordLength = 256;
/** Digits of a code that Cognito mails. */
export const mailedCodeLength = 6;
/** What somebody calls themselves. */
export const maxDisplayNameLength = 60;

/** The longest message of a chat, in characters (IVS Chat service quotas). */
export const maxChatMessageLength = 500;
/** The longest wait between two messages of one person in slow mode, in seconds: an hour. */
export const maxSlowModeSeconds = 3_600;
export const maxBanReasonLength = 200;

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
