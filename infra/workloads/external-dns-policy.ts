import { hostLabels, hostOf } from '@tidecast/platform/naming/hosts';
import { allow, type PolicyDocument, policy } from '../iam/policy-document.ts';

/**
 * How external-dns marks a record as its own: with a text record beside it, named after the
 * record's type. IPv4 aliases are marked with `cname` up to version 0.21, and `a` from 0.22 on
 * (registry/txt, without prefix or suffix).
 */
const notes = ['cname', 'a', 'aaaa'] as const;

/**
 * What external-dns calls: it searches all zones for its own, and writes the addresses of load
 * balancers and its marks on them there. It cannot touch anything else in the zone, above all the
 * site's own record and those that validate certificates.
 *
 * @param zoneArn - hosted zone that holds the domain
 * @param domain - the site's, such as `video.acme.com`
 */
export function externalDnsPolicy(zoneArn: string, domain: string): PolicyDocument {
  const names = hostLabels
    .map((label) => hostOf(label, domain))
    .flatMap((name) => [name, ...notes.map((type) => `${type}-${name}`)]);
  return policy(
    // no resource scope
    allow(['route53:ListHostedZones'], ['*']),
    allow(['route53:ListResourceRecordSets'], [zoneArn]),
    allow(['route53:ChangeResourceRecordSets'], [zoneArn], {
      'ForAllValues:StringEquals': {
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': names,
        'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'AAAA', 'TXT'],
      },
    }),
  );
}
