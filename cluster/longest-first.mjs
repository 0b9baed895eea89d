/** Files of the suite that take minutes, the longest first: where one ran last, the other core would idle. */
const long = ['gitops', 'scheduling', 'rehearsal', 'stack', 'capacity', 'control-plane', 'api'];

/** Jest's order of test files: it knows how long each took only where it has run before. */
export default class LongestFirst {
  sort(tests) {
    const place = ({ path }) => {
      const found = long.findIndex((name) => path.endsWith(`/${name}.cluster.test.ts`));
      return found < 0 ? long.length : found;
    };
    return tests.toSorted((one, other) => place(one) - place(other));
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
