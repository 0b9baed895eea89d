import { documentsOf, type PolicyStatement } from '../documents.ts';
import { resourceRule } from '../rule.ts';

const webIdentity = 'sts:AssumeRoleWithWebIdentity';

/** What is too permissive in who may assume a role with a token. */
function* looseness({ principals, conditions }: PolicyStatement): Generator<string> {
  for (const { kind, value } of principals) {
    const issuer = /:oidc-provider\/(.+)$/.exec(value)?.[1];
    if (kind !== 'Federated' || !issuer) {
      yield `trusts ${value} for a web identity, which is no OpenID provider of this account`;
      continue;
    }
    for (const claim of ['sub', 'aud']) {
      const values = conditions
        .filter(({ operator, key }) => operator === 'StringEquals' && key === `${issuer}:${claim}`)
        .flatMap((condition) => condition.values);
      if (values.length === 0) yield `does not require ${issuer}:${claim} by StringEquals`;
    }
  }
}

export const trustRules = [
  resourceRule({
    name: 'trust-is-exact',
    description:
      'A role is taken by whom its trust policy names, exactly: never by everybody, and with a ' +
      'token only from one issuer, for one subject and one audience.',
    types: ['aws:iam/role:Role'],
    *check(subject) {
      for (const { kind, statements = [], partial } of documentsOf(subject)) {
        if (kind !== 'trust') continue;
        for (const statement of statements.filter(({ effect }) => effect === 'Allow')) {
          if (statement.principals.some(({ value }) => value === '*')) yield 'trusts everybody';
          else if (!partial && statement.principals.length === 0) yield 'trusts nobody by name';
          if (!partial && statement.actions.includes(webIdentity)) yield* looseness(statement);
        }
      }
    },
  }),
];
