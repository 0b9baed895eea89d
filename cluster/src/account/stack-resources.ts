import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A resource of the stack as its provider got it: what AWS was asked for. */
export interface StackResource {
  /** Such as `aws:lambda/function:Function`. */
  readonly type: string;
  /** What AWS calls it. */
  readonly id: string;
  /** Without Pulumi's wrappers: secrets in clear, outputs resolved. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** The files of a function's archive, by their names in it. */
export type ArchiveFiles = Readonly<Record<string, string | Uint8Array>>;

/** What of a stack runs in Lambda, and who calls it. Functions and queues by their names. */
export interface StackFunctions {
  readonly functions: readonly {
    readonly name: string;
    readonly files: ArchiveFiles;
    /** File and export, such as `index.handler`. */
    readonly handler: string;
    readonly environment: Readonly<Record<string, string>>;
    readonly timeoutSeconds: number;
    readonly memoryMegabytes: number;
    /** Tries of an asynchronous call, and where Lambda puts what failed as often. */
    readonly attempts: number;
    readonly deadLetterQueue?: string;
  }[];
  /** Queues that functions are fed from. */
  readonly mappings: readonly {
    readonly queue: string;
    readonly function: string;
    readonly batchSize: number;
    readonly windowSeconds: number;
    readonly reportsFailures: boolean;
    readonly concurrency: number;
  }[];
  /** What is done with events of the account's bus. */
  readonly rules: readonly {
    readonly name: string;
    readonly pattern: Readonly<Record<string, unknown>>;
    readonly target: Target;
  }[];
  readonly schedules: readonly {
    readonly name: string;
    readonly everySeconds: number;
    readonly function: string;
    readonly input: unknown;
  }[];
  /** Topics, by ARN, that tell functions. */
  readonly subscriptions: readonly { readonly topicArn: string; readonly function: string }[];
  /** The HTTP API before the live functions; absent where the stack has none. */
  readonly httpApi?: {
    readonly routeKey: string;
    readonly integration: string;
    readonly authorizer: string;
  };
}

/** Where a rule sends events: to a queue or to a function. */
export type Target = { readonly queue: string } | { readonly function: string };

/** What the distribution serves, and whom it trusts. */
export interface StackSite {
  /** Such as `https://video.acme.com`. */
  readonly origin: string;
  readonly distributionId: string;
  readonly webBucket: string;
  readonly mediaBucket: string;
  /** The key that playback cookies are checked with, PEM, and the id that they name it by. */
  readonly keyPairId: string;
  readonly publicKey: string;
}

const text = z.string();
const lambda = z.object({
  code: z.unknown(),
  handler: text,
  timeout: z.number(),
  memorySize: z.number(),
  environment: z.object({ variables: z.record(text, text) }).optional(),
});
const invokeConfig = z.object({
  functionName: text,
  maximumRetryAttempts: z.number(),
  destinationConfig: z.object({ onFailure: z.object({ destination: text }) }).optional(),
});
const mapping = z.object({
  eventSourceArn: text,
  functionName: text,
  batchSize: z.number(),
  maximumBatchingWindowInSeconds: z.number().default(0),
  functionResponseTypes: z.array(text).default([]),
  scalingConfig: z.object({ maximumConcurrency: z.number() }),
});
const rule = z.object({ eventPattern: text.optional(), scheduleExpression: text.optional() });
const ruleTarget = z.object({ rule: text, arn: text, input: text.optional() });
const schedule = z.object({
  scheduleExpression: text,
  target: z.object({ arn: text, input: text.default('{}') }),
});
const subscription = z.object({ topic: text, protocol: text, endpoint: text });
const distribution = z.object({
  aliases: z.array(text).min(1),
  origins: z.array(z.object({ originId: text, domainName: text })),
  orderedCacheBehaviors: z.array(z.object({ trustedKeyGroups: z.array(text).optional() })),
});

const archive = z.object({ assets: z.record(text, z.object({ path: text })) });

/** The files of an archive of files, as a provider gets one. @throws ZodError for another */
export function archiveFiles(code: unknown): ArchiveFiles {
  const { assets } = archive.parse(code);
  return Object.fromEntries(
    Object.entries(assets).map(([name, asset]) => [name, readFileSync(asset.path, 'utf8')]),
  );
}

/**
 * Reads what runs in Lambda out of a stack's resources.
 *
 * @param filesOf - the files in a function's code, as its input has it
 * @throws ZodError where a resource is not as the stack makes them
 * @throws Error for a schedule that is not a rate, or a target that is neither queue nor function
 */
export function readFunctions(
  resources: readonly StackResource[],
  filesOf: (code: unknown) => ArchiveFiles = archiveFiles,
): StackFunctions {
  const all = reader(resources);
  const invocations = all(
    'aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig',
    invokeConfig,
  );
  const rules = all('aws:cloudwatch/eventRule:EventRule', rule);
  const targets = all('aws:cloudwatch/eventTarget:EventTarget', ruleTarget).map(({ inputs }) => {
    const of = rules.find(({ id }) => id === inputs.rule)?.inputs;
    if (!of) throw new Error(`a target is of rule ${inputs.rule}, and there is no such rule`);
    return { ...inputs, ...of };
  });
  return {
    functions: all('aws:lambda/function:Function', lambda).map(({ id, inputs }) => {
      const retries = invocations.find(
        ({ inputs: { functionName } }) => nameIn(functionName) === id,
      );
      const destination = retries?.inputs.destinationConfig?.onFailure.destination;
      return {
        name: id,
        files: filesOf(inputs.code),
        handler: inputs.handler,
        environment: inputs.environment?.variables ?? {},
        timeoutSeconds: inputs.timeout,
        memoryMegabytes: inputs.memorySize,
        // Two retries by default (Lambda Developer Guide, "Asynchronous invocation").
        attempts: (retries?.inputs.maximumRetryAttempts ?? 2) + 1,
        ...(destination !== undefined && { deadLetterQueue: nameIn(destination) }),
      };
    }),
    mappings: all('aws:lambda/eventSourceMapping:EventSourceMapping', mapping).map(
      ({ inputs }) => ({
        queue: nameIn(inputs.eventSourceArn),
        function: nameIn(inputs.functionName),
        batchSize: inputs.batchSize,
        windowSeconds: inputs.maximumBatchingWindowInSeconds,
        reportsFailures: inputs.functionResponseTypes.includes('ReportBatchItemFailures'),
        concurrency: inputs.scalingConfig.maximumConcurrency,
      }),
    ),
    rules: targets.flatMap(({ rule: name, eventPattern, arn }) =>
      eventPattern === undefined
        ? []
        : [{ name, pattern: JSON.parse(eventPattern), target: targetOf(arn) }],
    ),
    schedules: [
      ...targets.flatMap(({ rule: name, scheduleExpression, arn, input = '{}' }) =>
        scheduleExpression === undefined ? [] : [{ name, scheduleExpression, arn, input }],
      ),
      ...all('aws:scheduler/schedule:Schedule', schedule).map(({ id, inputs }) => ({
        name: id,
        scheduleExpression: inputs.scheduleExpression,
        ...inputs.target,
      })),
    ].map(({ name, scheduleExpression, arn, input }) => ({
      name,
      everySeconds: secondsOf(scheduleExpression),
      function: nameIn(arn),
      input: JSON.parse(input),
    })),
    subscriptions: all('aws:sns/topicSubscription:TopicSubscription', subscription).flatMap(
      ({ inputs: { topic, protocol, endpoint } }) =>
        protocol === 'lambda' ? [{ topicArn: topic, function: nameIn(endpoint) }] : [],
    ),
    ...httpApiOf(resources),
  };
}

/**
 * Reads the distribution out of a stack's resources.
 *
 * @throws Error naming what is missing
 */
export function readSite(resources: readonly StackResource[]): StackSite {
  const all = reader(resources);
  const [site] = all('aws:cloudfront/distribution:Distribution', distribution);
  if (!site) throw new Error('the stack has no distribution');
  const { aliases, origins, orderedCacheBehaviors } = site.inputs;
  const bucketOf = (originId: string) => {
    const origin = origins.find((one) => one.originId === originId);
    if (!origin) throw new Error(`the distribution has no origin ${originId}`);
    return origin.domainName.split('.s3.')[0] ?? '';
  };
  const trusted = orderedCacheBehaviors.flatMap(({ trustedKeyGroups = [] }) => trustedKeyGroups);
  const group = all('aws:cloudfront/keyGroup:KeyGroup', z.object({ items: z.array(text) })).find(
    ({ id }) => trusted.includes(id),
  );
  const key = all('aws:cloudfront/publicKey:PublicKey', z.object({ encodedKey: text })).find(
    ({ id }) => group?.inputs.items.includes(id),
  );
  if (!key) throw new Error('the distribution trusts no key');
  return {
    origin: `https://${aliases[0]}`,
    distributionId: site.id,
    webBucket: bucketOf('web'),
    mediaBucket: bucketOf('media'),
    keyPairId: key.id,
    publicKey: key.inputs.encodedKey,
  };
}

/** Resources of a type with their inputs, as far as somebody looks at them. */
function reader(resources: readonly StackResource[]) {
  return <Inputs>(type: string, inputs: z.ZodType<Inputs>) =>
    resources
      .filter((resource) => resource.type === type)
      .map((resource) => ({ id: resource.id, inputs: inputs.parse(resource.inputs) }));
}

function httpApiOf(resources: readonly StackResource[]): Pick<StackFunctions, 'httpApi'> {
  const all = reader(resources);
  const [route] = all('aws:apigatewayv2/route:Route', z.object({ routeKey: text }));
  const [integration] = all(
    'aws:apigatewayv2/integration:Integration',
    z.object({ integrationUri: text }),
  );
  const [authorizer] = all(
    'aws:apigatewayv2/authorizer:Authorizer',
    z.object({ authorizerUri: text }),
  );
  if (!route || !integration || !authorizer) return {};
  return {
    httpApi: {
      routeKey: route.inputs.routeKey,
      integration: functionOfUri(integration.inputs.integrationUri),
      authorizer: functionOfUri(authorizer.inputs.authorizerUri),
    },
  };
}

/** `arn:aws:apigateway:…:lambda:path/2015-03-31/functions/<arn>/invocations`. */
function functionOfUri(uri: string): string {
  const arn = /\/functions\/(.+)\/invocations$/.exec(uri)?.[1];
  if (arn === undefined) throw new Error(`${uri} calls no function`);
  return nameIn(arn);
}

function targetOf(arn: string): Target {
  const [, , service] = arn.split(':');
  if (service === 'sqs') return { queue: nameIn(arn) };
  if (service === 'lambda') return { function: nameIn(arn) };
  throw new Error(`${arn} is neither a queue nor a function`);
}

/** The name at the end of an ARN, or the name itself. */
function nameIn(reference: string): string {
  return reference.slice(reference.lastIndexOf(':') + 1);
}

function secondsOf(expression: string): number {
  const minutes = /^rate\((\d+) minutes?\)$/.exec(expression)?.[1];
  if (minutes === undefined) throw new Error(`${expression} is no rate in minutes`);
  return Number(minutes) * 60;
}
