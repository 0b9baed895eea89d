/** Reading the bytes that a request brings. */
import { HttpProblem } from '@tidecast/http/problem';
import express, { type RequestHandler } from 'express';

/** Enough for any body but a list of 10,000 parts. */
const usualBodyLimit = 64 * 1024;

/**
 * Reads a JSON body. No other media type is accepted: another site's form could send those.
 *
 * @param limit - in bytes
 */
export function jsonBody(limit = usualBodyLimit): readonly RequestHandler[] {
  const parse = express.json({ limit, type: 'application/json', inflate: false });
  return [mediaType('application/json'), parse];
}

/** Refuses bodies of other media types, and missing ones. */
function mediaType(...types: readonly string[]): RequestHandler {
  return (request, _response, next) => {
    // `is` says null when there is no body: the schema will say what is missing.
    if (request.is([...types]) === false)
      throw new HttpProblem('unsupported_media_type', `Send ${types.join(' or ')}.`, {
        headers: { 'Accept-Post': types.join(', ') },
      });
    next();
  };
}

/**
 * Reads a body that is a file.
 *
 * @param limit - in bytes
 */
export function fileBody(types: readonly string[], limit: number): readonly RequestHandler[] {
  return [mediaType(...types), express.raw({ type: [...types], limit, inflate: false })];
}
