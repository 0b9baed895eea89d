import { at, isNot, many, pending, texts } from '../known.ts';
import { resourceRule, type Subject } from '../rule.ts';

/** The load balancer that people reach directly, to sign in to Argo CD and Grafana. */
const publicDoor = { name: /-admin(-|$)/, ports: [80, 443] } as const;

const everywhere = ['0.0.0.0/0', '::/0'];

interface Opening {
  readonly from: unknown;
  readonly to: unknown;
  readonly sources: readonly string[];
}

/** The rules that let traffic in, whichever of three ways they are written in. */
function openings({ type, props }: Subject): readonly Opening[] {
  const opening = (rule: unknown): Opening => ({
    from: at(rule, 'fromPort'),
    to: at(rule, 'toPort'),
    sources: ['cidrBlocks', 'ipv6CidrBlocks', 'cidrIpv4', 'cidrIpv6'].flatMap((key) =>
      texts(at(rule, key)),
    ),
  });
  switch (type) {
    case 'aws:ec2/securityGroupRule:SecurityGroupRule':
      return props.type === 'ingress' ? [opening(props)] : [];
    case 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule':
      return [opening(props)];
    default:
      return many(props.ingress).map(opening);
  }
}

function isPublicDoor(name: string, { from, to }: Opening): boolean {
  return (
    publicDoor.name.test(name) && from === to && publicDoor.ports.some((port) => port === from)
  );
}

export const networkRules = [
  resourceRule({
    name: 'no-open-ingress',
    description: 'Nothing is reached from everywhere, but ports 80 and 443 of the admin pages.',
    types: [
      'aws:ec2/securityGroup:SecurityGroup',
      'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
      'aws:ec2/securityGroupRule:SecurityGroupRule',
      'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
    ],
    *check(subject) {
      for (const opening of openings(subject)) {
        const open = opening.sources.filter((source) => everywhere.includes(source));
        if (open.length > 0 && !isPublicDoor(subject.name, opening)) {
          yield `lets ${open} in on ports ${String(opening.from)} to ${String(opening.to)}`;
        }
      }
    },
  }),

  resourceRule({
    name: 'imds-is-guarded',
    description:
      'Credentials of an instance are given to processes on it alone: IMDSv2, and no hop further.',
    types: ['aws:ec2/instance:Instance', 'aws:ec2/launchTemplate:LaunchTemplate'],
    *check({ props }) {
      const { metadataOptions } = props;
      if (at(metadataOptions, 'httpEndpoint') === 'disabled') return;
      if (isNot(at(metadataOptions, 'httpTokens'), 'required')) {
        yield 'answers without a token: metadataOptions.httpTokens must be required';
      }
      if (isNot(at(metadataOptions, 'httpPutResponseHopLimit'), 1)) {
        yield 'answers containers: metadataOptions.httpPutResponseHopLimit must be 1';
      }
    },
  }),

  resourceRule({
    name: 'nodes-have-launch-template',
    description: 'Nodes start from a launch template of ours: what EKS makes allows a second hop.',
    types: ['aws:eks/nodeGroup:NodeGroup'],
    *check({ props }) {
      if (!props.launchTemplate && props.launchTemplate !== pending) yield 'has no launchTemplate';
    },
  }),

  resourceRule({
    name: 'no-public-instance',
    description: 'No instance has an address that the internet can reach.',
    types: ['aws:ec2/instance:Instance'],
    *check({ props }) {
      if (props.associatePublicIpAddress === true) yield 'asks for a public address';
      if (props.keyName !== undefined) yield 'takes an SSH key: use Session Manager';
    },
  }),
];
