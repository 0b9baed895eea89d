/** Variables that several programs read from their environments. Values are strings. */
import * as z from 'zod';

/** Any text, such as an id or a name that only AWS can check. */
export const text = z.string().min(1);

/** The site's origin, such as `https://example.com`. */
export const origin = z
  .string()
  .refine(isOrigin, 'must be an origin such as https://example.com, without a path');

/** Default for the minutes of video one owner may encode a day (UTC). */
export const usualDailyEncodeMinutes = 600;

/** Minutes of video one owner may encode a day (UTC). */
export const dailyEncodeMinutes = z
  .string()
  .regex(/^[0-9]+(\.[0-9]+)?$/, 'must be a number of minutes')
  .transform(Number)
  .refine((minutes) => minutes > 0, 'must be above 0')
  .prefault(String(usualDailyEncodeMinutes));

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value;
}
