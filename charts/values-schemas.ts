import { gitOpsValuesSchema } from '@tidecast/platform/gitops/values';
import { z } from 'zod';
import { apiChartValuesSchema } from './api/src/values.ts';

/** What Helm checks values by, for each chart whose values come from Pulumi: by its path. */
export const valuesSchemas = {
  'argocd/values.schema.json': asHandedOver(gitOpsValuesSchema),
  'charts/api/values.schema.json': asHandedOver(apiChartValuesSchema),
};

function asHandedOver(values: z.ZodType) {
  return z.toJSONSchema(values, { io: 'input' });
}
