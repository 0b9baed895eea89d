import type * as aws from '@pulumi/aws';
import { apiRoot } from '@tidecast/platform/delivery/api-paths';

type Rule = aws.types.input.wafv2.WebAclRule;

/** The window of both rate rules, in seconds: the default of AWS WAF. */
const window = 300;

/**
 * Requests of one address in the window, to anything. A viewer needs one segment every 2 s, and a
 * playlist as often while a video encodes: 300. With posters, previews and page loads, say 500; a
 * hundred viewers may share the address of a school or a mobile network.
 */
const requestLimit = 50_000;

/**
 * Requests of one address in the window to the API: 20 a second. A hundred visitors behind one
 * address may each ask every 5 s; the API has finer limits.
 */
const apiRequestLimit = 6_000;

/**
 * Rules of the common set that would block legitimate input. Titles, descriptions, captions and
 * search words may contain tags, paths and addresses, and the API checks each by its schema; lists
 * of uploaded parts and captions exceed the 8 KB that a body may have. These rules only count, so
 * that their matches can be seen.
 */
const countedCommonRules = [
  'SizeRestrictions_BODY',
  'CrossSiteScripting_BODY',
  'CrossSiteScripting_QUERYARGUMENTS',
  'EC2MetaDataSSRF_BODY',
  'GenericLFI_BODY',
  'GenericLFI_QUERYARGUMENTS',
  'GenericRFI_BODY',
  'GenericRFI_QUERYARGUMENTS',
  'RestrictedExtensions_QUERYARGUMENTS',
];

/** The rules in front of the site, cheapest first. */
export function firewallRules(): Rule[] {
  return [
    managedRules(0, 'AWSManagedRulesAmazonIpReputationList'),
    rateLimit(1, 'requests', { limit: requestLimit }),
    rateLimit(2, 'api-requests', {
      limit: apiRequestLimit,
      scopeDownStatement: {
        byteMatchStatement: {
          fieldToMatch: { uriPath: {} },
          positionalConstraint: 'STARTS_WITH',
          searchString: `${apiRoot}/`,
          textTransformations: [{ priority: 0, type: 'NORMALIZE_PATH' }],
        },
      },
    }),
    managedRules(3, 'AWSManagedRulesKnownBadInputsRuleSet'),
    managedRules(4, 'AWSManagedRulesCommonRuleSet', countedCommonRules),
  ];
}

/** Metrics and samples of the requests that match. */
export function visibility(metricName: string) {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true };
}

function managedRules(priority: number, name: string, counted: readonly string[] = []): Rule {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: counted.map((rule) => ({
          name: rule,
          actionToUse: { count: {} },
        })),
      },
    },
    visibilityConfig: visibility(name),
  };
}

function rateLimit(
  priority: number,
  name: string,
  options: Pick<
    aws.types.input.wafv2.WebAclRuleStatementRateBasedStatement,
    'limit' | 'scopeDownStatement'
  >,
): Rule {
  return {
    name,
    priority,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: {
      rateBasedStatement: { aggregateKeyType: 'IP', evaluationWindowSec: window, ...options },
    },
    visibilityConfig: visibility(name),
  };
}
