/** `npm run dashboards`: writes every dashboard to charts/observability/dashboards. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboards, render } from './dashboards.ts';
import { dashboardsDirectory } from './paths.ts';

mkdirSync(dashboardsDirectory, { recursive: true });
for (const file of readdirSync(dashboardsDirectory)) rmSync(join(dashboardsDirectory, file));
for (const [name, build] of Object.entries(dashboards))
  writeFileSync(join(dashboardsDirectory, `${name}.json`), render(build));
