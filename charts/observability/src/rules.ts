import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { ruleFiles } from './paths.ts';

const groupsSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string(),
          expr: z.string(),
          for: z.string(),
          labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
          annotations: z.strictObject({
            summary: z.string(),
            description: z.string(),
            runbook_url: z.string(),
          }),
        }),
      ),
    }),
  ),
});

export type Alert = z.infer<typeof groupsSchema>['groups'][number]['rules'][number];

/**
 * Every alert of the rules.
 *
 * @throws Error when an alert lacks something that people need, or has something unknown
 */
export function readAlerts(): Alert[] {
  return ruleFiles().flatMap((file) =>
    groupsSchema.parse(parse(readFileSync(file, 'utf8'))).groups.flatMap(({ rules }) => rules),
  );
}
