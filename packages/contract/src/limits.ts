/**
 * How much and how long: the API refuses anything beyond, and the page says so before sending it.
 * Free of dependencies. Lengths of text are in characters (Unicode code points) unless said
 * otherwise; HTML's `maxlength` counts UTF-16 units, which are never fewer.
 */

/** The largest upload, in bytes: 50 GiB. */
export const maxUploadBytes = 50 * 1024 ** 3;
/** The longest video that is encoded, in seconds: 4 hours. */
export const maxDurationSeconds = 4 * 60 * 60;

/** Title of a video or a channel. */
export const maxTitleLength = 120;
export const maxDescriptionLength = 5_000;
/** As in most file systems. */
export const maxFileNameLength = 255;
/** Search query of the feed. */
export const maxQueryLength = 100;

/** The largest captions file, in bytes: far more than four hours of speech. */
export const maxCaptionBytes = 1024 ** 2;
/** Caption tracks of one video. */
export const maxCaptionTracks = 20;

/** The longest name that Cognito takes, which is the address here (API reference, SignUp, Username). */
export const maxEmailLength = 128;
/** Of an address before its `@` (RFC 5321, section 4.5.3.1.1). */
export const maxMailboxLength = 64;
/** The longest password that Cognito takes; the shortest is the user pool's policy. */
export const maxPasswordLength = 256;
/** Digits of a code that Cognito mails. */
export const mailedCodeLength = 6;
/** A person's display name. */
export const maxDisplayNameLength = 60;

/** The longest message of a chat, in characters (IVS Chat service quotas). */
export const maxChatMessageLength = 500;
/** The longest wait between two messages of one person in slow mode, in seconds: an hour. */
export const maxSlowModeSeconds = 3_600;
export const maxBanReasonLength = 200;
