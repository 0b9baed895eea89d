import { gitOpsValuesSchema } from '@tidecast/platform/gitops/values';
import { z } from 'zod';
import { apiChartValuesSchema } from './api/src/values.ts';

/**
 * The schemas that Helm checks values with, for each chart whose values come from Pulumi, by path.
 */
export const valuesSchemas = {
  'argocd/values.schema.json': asHandedOver(gitOpsValuesSchema),
  'charts/api/values.schema.json': asHandedOver(apiChartValuesSchema),
};

function asHandedOver(values: z.ZodType) {
  return z.toJSONSchema(values, { io: 'input' });
}
