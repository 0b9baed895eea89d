/** The suite on real engines: `npm run test:cluster`. */
export default {
  rootDir: '..',
  roots: ['<rootDir>/cluster/suite'],
  testMatch: ['<rootDir>/cluster/suite/**/*.cluster.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
      },
    ],
  },
  testEnvironment: 'node',
  testSequencer: '<rootDir>/cluster/longest-first.mjs',
  // Each file has a cluster of its own, and waits for it more than it computes.
  maxWorkers: 2,
  // A step of the suite waits for what a cluster does in minutes; each wait inside has its own limit.
  testTimeout: 900_000,
};
