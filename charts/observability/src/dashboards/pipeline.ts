import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { TranscoderFunction } from '@tidecast/platform/events/video';
import type { NotifierCount, TranscoderCount } from '@tidecast/platform/telemetry/metrics';
import { dashboard, figure, graph } from '../panels.ts';
import { type CloudWatchMetric, dimension, functionMetric, metric } from '../queries.ts';
import { cloudWatchVariable, dimensionVariable, stackValue, stackVariable } from '../variables.ts';

const counted = (name: TranscoderCount, service: TranscoderFunction | '*', label: string) =>
  functionMetric({ metric: name, service, statistic: 'Sum', label });

const encoder = (name: string, statistic: CloudWatchMetric['statistic'], label: string) =>
  metric({
    namespace: 'AWS/MediaConvert',
    metric: name,
    dimensions: { Queue: '$encoderQueue' },
    statistic,
    label,
  });

const queue = (
  name: string,
  queueName: string,
  statistic: CloudWatchMetric['statistic'],
  label: string,
) =>
  metric({
    namespace: 'AWS/SQS',
    metric: name,
    dimensions: { QueueName: queueName },
    statistic,
    label,
  });

const lambda = (name: string, statistic: CloudWatchMetric['statistic']) =>
  metric({
    namespace: 'AWS/Lambda',
    metric: name,
    dimensions: { FunctionName: '$function' },
    statistic,
    label: dimension('FunctionName'),
  });

/** From the end of an upload to a video that plays. */
export function pipelineDashboard(): DashboardBuilder {
  const board = dashboard({
    uid: 'tidecast-pipeline',
    title: 'Tidecast / Media pipeline',
    description:
      'Queues, encodes, failures by reason, and what the reconciler had to set right; from CloudWatch, a minute or two late.',
  })
    .withVariable(cloudWatchVariable())
    .withVariable(stackVariable('stack', 'name'))
    .withVariable(stackVariable('submitQueue', 'submitQueueName'))
    .withVariable(stackVariable('trackQueue', 'trackQueueName'))
    .withVariable(stackVariable('encoderQueue', 'mediaConvertQueueArn'))
    .withVariable(
      dimensionVariable(
        'queue',
        {
          namespace: 'AWS/SQS',
          metric: 'ApproximateNumberOfMessagesVisible',
          dimension: 'QueueName',
        },
        `^${stackValue('name')}-`,
      ),
    )
    .withVariable(
      dimensionVariable(
        'function',
        { namespace: 'AWS/Lambda', metric: 'Invocations', dimension: 'FunctionName' },
        `^${stackValue('name')}-`,
      ),
    );
  addSummary(board);
  addVideos(board.withRow(new RowBuilder('Videos')));
  addQueues(board.withRow(new RowBuilder('Queues')));
  addEncoder(board.withRow(new RowBuilder('MediaConvert')));
  addFunctions(board.withRow(new RowBuilder('Functions')));
  addSlack(board.withRow(new RowBuilder('Slack')));
  return board;
}

function addSummary(board: DashboardBuilder): void {
  board
    .withPanel(
      figure(
        {
          title: 'Waiting to be submitted',
          description: 'Uploads that no function has taken yet.',
          unit: 'short',
          abreast: 4,
        },
        queue('ApproximateNumberOfMessagesVisible', '$submitQueue', 'Maximum', 'waiting'),
      ),
    )
    .withPanel(
      figure(
        {
          title: 'Oldest upload',
          description: 'How long the first of them has waited.',
          unit: 's',
          abreast: 4,
        },
        queue('ApproximateAgeOfOldestMessage', '$submitQueue', 'Maximum', 'age'),
      ),
    )
    .withPanel(
      figure(
        {
          title: 'Oldest news of an encode',
          description: 'How far pages may be behind the encoder.',
          unit: 's',
          abreast: 4,
        },
        queue('ApproximateAgeOfOldestMessage', '$trackQueue', 'Maximum', 'age'),
      ),
    )
    .withPanel(
      figure(
        {
          title: 'Upload to ready',
          description: 'Half of the videos were ready sooner.',
          unit: 's',
          abreast: 4,
        },
        functionMetric({
          metric: 'TimeToReady',
          service: 'track',
          statistic: 'p50',
          label: 'median',
        }),
      ),
    );
}

