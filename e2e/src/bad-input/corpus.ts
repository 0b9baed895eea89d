import type { BadInput } from './bad-input.ts';
import { clips } from './clips.ts';
import { hostileFiles } from './hostile-files.ts';

/** Every bad input, in the order of the table. */
export const corpus: readonly BadInput[] = [...hostileFiles, ...clips];
