import * as z from 'zod';
import { maxDisplayNameLength } from './limits.ts';

/** Spaces, controls, halves of characters, and what fonts draw as nothing. */
const invisible = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

/** Text that a person typed. Half a character (a lone surrogate) is none: no table stores it. */
export function text(mostCharacters: number) {
  return z
    .string()
    .trim()
    .normalize()
    .max(mostCharacters)
    .refine((typed) => typed.isWellFormed(), 'must be whole Unicode characters');
}

/** Text that others must be able to see and to choose: a name or a title. */
export function visibleText(mostCharacters: number) {
  return text(mostCharacters)
    .min(1, { abort: true })
    .refine((typed) => typed.replace(invisible, '') !== '', 'must have a visible character');
}

/** What somebody calls themselves. */
export const displayNameSchema = visibleText(maxDisplayNameLength);
