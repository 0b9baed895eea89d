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

/** What to watch, and when to say something. */
export type AlarmArgs = (MetricOfAws | OwnMetric) & {
  readonly statistic: 'Maximum' | 'Sum';
  /** Seconds that one value is taken over: 60 or a multiple. */
  readonly periodSeconds: number;
  /** The value that is too much. */
  readonly atLeast: number;
  /** What it means, and what to look at. At most 1,024 characters (PutMetricAlarm). */
  readonly description: pulumi.Input<string>;
  /** Topic that hears of the alarm, and of its end. */
  readonly topicArn: pulumi.Input<string>;
};

/** An alarm on one metric. Where nothing is measured, nothing happens: that is no fault. */
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
