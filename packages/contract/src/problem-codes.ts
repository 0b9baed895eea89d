/**
 * Why a request can be refused. Free of dependencies, so that raising a problem does not need the
 * schema library.
 */

/** What a code stands for: its HTTP status, and its meaning to clients of the API. */
interface ProblemKind {
  readonly status: number;
  readonly meaning: string;
}

/** Codes used only by the routes of channels and their chats. */
export const channelProblemCodes = {
  banned: { status: 403, meaning: 'The caller is banned from the chat' },
  owner_moderates: { status: 409, meaning: 'The owner of a channel cannot be appointed' },
  too_many_moderators: {
    status: 409,
    meaning: 'The channel has as many moderators as it can hold',
  },
  cannot_ban: {
    status: 409,
    meaning: 'Nobody bans the owner or themselves, and the owner alone bans moderators',
  },
  too_many_bans: { status: 409, meaning: 'The channel has as many bans as it can hold' },
} as const satisfies Record<string, ProblemKind>;

/**
 * Every problem that a route may answer with, by its stable code. The page has a sentence for each
 * in every language, and the tests provoke each.
 *
 * 400, 413, 415 and 422 are for what the document does not allow. What it allows and is refused all
 * the same depends on who asks (401, 403), on what there is (404, 409) or on how often (429); a file
 * that does not fit where it is put is a conflict too (RFC 9110, section 9.3.4).
 */
export const problemCodes = {
  ...channelProblemCodes,

  // The request cannot be read.
  validation_failed: {
    status: 400,
    meaning: 'A field, a parameter or the body is not what the route takes: see `errors`',
  },
  invalid_cursor: { status: 400, meaning: 'The cursor is not one that this list gave out' },
  malformed_json: { status: 400, meaning: 'The body is not JSON' },
  body_too_large: { status: 413, meaning: 'The body is larger than the route takes' },
  unsupported_media_type: {
    status: 415,
    meaning: 'The body is of another media type than the route takes',
  },
  unsupported_encoding: { status: 415, meaning: 'The body came with a Content-Encoding' },
  unsupported_charset: { status: 415, meaning: 'The body is not UTF-8' },

  // The caller's identity.
  not_signed_in: { status: 401, meaning: 'The route needs a session' },
  session_expired: { status: 401, meaning: 'The session has run out: refresh it or sign in again' },
  invalid_token: { status: 401, meaning: 'The bearer token is none of this site, or has expired' },
  invalid_credentials: { status: 401, meaning: 'The e-mail address or the password is wrong' },
  email_not_confirmed: {
    status: 403,
    meaning: 'The password is right, but the address is not confirmed yet',
  },
  password_reset_required: { status: 403, meaning: 'A new password must be set first' },
  challenge_unsupported: {
    status: 403,
    meaning: 'The account asks for a sign-in step that is not offered',
  },
  invalid_code: { status: 403, meaning: 'The mailed code is wrong or has expired' },
  weak_password: { status: 422, meaning: 'The password does not follow the policy' },
  cross_origin: { status: 403, meaning: 'The request did not come from the site itself' },

  // Permissions and existence.
  forbidden: { status: 403, meaning: 'The caller may see it but not do this' },
  not_found: {
    status: 404,
    meaning: 'There is no such thing, or none that the caller may know of',
  },
  unknown_route: { status: 404, meaning: 'No route has this path' },
  method_not_allowed: { status: 405, meaning: 'The path takes other methods: see Allow' },

  // Videos and their uploads.
  over_daily_minutes: {
    status: 403,
    meaning: 'The video is longer than what one owner may encode a day',
  },
  too_many_uploads: { status: 409, meaning: 'The owner has too many unfinished uploads' },
  not_uploading: { status: 409, meaning: "The video's upload is over" },
  upload_gone: { status: 409, meaning: 'The upload has expired' },
  upload_incomplete: { status: 409, meaning: 'Parts are missing: see `errors`' },
  part_mismatch: { status: 409, meaning: 'Parts are not those of the upload: see `errors`' },
  size_mismatch: { status: 409, meaning: 'The parts do not add up to the declared size' },
  not_playable: { status: 409, meaning: 'Nothing has been encoded yet' },
  not_retryable: {
    status: 409,
    meaning: 'The video has not failed, or the same file cannot succeed',
  },
  unknown_language: { status: 404, meaning: 'The tag names no language' },
  captions_not_utf8: { status: 409, meaning: 'The captions are not UTF-8' },
  captions_invalid: { status: 409, meaning: 'The captions have faulty lines: see `errors`' },
  too_many_captions: {
    status: 409,
    meaning: 'The video has as many caption tracks as it can hold',
  },

  // Rate limits and availability.
  too_many_requests: { status: 429, meaning: 'Too many requests: see Retry-After' },
  too_many_attempts: { status: 429, meaning: 'Too many attempts on one account: see Retry-After' },
  too_many_streams: { status: 429, meaning: 'Too many event streams are open' },
  internal_error: { status: 500, meaning: 'Something went wrong on our side' },
  unavailable: { status: 503, meaning: 'Something that is needed is busy: see Retry-After' },
  identity_unavailable: { status: 503, meaning: 'Sessions cannot be checked: see Retry-After' },
} as const satisfies Record<string, ProblemKind>;

/** The stable code of a problem. */
export type ProblemCode = keyof typeof problemCodes;
export type ChannelProblemCode = keyof typeof channelProblemCodes;