function addVideos(board: DashboardBuilder): void {
  board
    .withPanel(
      graph(
        {
          title: 'Jobs by state',
          description: 'Jobs submitted, completed and failed, in each interval.',
          unit: 'short',
          abreast: 2,
        },
        [
          counted('JobSubmitted', 'submit', 'submitted'),
          counted('JobSubmitted', 'reconcile', 'submitted by the reconciler'),
          encoder('JobsCompletedCount', 'Sum', 'completed'),
          encoder('JobsErroredCount', 'Sum', 'failed'),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Upload to ready',
          description: 'From the end of an upload, or the start of a later attempt, to ready.',
          unit: 's',
          abreast: 2,
        },
        [
          functionMetric({
            metric: 'TimeToReady',
            service: 'track',
            statistic: 'p50',
            label: 'p50',
          }),
          functionMetric({
            metric: 'TimeToReady',
            service: 'track',
            statistic: 'p90',
            label: 'p90',
          }),
          functionMetric({
            metric: 'TimeToReady',
            service: 'track',
            statistic: 'Maximum',
            label: 'longest',
          }),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Failures by reason',
          description:
            'Videos that failed, by the code that their owners read (packages/catalog/src/video-errors.ts).',
          unit: 'short',
          abreast: 2,
          stacked: true,
        },
        [
          functionMetric({
            metric: 'VideoFailed',
            service: '*',
            reason: '*',
            statistic: 'Sum',
            label: `${dimension('reason')} (${dimension('service')})`,
          }),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'What the reconciler did',
          description:
            'Videos that had stopped moving, and how they went on. Now and then one is well; many mean that events are lost.',
          unit: 'short',
          abreast: 2,
        },
        [
          counted('VideoStale', 'reconcile', 'stopped moving'),
          counted('JobSubmitted', 'reconcile', 'submitted'),
          counted('JobAdopted', 'reconcile', 'job found again'),
          counted('VideoReady', 'reconcile', 'ready'),
          counted('VideoFailed', 'reconcile', 'failed'),
          counted('VideoPurged', 'reconcile', 'deleted'),
          counted('ReconcileFailed', 'reconcile', 'not settled'),
          counted('RowUnreadable', 'reconcile', 'row unreadable'),
        ],
      ),
    );
}

function addQueues(board: DashboardBuilder): void {
  board
    .withPanel(
      graph(
        {
          title: 'Queue depth',
          description: 'Messages that wait. In a dead-letter queue every one is somebody’s video.',
          unit: 'short',
          abreast: 3,
        },
        [queue('ApproximateNumberOfMessagesVisible', '$queue', 'Maximum', dimension('QueueName'))],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Being worked on',
          description: 'Messages that a function has taken and not finished.',
          unit: 'short',
          abreast: 3,
        },
        [
          queue(
            'ApproximateNumberOfMessagesNotVisible',
            '$queue',
            'Maximum',
            dimension('QueueName'),
          ),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Oldest message',
          description: 'How long the first in each queue has waited.',
          unit: 's',
          abreast: 3,
        },
        [queue('ApproximateAgeOfOldestMessage', '$queue', 'Maximum', dimension('QueueName'))],
      ),
    );
}

function addEncoder(board: DashboardBuilder): void {
  board
    .withPanel(
      graph(
        {
          title: 'Waiting for a slot',
          description: 'How long jobs stood in MediaConvert before they began.',
          unit: 'ms',
          abreast: 3,
        },
        [encoder('StandbyTime', 'Average', 'mean'), encoder('StandbyTime', 'Maximum', 'longest')],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Encoding',
          description: 'How long jobs took from their beginning to their end.',
          unit: 'ms',
          abreast: 3,
        },
        [
          encoder('TranscodingTime', 'Average', 'mean'),
          encoder('TranscodingTime', 'Maximum', 'longest'),
        ],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Events that changed nothing',
          description:
            'Late, repeated and foreign events are ignored; sources that changed are left alone; a video that somebody else is submitting waits.',
          unit: 'short',
          abreast: 3,
        },
        [
          counted('EventIgnored', 'submit', 'ignored by submit'),
          counted('EventIgnored', 'track', 'ignored by track'),
          counted('SourceOverwritten', 'submit', 'source overwritten'),
          counted('LeaseHeld', 'submit', 'lease held'),
        ],
      ),
    );
}

function addFunctions(board: DashboardBuilder): void {
  board
    .withPanel(
      graph({ title: 'Invocations', description: 'In each interval.', unit: 'short', abreast: 4 }, [
        lambda('Invocations', 'Sum'),
      ]),
    )
    .withPanel(
      graph(
        {
          title: 'Errors',
          description: 'Invocations that failed. Their messages come again.',
          unit: 'short',
          abreast: 4,
        },
        [lambda('Errors', 'Sum')],
      ),
    )
    .withPanel(
      graph(
        {
          title: 'Throttles',
          description: 'Invocations that found no free slot.',
          unit: 'short',
          abreast: 4,
        },
        [lambda('Throttles', 'Sum')],
      ),
    )
    .withPanel(
      graph(
        { title: 'Duration', description: 'The longest in each interval.', unit: 'ms', abreast: 4 },
        [lambda('Duration', 'Maximum')],
      ),
    );
}

function addSlack(board: DashboardBuilder): void {
  const sent = (name: NotifierCount, label: string) =>
    functionMetric({ metric: name, service: 'notify', statistic: 'Sum', label });
  board.withPanel(
    graph(
      {
        title: 'Messages to Slack',
        description:
          'A failed message is tried twice more and then becomes a dead letter; a simplified one was sent as plain text.',
        unit: 'short',
        abreast: 1,
      },
      [
        sent('MessageSent', 'sent'),
        sent('MessageRepeated', 'delivered again, not sent'),
        sent('MessageSimplified', 'simplified'),
        sent('MessageFailed', 'failed'),
      ],
    ),
  );
}
