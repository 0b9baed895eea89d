import * as z from 'zod';
import { maxDisplayNameLength } from './limits.ts';

/** Spaces, control characters, lone surrogates, and characters that fonts do not draw. */
const invisible = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

/** Text that a person typed. Lone surrogates are refused, because no table stores them. */
export function text(maxCharacters: number) {
  return z
    .string()
    .trim()
    .normalize()
    .max(maxCharacters)
    .refine((typed) => typed.isWellFormed(), 'must be whole Unicode characters');
}

/** Text that others must be able to see and click: a name or a title. */
export function visibleText(maxCharacters: number) {
  return text(maxCharacters)
    .min(1, { abort: true })
    .refine((typed) => typed.replace(invisible, '') !== '', 'must have a visible character');
}

/** A person's display name. */
export const displayNameSchema = visibleText(maxDisplayNameLength);
