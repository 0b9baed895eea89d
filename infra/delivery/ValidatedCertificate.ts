import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

export interface ValidatedCertificateArgs {
  /** Route 53 zone of all the names. */
  zoneId: pulumi.Input<string>;
  /** Names of the certificate, without duplicates. */
  names: readonly [string, ...string[]];
  /** Region of the certificate; the stack's own by default. CloudFront accepts only us-east-1. */
  region?: string;
}

/**
 * How long to wait for a certificate. It usually takes a minute or two once the records are
 * visible; the name servers of a new zone must be entered at the registrar meanwhile. After a
 * timeout, `pulumi up` may be run again.
 */
const validationTimeout = '30m';

/** An ACM certificate, validated by DNS. */
export class ValidatedCertificate extends pulumi.ComponentResource {
  /** Known only once the certificate is issued. */
  readonly arn: pulumi.Output<string>;

  /** @throws RangeError for a duplicate name: ACM validates it only once */
  constructor(
    name: string,
    args: ValidatedCertificateArgs,
    options: pulumi.ComponentResourceOptions = {},
  ) {
    super('tidecast:delivery:ValidatedCertificate', name, {}, options);
    const child = { parent: this };
    if (new Set(args.names).size < args.names.length)
      throw new RangeError(`a name is listed twice in the certificate: ${args.names.join(', ')}`);
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
          // ACM derives the record from account and name alone, so a leftover one is the same.
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

/** ACM returns the validation records in no particular order. */
function proofOf(
  domain: string,
  all: readonly aws.types.output.acm.CertificateDomainValidationOption[],
) {
  const proof = all.find(({ domainName }) => domainName === domain);
  if (!proof) throw new Error(`ACM returned no validation record for ${domain}`);
  return proof;
}
