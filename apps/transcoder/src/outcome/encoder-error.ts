import type { VideoError } from '@tidecast/catalog/video';
import { videoError } from '@tidecast/catalog/video-errors';
import { videoErrors } from '@tidecast/contract/video-errors';

/** Most of MediaConvert's own message that is shown, in characters. */
const longestQuote = 200;

/**
 * MediaConvert's error in words for the uploader: its first sentence without addresses of our
 * buckets and roles, which mean nothing to them and must not leak.
 */
export function encoderError(message: string | undefined, code: number | undefined): VideoError {
  const sentence = firstSentence(withoutAddresses(message ?? ''));
  if (sentence === '') return videoError('encoder_error');
  const number = code === undefined ? '' : ` (code ${code})`;
  return videoError(
    'encoder_error',
    `${videoErrors.encoder_error.message} It said: “${sentence}”${number}`,
  );
}

function withoutAddresses(text: string): string {
  return text
    .replace(/\[?\b(?:s3|https?):\/\/[^\s\]]+\]?/giu, 'the file')
    .replace(/\[?\barn:aws[^\s\]]*\]?/giu, 'our role')
    .replace(/\s+/gu, ' ')
    .trim();
}

function firstSentence(text: string): string {
  const end = /[.!?](?:\s|$)/u.exec(text);
  const sentence = end ? text.slice(0, end.index) : text;
  return sentence.length <= longestQuote ? sentence : `${sentence.slice(0, longestQuote)}…`;
}
