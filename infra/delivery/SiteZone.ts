import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

export interface SiteZoneArgs {
  /** The site's domain. */
  domain: string;
  /** Zone that holds the domain. When absent, one is created. */
  hostedZoneId?: string;
  /** Refuses to delete a zone that was created here. */
  protect: boolean;
}

/** The Route 53 zone of the site. */
export class SiteZone extends pulumi.ComponentResource {
  readonly zoneId: pulumi.Output<string>;
  /** Name servers to enter at the registrar; undefined if the zone already existed. */
  readonly nameServers: pulumi.Output<string[]> | undefined;

  /** Fails when the zone is private, or is neither the domain's nor that of a parent domain. */
  constructor(name: string, args: SiteZoneArgs, options: pulumi.ComponentResourceOptions = {}) {
    super('tidecast:delivery:SiteZone', name, {}, options);
    if (args.hostedZoneId === undefined) {
      const zone = this.#make(name, args);
      this.zoneId = zone.zoneId;
      this.nameServers = zone.nameServers;
    } else {
      const found = aws.route53.getZoneOutput({ zoneId: args.hostedZoneId }, { parent: this });
      this.zoneId = found.apply((zone) => {
        checkZone(zone, args.domain);
        return zone.zoneId;
      });
      this.nameServers = undefined;
    }
    this.registerOutputs({ zoneId: this.zoneId, nameServers: this.nameServers });
  }

  #make(name: string, { domain, protect }: SiteZoneArgs): aws.route53.Zone {
    const zone = new aws.route53.Zone(
      name,
      // external-dns leaves records behind when the cluster goes first.
      { name: domain, comment: `Tidecast at ${domain}`, forceDestroy: !protect },
      { parent: this, protect },
    );
    // The certificates cannot be issued before the name servers are entered, and the stack's
    // outputs come only after them.
    zone.nameServers.apply((servers) =>
      pulumi.log.info(`Name servers to enter for ${domain}: ${servers.join(', ')}`, zone),
    );
    return zone;
  }
}

/**
 * @throws pulumi.RunError for a zone whose records the internet would not see, or that cannot hold
 * the domain
 */
export function checkZone(
  zone: { readonly zoneId: string; readonly name: string; readonly privateZone?: boolean },
  domain: string,
): void {
  const zoneName = zone.name.replace(/\.$/, '');
  if (zone.privateZone)
    throw new pulumi.RunError(`tidecast:hostedZoneId: ${zone.zoneId} is a private zone`);
  if (domain !== zoneName && !domain.endsWith(`.${zoneName}`))
    throw new pulumi.RunError(
      `tidecast:hostedZoneId: ${zone.zoneId} is the zone of ${zoneName}, which does not contain ${domain}`,
    );
}
