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

const project = (displayName, directory, options = {}) => ({
  displayName,
  rootDir: `<rootDir>/${directory}`,
  testMatch: ['<rootDir>/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: transform(false),
  testEnvironment: 'node',
  ...options,
});

export default {
  projects: [
    project('platform', 'packages/platform'),
    project('catalog', 'packages/catalog'),
    project('encoding', 'packages/encoding'),
    project('media', 'packages/media'),
    project('api', 'apps/api'),
    project('transcoder', 'apps/transcoder'),
    project('local', 'local'),
    project('infra', 'infra'),
    project('policy', 'policy'),
    project('scripts', 'scripts'),
    project('frontend', 'frontend', {
      testMatch: ['<rootDir>/**/*.test.ts', '<rootDir>/**/*.test.tsx'],
      extensionsToTreatAsEsm: ['.ts', '.tsx'],
      transform: transform(true),
      testEnvironment: 'jsdom',
      moduleNameMapper: { '\\.(css|svg)$': `${import.meta.dirname}/frontend/test/asset-stub.mjs` },
    }),
  ],
  maxWorkers: 2,
  testTimeout: 60_000,
};
