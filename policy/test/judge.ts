import type {
  Policies,
  PolicyResource,
  PolicyResourceOptions,
  ResourceValidationArgs,
} from '@pulumi/policy';

/** A resource as a program asked for it. */
export interface JudgedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What AWS named it, where others name it so. */
  readonly id?: string;
  readonly urn?: string;
}

export interface Verdict {
  readonly rule: string;
  readonly urn: string;
  readonly message: string;
}

const options: PolicyResourceOptions = {
  protect: false,
  ignoreChanges: [],
  aliases: [],
  customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  additionalSecretOutputs: [],
};

/** What the policies say of resources, called as CrossGuard calls them, without Pulumi's engine. */
export async function judge(
  policies: Policies,
  judged: readonly JudgedResource[],
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const resources = judged.map(stackResource);
  for (const policy of policies) {
    const report = (urn: string) => (message: string, other?: string) => {
      verdicts.push({ rule: policy.name, urn: other ?? urn, message });
    };
    if ('validateStack' in policy) {
      await policy.validateStack({ resources, ...common }, report('the stack'));
      continue;
    }
    for (const validate of [policy.validateResource ?? []].flat()) {
      for (const { type, name, urn, opts, inputs } of resources) {
        await validate(
          { type, name, urn, opts, props: inputs, isType: byToken, asType: byToken, ...common },
          report(urn),
        );
      }
    }
  }
  return verdicts;
}

/** The verdicts in short, for tests: `rule-name | message`. */
export async function faults(
  policies: Policies,
  ...judged: readonly JudgedResource[]
): Promise<string[]> {
  return (await judge(policies, judged)).map(({ rule, message }) => `${rule} | ${message}`);
}

const common: Pick<ResourceValidationArgs, 'stackTags' | 'getConfig' | 'notApplicable'> = {
  stackTags: new Map<string, string>(),
  getConfig: () => {
    throw new Error('The rules of this pack take no configuration');
  },
  notApplicable: () => {
    throw new Error('The rules of this pack are silent where they do not apply');
  },
};

function stackResource({
  type,
  name,
  inputs,
  id,
  urn,
}: JudgedResource): PolicyResource & Pick<JudgedResource, 'inputs'> {
  return {
    type,
    name,
    urn: urn ?? `urn:pulumi:dev::tidecast::${type}::${name}`,
    inputs,
    props: { ...inputs, ...(id !== undefined && { id }) },
    opts: options,
    dependencies: [],
    propertyDependencies: {},
    isType: byToken,
    asType: byToken,
  };
}

function byToken(): never {
  throw new Error('The rules of this pack go by type tokens, so that they need no provider');
}
