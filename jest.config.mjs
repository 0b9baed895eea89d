import { findProgram } from './charts/observability/src/find-program.ts';

/**
 * One jest project a workspace, so that `npx jest --selectProjects api` runs one alone.
 * Tests stand beside what they test as `*.test.ts`, and as `*.test.tsx` in the frontend.
 */
const transform = (react) => ({
  '^.+\\.tsx?$': [
    '@swc/jest',
    {
      jsc: {
        target: 'es2024',
        parser: { syntax: 'typescript', tsx: react },
        ...(react && { transform: { react: { runtime: 'automatic' } } }),
      },
      module: { type: 'es6' },
    },
  ],
});

/** Tests that ask Prometheus itself: it and promtool are no npm packages (Debian's is `prometheus`). */
const prometheusTests = '\\.prometheus\\.test\\.ts$';

const project = (displayName, directory, options = {}) => ({
  displayName,
  rootDir: `<rootDir>/${directory}`,
  testMatch: ['<rootDir>/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', prometheusTests],
  extensionsToTreatAsEsm: ['.ts'],
  transform: transform(false),
  testEnvironment: 'node',
  ...options,
});

const prometheus = project('prometheus', '.', {
  roots: ['<rootDir>/charts', '<rootDir>/local'],
  testMatch: ['<rootDir>/**/*.prometheus.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
});
const hasPrometheus = findProgram('prometheus') && findProgram('promtool');
if (!hasPrometheus && !process.env.CI)
  console.warn('Prometheus is not installed: the tests of alert rules and metrics are left out.');

export default {
  projects: [
    project('platform', 'packages/platform'),
    project('contract', 'packages/contract'),
    project('catalog', 'packages/catalog'),
    project('encoding', 'packages/encoding'),
    project('hls', 'packages/hls'),
    project('media', 'packages/media'),
    project('http', 'packages/http'),
    project('notifications', 'packages/notifications'),
    project('api', 'apps/api'),
    project('transcoder', 'apps/transcoder'),
    project('notifier', 'apps/notifier'),
    project('live', 'apps/live'),
    project('local', 'local'),
    project('infra', 'infra'),
    project('policy', 'policy'),
    project('cluster', 'cluster/src'),
    project('charts', 'charts'),
    project('argocd', 'argocd'),
    project('scripts', 'scripts'),
    // In CI they fail where Prometheus is missing, and are never left out.
    ...(hasPrometheus || process.env.CI ? [prometheus] : []),
    project('frontend', 'frontend', {
      testMatch: ['<rootDir>/**/*.test.ts', '<rootDir>/**/*.test.tsx'],
      extensionsToTreatAsEsm: ['.ts', '.tsx'],
      transform: transform(true),
      testEnvironment: 'jsdom',
      moduleNameMapper: { '\\.(css|svg)$': `${import.meta.dirname}/frontend/test/asset-stub.mjs` },
    }),
  ],
  maxWorkers: 2,
  // What hangs is found a little later; what is slow because the cores are busy is no failure.
  testTimeout: 300_000,
};
