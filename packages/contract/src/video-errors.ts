/** Why a video can fail. Free of dependencies. */

/**
 * Every reason a video can fail for, by its stable code: an English sentence for programs (the page
 * has its own in every language), and whether trying again with the same file can help.
 */
export const videoErrors = {
  empty_file: {
    message: 'The file is empty. Choose the video again and upload it once more.',
    retryable: false,
  },
  unreadable: {
    message: 'The file could not be read as a video. Check that it plays on your device.',
    retryable: false,
  },
  no_video: {
    message: 'The file has no picture, only sound or data. Upload a file with a video track.',
    retryable: false,
  },
  too_small: {
    message: 'The picture is too small to be encoded. Upload a larger version.',
    retryable: false,
  },
  too_long: {
    message: 'The video is longer than 4 hours. Cut it into shorter parts.',
    retryable: false,
  },
  truncated: {
    message: 'The file ends too early: part of the video is missing. Upload the whole file again.',
    retryable: false,
  },
  daily_minutes: {
    message: "Today's encoding minutes are used up. Try again tomorrow.",
    retryable: true,
  },
  encoder_error: {
    message: 'The encoder could not finish this video. Try again.',
    retryable: true,
  },
  canceled: {
    message: 'The encoding was canceled. Try again when you like.',
    retryable: true,
  },
  job_lost: {
    message: 'The encoder lost track of this video several times. Try again later.',
    retryable: true,
  },
  source_missing: {
    message: 'The uploaded file is no longer there. Upload it again.',
    retryable: false,
  },
  upload_expired: {
    message: 'The upload was not finished within 7 days. Start it again.',
    retryable: false,
  },
} as const satisfies Record<string, { readonly message: string; readonly retryable: boolean }>;

/** The stable code of a reason. */
export type VideoErrorCode = keyof typeof videoErrors;

/** All of them. */
export const videoErrorCodes = Object.keys(videoErrors) as [VideoErrorCode, ...VideoErrorCode[]];
