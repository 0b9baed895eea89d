import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

export interface ValidatedCertificateArgs {
  /** Route 53 zone that all names lie in. */
  zoneId: pulumi.Input<string>;
  /** What the certificate is for; no name twice. */
  names: readonly [string, ...string[]];
  /** Region of the certificate; the stack's own by default. CloudFront takes us-east-1 alone. */
  region?: string;
}

/**
 * How long to wait for a certificate. A minute or two is usual once the records can be seen; with a
 * zone that has just been made, its name servers must be entered at the registrar meanwhile. When
 * the time is up, `pulumi up` may be run again.
 */
const validationTimeout = '30m';

/** An ACM certificate that has proved its names by DNS. */
export class ValidatedCertificate extends pulumi.ComponentResource {
  /** Known only once the certificate is issued. */
  readonly arn: pulumi.Output<string>;

  /** @throws RangeError for a name that stands twice: ACM proves it once */
  constructor(
    name: string,
    args: ValidatedCertificateArgs,
    options: pulumi.ComponentResourceOptions = {},
  ) {
    super('tidecast:delivery:ValidatedCertificate', name, {}, options);
    const child = { parent: this };
    if (new Set(args.names).size < args.names.length)
      throw new RangeError(`a name stands twice: ${args.names.join(', ')}`);
    const [domainName, ...subjectAlternativeNames] = args.names;
    const region = args.region === undefined ? {} : { region: args.region };

    const certificate = new aws.acm.Certificate(
      name,
      { domainName, subjectAlternativeNames, validationMethod: 'DNS', ...region },
      child,
    );
    const records = args.names.map((domain) => {
      const proof = certificate.domainValidationOptions.apply((all) => proofOf(domain, all));
      return new aws.route53.Record(
        `${name}-${domain}`,
        {
          zoneId: args.zoneId,
          name: proof.resourceRecordName,
          type: proof.resourceRecordType,
          records: [proof.resourceRecordValue],
          ttl: 300,
          // ACM derives it from account and name alone: one left behind says the same.
          allowOverwrite: true,
        },
        child,
      );
    });
    const validation = new aws.acm.CertificateValidation(
      `${name}-validation`,
      {
        certificateArn: certificate.arn,
        validationRecordFqdns: records.map(({ fqdn }) => fqdn),
        ...region,
      },
      { ...child, customTimeouts: { create: validationTimeout } },
    );
    this.arn = validation.certificateArn;
    this.registerOutputs({ arn: this.arn });
  }
}

/** ACM gives the proofs in no order. */
function proofOf(
  domain: string,
  all: readonly aws.types.output.acm.CertificateDomainValidationOption[],
) {
  const proof = all.find(({ domainName }) => domainName === domain);
  if (!proof) throw new Error(`ACM says nothing of how to prove ${domain}`);
  return proof;
}
