import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { liveRoot, liveRoute } from '@tidecast/platform/delivery/api-paths';
import { raiseAlarm } from '../alerts/raise-alarm.ts';
import type { LambdaFunction } from '../lambda/LambdaFunction.ts';
import { accessLogFormat } from './access-log-format.ts';

export interface LiveApiArgs {
  /** Answers requests. */
  readonly http: LambdaFunction;
  /** Identifies the sender of each request. */
  readonly authorizer: LambdaFunction;
  /** Days that the access log is kept. */
  readonly logRetentionDays: number;
  /** Topic that is notified when requests fail. */
  readonly alertTopicArn: pulumi.Input<string>;
}

const stageName = '$default';

/**
 * Requests a second, and in a burst. IVS Chat gives an account 200 tokens a second (IVS Chat
 * quotas), and a few reads of the channel go with each.
 */
const throttling = { throttlingRateLimit: 1000, throttlingBurstLimit: 500 };

/**
 * Failed answers in five minutes. A function's own failures have their own alarm, from the first
 * one on.
 */
const tooManyFailures = 5;

/**
 * The HTTP API behind `/api/live/*`.
 *
 * It also has its own public address, because an HTTP API cannot be closed to all but CloudFront.
 * Requests to that address are authorized and throttled all the same, but bypass the firewall.
 */
export class LiveApi extends pulumi.ComponentResource {
  /** Host name for the distribution, such as `<id>.execute-api.<region>.amazonaws.com`. */
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
   * Called for every request: with an identity source, API Gateway would refuse callers who are not
   * signed in, and with its cache a ban or a sign-out would take effect late.
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
    // The ARN of a call contains the route as written here, after stage and method.
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
        // Under any other name, each API would lengthen the resource policy that all such logs of
        // an account share, which has a limit (CloudWatch Logs User Guide, "Enabling logging from
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
