import { at, textsWithin } from './known.ts';

/** A secret found in plain text in a property. */
export interface FoundSecret {
  /** Dotted path of the property. */
  readonly path: string;
  /** What gives it away; never contains the secret itself. */
  readonly reason: string;
}

const forms: readonly (readonly [form: RegExp, reason: string])[] = [
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, 'a private key'],
  [/\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/, 'an AWS access key'],
  [/https:\/\/hooks\.slack\.com\/services\/\w+\/\w+\/\w+/, 'a Slack webhook'],
  [/\b(?:gh[oprsu]_\w{36,}|github_pat_\w{36,})/, 'a GitHub token'],
  [/\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+/, 'a signed token'],
];

const secretName = /(?:password|passwd|secret|token|private_?key|api_?key|webhook)$/i;
/** Names in Kubernetes and Helm that refer to a secret rather than contain it. */
const reference = /^existing|^imagePull/i;
/** Values under such names that are not secret: ARNs, and the lifetimes of tokens. */
const harmless = /^(?:arn:|\d+[smhd]?$|(?:second|minute|hour|day)s$|true$|false$|$)/;

/** The secrets in a value, recognised by their form or their name. */
export function secretsWithin(value: unknown): FoundSecret[] {
  return [...textsWithin(value)].flatMap(({ path, text }) => {
    const form = forms.find(([pattern]) => pattern.test(text));
    if (form) return [{ path, reason: `holds ${form[1]}` }];
    const key = path.slice(path.lastIndexOf('.') + 1);
    const named = secretName.test(key) && !reference.test(key) && !harmless.test(text);
    return named ? [{ path, reason: 'is named like a secret' }] : [];
  });
}

/**
 * Parts of resources that AWS or Kubernetes show to anybody with read access, whatever Pulumi does.
 */
const shownParts: Readonly<Record<string, readonly string[]>> = {
  'aws:lambda/function:Function': ['environment', 'description', 'tags'],
  'aws:ec2/instance:Instance': ['userData', 'userDataBase64', 'tags'],
  'aws:ec2/launchTemplate:LaunchTemplate': ['userData', 'tagSpecifications'],
  'aws:cloudfront/function:Function': ['code', 'comment'],
  'kubernetes:core/v1:ConfigMap': ['data', 'metadata'],
  'kubernetes:argoproj.io/v1alpha1:Application': ['spec', 'metadata'],
  'kubernetes:helm.sh/v3:Release': ['values'],
};

/** Types with such parts. */
export const showingTypes: readonly string[] = [
  ...Object.keys(shownParts),
  'aws:ssm/parameter:Parameter',
];

/** The parts of a resource that are shown, by path, with user data decoded. */
export function shown(type: string, props: object): Readonly<Record<string, unknown>> {
  if (type === 'aws:ssm/parameter:Parameter') {
    return at(props, 'type') === 'SecureString' ? {} : { value: at(props, 'value') };
  }
  return Object.fromEntries(
    (shownParts[type] ?? []).map((part) => {
      const value = at(props, part);
      const encoded =
        part === 'userDataBase64' || (part === 'userData' && type.includes('launchTemplate'));
      const decoded = encoded && typeof value === 'string';
      return [part, decoded ? Buffer.from(value, 'base64').toString() : value];
    }),
  );
}
