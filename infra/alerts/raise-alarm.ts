import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import type {
  FunctionMetric,
  metricNamespace,
  Service,
} from '@tidecast/platform/telemetry/metrics';

type Dimensions = Readonly<Record<string, pulumi.Input<string>>>;

/** A metric that AWS keeps by itself. */
interface MetricOfAws {
  readonly namespace: 'AWS/ApiGateway' | 'AWS/Lambda' | 'AWS/SQS';
  readonly metricName: string;
  readonly dimensions: Dimensions;
}

/** A metric that one of our functions counts. */
interface OwnMetric {
  readonly namespace: typeof metricNamespace;
  readonly metricName: FunctionMetric;
  readonly dimensions: Dimensions & { readonly service: Service };
}

/** What to watch, and when to raise an alarm. */
export type AlarmArgs = (MetricOfAws | OwnMetric) & {
  readonly statistic: 'Maximum' | 'Sum';
  /** Seconds that one value covers: 60 or a multiple. */
  readonly periodSeconds: number;
  /** The threshold that raises the alarm. */
  readonly atLeast: number;
  /** What the alarm means, and what to look at. At most 1,024 characters (PutMetricAlarm). */
  readonly description: pulumi.Input<string>;
  /** Topic that is notified of the alarm and of its end. */
  readonly topicArn: pulumi.Input<string>;
};

/** An alarm on one metric. Missing data is not a fault: it means that nothing has happened. */
export function raiseAlarm(
  name: string,
  args: AlarmArgs,
  parent: pulumi.Resource,
): aws.cloudwatch.MetricAlarm {
  const { namespace, metricName, dimensions, statistic, topicArn } = args;
  return new aws.cloudwatch.MetricAlarm(
    name,
    {
      alarmDescription: args.description,
      namespace,
      metricName,
      dimensions,
      statistic,
      period: args.periodSeconds,
      evaluationPeriods: 1,
      threshold: args.atLeast,
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      treatMissingData: 'notBreaching',
      alarmActions: [topicArn],
      okActions: [topicArn],
    },
    { parent },
  );
}
