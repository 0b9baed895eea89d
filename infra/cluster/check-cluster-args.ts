/** The arguments of a cluster that neither Pulumi nor the AWS provider checks. */
export interface CheckedClusterArgs {
  readonly clusterName: string;
  readonly version: string;
  readonly endpointCidrs: readonly string[];
  readonly admins: readonly string[];
  readonly nodeMin: number;
  readonly nodeMax: number;
}

/** EKS API reference, CreateCluster. */
const clusterName = /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/;
const minorVersion = /^1\.\d{2}$/;
const principal = /^arn:[\w-]+:iam::\d{12}:(role|user)\/.+$/;
/** Private and shared address space (RFC 1918, RFC 6598), which EKS refuses as a public source. */
const privateBlock =
  /^(10|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;

/**
 * Checks everything that AWS would refuse half an hour into a deployment, or that would be silently
 * wrong.
 *
 * @throws RangeError with a line for each fault
 */
export function checkClusterArgs(args: CheckedClusterArgs): void {
  const { endpointCidrs, admins, nodeMin, nodeMax } = args;
  const faults = [
    !clusterName.test(args.clusterName) &&
      `clusterName "${args.clusterName}": 1 to 100 letters, digits, "-" and "_", no sign first`,
    !minorVersion.test(args.version) &&
      `version "${args.version}": a minor version such as 1.35, without a patch`,
    endpointCidrs.length === 0 && 'endpointCidrs: name at least one block, or nobody gets in',
    ...endpointCidrs
      .filter((cidr) => privateBlock.test(cidr))
      .map((cidr) => `endpointCidrs "${cidr}": private; the VPC reaches the cluster inside`),
    ...admins
      .filter((arn) => !principal.test(arn))
      .map((arn) => `admins "${arn}": the ARN of an IAM role or user, not of a session`),
    ...admins
      .filter((arn, index) => admins.indexOf(arn) !== index)
      .map((arn) => `admins "${arn}": named twice`),
    !(Number.isInteger(nodeMin) && nodeMin >= 1) && `nodeMin ${nodeMin}: a whole number from 1 on`,
    !(Number.isInteger(nodeMax) && nodeMax >= nodeMin) &&
      `nodeMax ${nodeMax}: a whole number from nodeMin (${nodeMin}) on`,
  ].filter((fault) => fault !== false);
  if (faults.length > 0) {
    throw new RangeError(`The cluster cannot be created:\n  ${faults.join('\n  ')}`);
  }
}
