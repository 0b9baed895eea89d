import * as z from 'zod';
import { maxDisplayNameLength } from './limits.ts';

/** How long a text may be, in characters. */
export interface Length {
  readonly least?: number;
  readonly most: number;
}

/**
 * A string by its characters: Unicode code points, as the document's `maxLength` counts (JSON Schema
 * Validation, section 6.3.1). Half of one (a lone surrogate) is none: no table stores it.
 */
export function characters({ least = 0, most }: Length) {
  return z
    .string()
    .refine((typed) => typed.isWellFormed(), refusal('must be whole Unicode characters'))
    .refine((typed) => countOf(typed) >= least, refusal(`must have ${least} characters or more`))
    .refine((typed) => countOf(typed) <= most, refusal(`must have ${most} characters or fewer`))
    .meta({ ...(least > 0 && { minLength: least }), maxLength: most });
}

/** Text that a person typed, of so many characters at most as it is sent. */
export function text(most: number) {
  return characters({ most }).overwrite((typed) => tidied(typed, most));
}

/** Text that others must be able to see and to choose: a name or a title. */
export function visibleText(most: number) {
  return characters({ least: 1, most })
    .regex(visible, 'must have a visible character')
    .overwrite((typed) => tidied(typed, most));
}

/** Text of one line that nobody typed. */
export function plainText(length: Length) {
  return characters(length).regex(noControls, 'must not contain control characters');
}

/**
 * What can be seen: all but controls, spaces, private use and what fonts draw as nothing (Unicode's
 * Default_Ignorable_Code_Point). In ranges, because each version of Unicode has other classes and not
 * every reader of the document knows them.
 */
const visibleRanges = [
  [0x21, 0x7e],
  [0xa1, 0xac],
  [0xae, 0x34e],
  [0x350, 0x61b],
  [0x61d, 0x115e],
  [0x1161, 0x167f],
  [0x1681, 0x17b3],
  [0x17b6, 0x180a],
  [0x1810, 0x1fff],
  [0x2010, 0x2027],
  [0x2030, 0x205e],
  [0x2070, 0x2fff],
  [0x3001, 0x3163],
  [0x3165, 0xd7ff],
  [0xf900, 0xfdcf],
  [0xfdf0, 0xfdff],
  [0xfe10, 0xfefe],
  [0xff00, 0xff9f],
  [0xffa1, 0xffef],
  [0xfffc, 0xfffd],
  [0x10000, 0x1bc9f],
  [0x1bca4, 0x1d172],
  [0x1d17b, 0x3fffd],
] as const;
const visible = new RegExp(`[${written(visibleRanges)}]`, 'u');
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
function tidied(typed: string, most: number): string {
  const trimmed = typed.trim();
  const composed = trimmed.normalize();
  return countOf(composed) <= most ? composed : trimmed;
}
