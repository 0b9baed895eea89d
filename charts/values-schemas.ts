import { gitOpsValuesSchema } from '@tidecast/platform/gitops-values';
import { z } from 'zod';
import { apiChartValuesSchema } from './api/src/values.ts';

const root = new URL('../', import.meta.url);

/** What Helm checks values by, for each chart whose values come from Pulumi. */
export const valuesSchemas = [
  { file: new URL('argocd/values.schema.json', root), values: gitOpsValuesSchema },
  { file: new URL('charts/api/values.schema.json', root), values: apiChartValuesSchema },
] as const;

/** Values as they are handed over, as JSON Schema: `values.schema.json` of a chart. */
export function valuesSchemaText(values: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(values, { io: 'input' }), null, 2)}\n`;
}
