/** `npm run values-schemas`: writes the `values.schema.json` of every chart that Pulumi feeds. */
import { writeFileSync } from 'node:fs';
import { valuesSchemas, valuesSchemaText } from './values-schemas.ts';

for (const { file, values } of valuesSchemas) writeFileSync(file, valuesSchemaText(values));
