import { hostLabels, hostOf } from '@tidecast/platform/naming/hosts';
import { allow, type PolicyDocument, policy } from '../iam/policy-document.ts';

/**
 * How external-dns keeps a note in the zone that a record is its own: a text record beside it, named
 * after the record's type. Aliases of IPv4 bear `cname` up to version 0.21, and `a` from 0.22 on
 * (registry/txt, without prefix or suffix).
 */
const notes = ['cname', 'a', 'aaaa'] as const;

/**
 * What external-dns calls: it looks for its zone among all, and in that one writes the addresses of
 * load balancers and its notes on them. Everything else of the zone, the site's own record and those
 * that validate certificates above all, is out of its reach.
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
