import * as z from 'zod';
import { type ProblemCode, problemCodes } from './problem-codes.ts';

const codes = Object.keys(problemCodes) as [ProblemCode, ...ProblemCode[]];

/** As the document lists them. */
const meanings = codes
  .map((code) => `- \`${code}\` (${problemCodes[code].status}): ${problemCodes[code].meaning}`)
  .join('\n');

/** One field that was refused. */
const fieldErrorSchema = z.object({
  path: z.string().meta({ description: 'Where, as a dotted path', example: 'title' }),
  message: z.string(),
});

/** An error as RFC 9457 problem details; `code` is stable, the texts are for people. */
export const problemSchema = z
  .object({
    type: z.string().meta({ example: 'about:blank' }),
    title: z.string(),
    status: z.int(),
    code: z.enum(codes).meta({
      id: 'ProblemCode',
      description: `Stable; more may come, so take an unknown one by its status.\n\n${meanings}`,
      example: 'validation_failed',
    }),
    detail: z.string(),
    instance: z.string().meta({ description: 'The request id, as in X-Request-Id' }),
    errors: z.array(fieldErrorSchema).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });

export type FieldError = z.infer<typeof fieldErrorSchema>;
export type Problem = z.infer<typeof problemSchema>;
