import * as z from 'zod';
import { maxDisplayNameLength } from './limits.ts';

/** How long a text may be, in characters. */
export interface Length {
  readonly min?: number;
  readonly max: number;
}

/**
 * A string by its characters: Unicode code points, as the document's `maxLength` counts (JSON Schema
 * Validation, section 6.3.1). Half of one (a lone surrogate) is none: no table stores it.
 */
export function characters({ min = 0, max }: Length) {
  return z
    .string()
    .refine((typed) => typed.isWellFormed(), refusal('must be whole Unicode characters'))
    .refine((typed) => countOf(typed) >= min, refusal(`must have ${min} characters or more`))
    .refine((typed) => countOf(typed) <= max, refusal(`must have ${max} characters or fewer`))
    .meta({ ...(min > 0 && { minLength: min }), maxLength: max });
}

/** Text that a person typed. @param max - characters, as it is sent: before it is trimmed */
export function text(max: number) {
  return characters({ max }).overwrite((typed) => tidied(typed, max));
}

/** Text that others must be able to see and to choose: a name or a title. */
export function visibleText(max: number) {
  return characters({ min: 1, max })
    .regex(visible, 'must have a visible character')
    .overwrite((typed) => tidied(typed, max));
}

/** Text of one line that nobody typed. */
export function plainText(length: Length) {
  return characters(length).regex(noControls, 'must not contain control characters');
}

/**
 * What nobody can see: controls, spaces and what fonts draw as nothing (Unicode's
 * Default_Ignorable_Code_Point). In ranges, because each version of Unicode has other classes and not
 * every reader of the document knows them; few, because some readers go through them one by one.
 */
const invisible = [
  [0, 0x20],
  [0x7f, 0xa0],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x1680, 0x1680],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
] as const;
const visible = new RegExp(`[^${written(invisible)}]`, 'u');
const controls = [
  [0, 0x1f],
  [0x7f, 0x9f],
] as const;
const noControls = new RegExp(`^[^${written(controls)}]*$`, 'u');

/** What somebody calls themselves. */
export const displayNameSchema = visibleText(maxDisplayNameLength);

/** One is enough: what is too short need not be told that it cannot be seen either. */
function refusal(error: string) {
  return { error, abort: true };
}

function countOf(text: string): number {
  return [...text].length;
}

/** Ranges as every dialect of patterns reads them: above U+FFFF they have no escape in common. */
function written(ranges: readonly (readonly [number, number])[]): string {
  const one = (codePoint: number) =>
    codePoint > 0xffff
      ? String.fromCodePoint(codePoint)
      : `\\u${codePoint.toString(16).padStart(4, '0')}`;
  return ranges.map(([first, last]) => `${one(first)}-${one(last)}`).join('');
}

/** Trimmed and composed. Composing can lengthen a text: it stays as it is rather than grow too long. */
function tidied(typed: string, max: number): string {
  const trimmed = typed.trim();
  const composed = trimmed.normalize();
  return countOf(composed) <= max ? composed : trimmed;
}
