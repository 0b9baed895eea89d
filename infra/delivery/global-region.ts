/**
 * Where everything that belongs to CloudFront lives, whatever the stack's region: its certificate,
 * its firewall and the delivery of its logs (CloudFront Developer Guide).
 */
export const globalRegion = 'us-east-1';
