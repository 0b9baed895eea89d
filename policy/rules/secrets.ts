import { resourceRule } from '../rule.ts';
import { secretsWithin, showingTypes, shown } from '../secrets.ts';

export const secretRules = [
  resourceRule({
    name: 'no-secret-in-sight',
    description:
      'No secret stands where AWS or Kubernetes show it: environment variables, user data, ' +
      'parameters in plain text, config maps, values of charts. Pulumi hands a policy pack secrets ' +
      'unwrapped, so whether an input is kept secret in the state is for the tests to say.',
    types: showingTypes,
    *check({ type, props }) {
      for (const { path, reason } of secretsWithin(shown(type, props))) yield `${path} ${reason}`;
    },
  }),
];
