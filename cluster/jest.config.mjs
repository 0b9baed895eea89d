/** The suite on real engines: `npm run test:cluster`. One file at a time, for they share two cores. */
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
  maxWorkers: 1,
  // A step of the suite waits for what a cluster does in minutes; each wait inside has its own limit.
  testTimeout: 900_000,
};
