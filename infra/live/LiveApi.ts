import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { liveRoot, liveRoute } from '@tidecast/platform/delivery/api-paths';
import { raiseAlarm } from '../alerts/raise-alarm.ts';
import type { LambdaFunction } from '../lambda/LambdaFunction.ts';
import { accessLogFormat } from './access-log-format.ts';

export interface LiveApiArgs {
  /** Answers requests. */
  readonly http: LambdaFunction;
  /** Says of each request who sends it. */
  readonly authorizer: LambdaFunction;
  /** Days that the access log is kept. */
  readonly logRetentionDays: number;
  /** Topic that hears when requests fail. */
  readonly alertTopicArn: pulumi.Input<string>;
}

const stageName = '$default';

/**
 * Requests a second, and at once. IVS Chat gives an account 200 tokens a second (IVS Chat quotas);
 * beside each there are a few reads of the channel.
 */
const throttling = { throttlingRateLimit: 1000, throttlingBurstLimit: 500 };

/** Failed answers in five minutes. A function's own failures alarm by themselves, from the first. */
const tooManyFailures = 5;

/**
 * The HTTP API behind `/api/live/*`.
 *
 * It has an address of its own besides: an HTTP API cannot be closed to all but CloudFront. Whoever
 * uses that is authorized and throttled all the same, but passes by the firewall.
 */
export class LiveApi extends pulumi.ComponentResource {
  /** Where the distribution asks it, such as `<id>.execute-api.<region>.amazonaws.com`. */
  readonly domain: pulumi.Output<string>;

  readonly #name: string;
  readonly #args: LiveApiArgs;

  constructor(name: string, args: LiveApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:live:LiveApi', name, {}, opts);
    this.#name = name;
    this.#args = args;

    const api = new aws.apigatewayv2.Api(
      name,
      { protocolType: 'HTTP', description: 'Channels and their chat' },
      { parent: this },
    );
    const route = this.#createRoute(api, this.#createAuthorizer(api));
    this.#createStage(api, route);
    raiseAlarm(
      `${name}-failures`,
      {
        namespace: 'AWS/ApiGateway',
        metricName: '5xx',
        dimensions: { ApiId: api.id },
        statistic: 'Sum',
        periodSeconds: 300,
        atLeast: tooManyFailures,
        description: pulumi.interpolate`Requests to ${liveRoot} fail (HTTP API ${api.id}). Look at the fields integrationError and authorizerError of its access log, then at the logs of ${args.http.name} and ${args.authorizer.name}.`,
        topicArn: args.alertTopicArn,
      },
      this,
    );

    this.domain = api.apiEndpoint.apply((endpoint) => new URL(endpoint).host);
    this.registerOutputs({ domain: this.domain });
  }

  /**
   * Called for each request, whatever it carries: with an identity source API Gateway would refuse
   * whoever is not signed in, and by what it remembers a ban or a sign-out would come late.
   */
  #createAuthorizer(api: aws.apigatewayv2.Api): aws.apigatewayv2.Authorizer {
    const { authorizer: lambda } = this.#args;
    const authorizer = new aws.apigatewayv2.Authorizer(
      `${this.#name}-authorizer`,
      {
        apiId: api.id,
        authorizerType: 'REQUEST',
        authorizerUri: lambda.invokeArn,
        authorizerPayloadFormatVersion: '2.0',
        authorizerResultTtlInSeconds: 0,
        enableSimpleResponses: true,
      },
      { parent: this },
    );
    this.#letCall('authorizer', lambda, [api.executionArn, '/authorizers/', authorizer.id]);
    return authorizer;
  }

  #createRoute(
    api: aws.apigatewayv2.Api,
    authorizer: aws.apigatewayv2.Authorizer,
  ): aws.apigatewayv2.Route {
    const { http } = this.#args;
    const integration = new aws.apigatewayv2.Integration(
      `${this.#name}-integration`,
      {
        apiId: api.id,
        integrationType: 'AWS_PROXY',
        integrationUri: http.invokeArn,
        payloadFormatVersion: '2.0',
      },
      { parent: this },
    );
    // In the ARN of a call stands the route as it is written here, after stage and method.
    this.#letCall('http', http, [api.executionArn, '/*/*', liveRoute]);
    return new aws.apigatewayv2.Route(
      `${this.#name}-route`,
      {
        apiId: api.id,
        routeKey: `ANY ${liveRoute}`,
        target: pulumi.interpolate`integrations/${integration.id}`,
        authorizationType: 'CUSTOM',
        authorizerId: authorizer.id,
      },
      { parent: this },
    );
  }

  #letCall(
    which: 'http' | 'authorizer',
    lambda: LambdaFunction,
    sourceArn: readonly pulumi.Input<string>[],
  ): void {
    new aws.lambda.Permission(
      `${this.#name}-${which}-permission`,
      {
        function: lambda.name,
        action: 'lambda:InvokeFunction',
        principal: 'apigateway.amazonaws.com',
        sourceArn: pulumi.concat(...sourceArn),
      },
      { parent: this },
    );
  }

  #createStage(api: aws.apigatewayv2.Api, route: aws.apigatewayv2.Route): void {
    const log = new aws.cloudwatch.LogGroup(
      `${this.#name}-access-log`,
      {
        // Under any other name each API lengthens the one resource policy that all such logs of an
        // account share, and that has a limit (CloudWatch Logs User Guide, "Enabling logging from
        // AWS services").
        name: `/aws/vendedlogs/${this.#name}`,
        retentionInDays: this.#args.logRetentionDays,
      },
      { parent: this },
    );
    new aws.apigatewayv2.Stage(
      `${this.#name}-stage`,
      {
        apiId: api.id,
        name: stageName,
        autoDeploy: true,
        accessLogSettings: { destinationArn: log.arn, format: accessLogFormat },
        defaultRouteSettings: throttling,
      },
      { parent: this, dependsOn: [route] },
    );
  }
}
